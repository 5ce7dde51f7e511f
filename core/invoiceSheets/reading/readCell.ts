import { mailAddress } from '../../kernel/mailAddress';
import type { Language } from '../../kernel/languages';
import { textLimits } from '../../kernel/textLimits';
import type { SheetStatus } from '../records';
import { amountText, decimalWith, plainNumber } from '../values/amount';
import { dayIn } from '../values/day';
import { languageOf } from '../values/languageName';
import { percentageIn, rateText } from '../values/percentage';
import { answerOf, statusOf } from '../values/status';
import { identifierOf } from '../values/text';
import { remembered } from '../values/remembered';
import { vatNumber } from '../values/vatNumber';
import type { ReadColumn, RowCells } from './rowCells';

/** YYYY-MM-DD. Null when the cell is empty or wrong; a wrong one is a problem, as in all functions here. */
export function readDay(cells: RowCells, column: ReadColumn): string | null {
	const cell = cells.sound(column);
	if (cell === undefined) return null;
	const read = dayIn(cell, column.reading.dateOrder);
	if ('day' in read) return read.day;
	cells.complain(read.fault, column);
	return null;
}

/** Makes the function that reads a mail address into the form in which the pack keeps it. Of several the first is taken. */
export function mailReader(cells: RowCells, column: ReadColumn): () => string | null {
	const read = remembered((text) => {
		const [first = ''] = text.replace(/^mailto:/i, '').split(/[;,]\s*/);
		return mailAddress.safeParse(/<([^<>]+)>$/.exec(first)?.[1] ?? first).data ?? null;
	});
	return () => {
		const text = cells.text(column, textLimits.line);
		if (text === null || text === '-') return null;
		const address = read(text);
		if (address === null) cells.complain('not_a_mail_address', column);
		return address;
	};
}

/** Makes the function that reads a VAT number into its normal form. */
export function vatNumberReader(cells: RowCells, column: ReadColumn): () => string | null {
	const read = remembered((text) => vatNumber(text) ?? null);
	return () => {
		const cell = cells.sound(column);
		if (cell === undefined) return null;
		// A Belgian number that is kept as a number has lost its zero.
		const isNumber = cell.kind === 'number' && cell.value !== 0;
		const number = read(isNumber ? identifierOf(cell).padStart(10, '0') : identifierOf(cell));
		if (number === null) return null;
		if ('normal' in number) return number.normal;
		cells.complain('wrong_vat_number', column);
		return null;
	};
}

const codeForm = /^[a-z0-9][a-z0-9-]{1,39}$/;

/** A customer's code, in small letters. */
export function readCustomerCode(cells: RowCells, column: ReadColumn): string | null {
	const text = cells.text(column, textLimits.key);
	if (text === null) return null;
	const code = text.toLowerCase();
	if (codeForm.test(code)) return code;
	cells.complain('not_a_customer_code', column);
	return null;
}

/** Makes the function that reads a status, or yes and no for paid and open. */
export function statusReader(cells: RowCells, column: ReadColumn): () => SheetStatus | null {
	const ofAnswer = (answer: boolean | undefined) => (answer === undefined ? null : answer ? 'paid' : 'open');
	const ofText = remembered((text) => statusOf(text) ?? ofAnswer(answerOf(text)));
	return () => {
		const cell = cells.sound(column);
		if (cell === undefined) return null;
		const status = typeof cell.value === 'string' ? ofText(cell.value) : ofAnswer(answerOf(cell.value));
		if (status === null) cells.complain('unknown_status', column);
		return status;
	};
}

/** Per cent, as a decimal text. */
export function readRate(cells: RowCells, column: ReadColumn): string | null {
	const cell = cells.sound(column);
	if (cell === undefined) return null;
	const percentage = percentageIn(cell);
	const text = percentage && rateText(percentage, column.reading.wholePercents ?? true);
	if (text !== undefined) return text;
	cells.complain('not_a_percentage', column);
	return null;
}

/** A decimal text such as `1.5`. */
export function readQuantity(cells: RowCells, column: ReadColumn): string | null {
	const cell = cells.sound(column);
	if (cell === undefined) return null;
	if (cell.kind === 'number' && typeof cell.value === 'number') return plainNumber(cell.value);
	// Hours as a time: 1:30 is one and a half.
	if (cell.kind === 'duration' && typeof cell.value === 'number') return plainNumber(cell.value / 3600);
	const amount = cell.kind === 'text' && typeof cell.value === 'string' ? amountText(cell.value) : undefined;
	if (amount === undefined || amount.currency !== null) {
		cells.complain('not_a_number', column);
		return null;
	}
	const sign = column.reading.decimalSign ?? (amount.shows === 'plain' ? '.' : null);
	const decimal = sign === null ? undefined : decimalWith(amount, sign);
	if (decimal !== undefined) return plainNumber(Number(decimal));
	cells.complain(sign === null ? 'decimal_sign_unknown' : 'not_a_number', column);
	return null;
}

export function readLanguage(cells: RowCells, column: ReadColumn): Language | null {
	const text = cells.text(column, textLimits.token);
	if (text === null) return null;
	const language = languageOf(text);
	if (language !== undefined) return language;
	cells.complain('unknown_language', column);
	return null;
}
