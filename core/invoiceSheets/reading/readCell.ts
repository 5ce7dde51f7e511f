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

/** The mail address in the form in which the pack keeps it. Of several in a cell the first is taken. */
export function readMailAddress(cells: RowCells, column: ReadColumn): string | null {
	const text = cells.text(column, textLimits.line);
	if (text === null || text === '-') return null;
	const [first = ''] = text.replace(/^mailto:/i, '').split(/[;,]\s*/);
	const named = /<([^<>]+)>$/.exec(first)?.[1] ?? first;
	if (isPlainAddress(named)) return named;
	const read = mailAddress.safeParse(named);
	if (read.success) return read.data;
	cells.complain('not_a_mail_address', column);
	return null;
}

/** What the rule of the kernel gives back as it is: most addresses. Its search is slow for a hundred thousand rows. */
function isPlainAddress(text: string): boolean {
	return (
		text.length < 100 &&
		/^[a-z0-9](?:[a-z0-9_-]|\.(?!\.|@)){0,40}@(?:[a-z0-9]{1,30}(?:-[a-z0-9]{1,30}){0,2}\.){1,3}[a-z]{2,10}$/i.test(
			text,
		) &&
		text === text.toLowerCase() &&
		!text.includes('xn--')
	);
}

export function readVatNumber(cells: RowCells, column: ReadColumn): string | null {
	const cell = cells.sound(column);
	if (cell === undefined) return null;
	// A Belgian number that is kept as a number has lost its zero.
	const text =
		cell.kind === 'number' && typeof cell.value === 'number'
			? identifierOf(cell).padStart(10, '0')
			: identifierOf(cell);
	const read = vatNumber(text);
	if (read === undefined) return null;
	if ('normal' in read) return read.normal;
	cells.complain('wrong_vat_number', column);
	return null;
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

export function readStatus(cells: RowCells, column: ReadColumn): SheetStatus | null {
	const cell = cells.sound(column);
	if (cell === undefined) return null;
	const status = typeof cell.value === 'string' ? statusOf(cell.value) : undefined;
	if (status !== undefined) return status;
	const answer = answerOf(cell.value);
	if (answer !== undefined) return answer ? 'paid' : 'open';
	cells.complain('unknown_status', column);
	return null;
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
