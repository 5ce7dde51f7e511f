import { textLimits } from '../../kernel/textLimits';
import type { SheetField } from '../fields';
import type { PaymentRecord } from '../records';
import type { SheetUnderstanding } from '../understanding';
import { RowMoney } from './money';
import { readCustomerCode, readDay } from './readCell';
import type { RowCells } from './rowCells';

/** Makes the function that reads the loaded row of a tab of payments. */
export function paymentRows(cells: RowCells, { currency: ofSheet }: SheetUnderstanding): () => PaymentRecord {
	const column = (field: SheetField) => cells.column(field);
	const [number, paidOn, amount] = [column('number'), column('paidOn'), column('amount')];
	const [method, reference, code, name] = [
		column('method'),
		column('reference'),
		column('customerCode'),
		column('customerName'),
	];
	const money = new RowMoney(cells, [amount], column('currency'), ofSheet);
	return () => {
		const currency = money.readCurrency();
		const amountMinor = money.read(amount);
		const day = readDay(cells, paidOn);
		const invoice = cells.text(number, textLimits.orderReference);
		if (cells.at(number) === undefined) cells.missing(number);
		if (cells.at(paidOn) === undefined) cells.missing(paidOn);
		if (cells.at(amount) === undefined) cells.missing(amount);
		return {
			number: invoice ?? '',
			paidOn: day ?? '',
			amountMinor: amountMinor ?? 0,
			currency,
			method: cells.text(method, textLimits.name),
			reference: cells.text(reference, textLimits.reason),
			customerCode: readCustomerCode(cells, code),
			customerName: cells.text(name, textLimits.name),
		};
	};
}
