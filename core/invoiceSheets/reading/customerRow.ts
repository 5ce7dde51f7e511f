import { textLimits } from '../../kernel/textLimits';
import type { CustomerClues, CustomerRecord } from '../records';
import { currencyOf, severalCurrencies } from '../values/currency';
import { mailReader, readCustomerCode, readLanguage, vatNumberReader } from './readCell';
import type { RowCells } from './rowCells';

/** Makes the function that reads who is meant in the loaded row. */
export function clues(cells: RowCells): () => CustomerClues {
	const [code, name] = [cells.column('customerCode'), cells.column('customerName')];
	const readMail = mailReader(cells, cells.column('customerEmail'));
	const readVat = vatNumberReader(cells, cells.column('vatNumber'));
	return () => ({
		customerCode: readCustomerCode(cells, code),
		customerName: cells.text(name, textLimits.name),
		customerEmail: readMail(),
		vatNumber: readVat(),
	});
}

export const isNobody = ({ customerCode, customerName, customerEmail, vatNumber }: CustomerClues): boolean =>
	customerCode === null && customerName === null && customerEmail === null && vatNumber === null;

/** Makes the function that reads the loaded row of a tab of customers. */
export function customerRows(cells: RowCells): () => CustomerRecord {
	const readClues = clues(cells);
	const [name, language, currency] = [cells.column('customerName'), cells.column('language'), cells.column('currency')];
	return () => {
		const who = readClues();
		if (isNobody(who) && !cells.failed) cells.complain('customer_missing', name);
		return { ...who, language: readLanguage(cells, language), currency: readCode() };
	};

	function readCode(): string | null {
		const text = cells.text(currency, textLimits.token);
		if (text === null) return null;
		const code = currencyOf(text);
		if (code !== undefined && code !== severalCurrencies) return code;
		cells.complain('unknown_currency', currency);
		return null;
	}
}
