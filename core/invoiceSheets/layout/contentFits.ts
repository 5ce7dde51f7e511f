import { cellAt, type Cell, type Row } from '../../spreadsheet';
import type { SheetField } from '../fields';
import { amountText } from '../values/amount';
import { currencyOf, severalCurrencies } from '../values/currency';
import { dateText } from '../values/dateText';
import { percentageIn } from '../values/percentage';
import { answerOf } from '../values/status';
import { isBlank } from '../values/text';
import { vatNumber } from '../values/vatNumber';

const holds = {
	vatNumber: ({ value }: Cell) => {
		if (typeof value !== 'string' || !/^\s*[A-Za-z]{2}/.test(value)) return false;
		const number = vatNumber(value);
		return number !== undefined && 'normal' in number;
	},
	mailAddress: ({ value }: Cell) => typeof value === 'string' && /^\s*[^@\s]+@[^@\s]+\.[^@\s]+\s*$/.test(value),
	currency: ({ value }: Cell) => {
		const currency = typeof value === 'string' && value.trim().length === 3 ? currencyOf(value) : undefined;
		return currency !== undefined && currency !== severalCurrencies;
	},
	amount: ({ kind, value }: Cell) =>
		kind === 'number' || (kind === 'text' && typeof value === 'string' && amountText(value) !== undefined),
	date: ({ kind, value }: Cell) =>
		kind === 'date' ||
		(kind === 'number' && typeof value === 'number' && value > 25_000 && value < 73_050) ||
		(kind === 'text' && typeof value === 'string' && dateText(value) !== undefined),
	percentage: (cell: Cell) => percentageIn(cell) !== undefined,
	answer: ({ kind, value }: Cell) =>
		kind === 'boolean' || (kind === 'text' && answerOf(value) !== undefined && value !== '0' && value !== '1'),
	text: ({ kind }: Cell) => kind === 'text',
} as const;

/** True when nearly all cells of a column hold it, and one at least does. */
export function mostlyHolds(what: keyof typeof holds, rows: readonly Row[], column: number): boolean {
	let [yes, no] = [0, 0];
	for (const row of rows) {
		const cell = cellAt(row, column);
		if (cell === undefined || isBlank(cell)) continue;
		if (holds[what](cell)) yes++;
		else no++;
	}
	return yes > 0 && yes >= no * 4;
}

const expected: Readonly<Partial<Record<SheetField, keyof typeof holds>>> = {
	issuedOn: 'date',
	dueOn: 'date',
	paidOn: 'date',
	customerName: 'text',
	customerEmail: 'mailAddress',
	vatNumber: 'vatNumber',
	currency: 'currency',
	net: 'amount',
	tax: 'amount',
	total: 'amount',
	paid: 'amount',
	balance: 'amount',
	amount: 'amount',
	lineUnitPrice: 'amount',
	lineTotal: 'amount',
	taxRate: 'percentage',
	status: 'text',
	notes: 'text',
};

/** Whether the cells of a column look like the field. True for fields that may look like anything. */
export function fits(field: SheetField, rows: readonly Row[], column: number): boolean {
	const what = expected[field];
	return what === undefined || mostlyHolds(what, rows, column);
}
