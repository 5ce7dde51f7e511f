import { cellAt, type Cell, type Row } from '../../spreadsheet';
import type { LabelNames } from '../headers';
import { words } from '../headers/normalise';
import { currencyOf } from '../values/currency';
import { monthOf } from '../values/months';
import { isBlank, longestToken } from '../values/text';

/** `lone` is a row of amounts only: the rows around it tell whether it is their sum. */
export type RowKind = 'empty' | 'header' | 'subtotal' | 'total' | 'lone' | 'title' | 'data';

/** Where a row of this tab has what tells its kind. */
export interface RowShape {
	/** The headers in their comparable form, by column. */
	readonly headers: ReadonlyMap<number, string>;
	/** Columns of which one is filled in every row of data: the number of the invoice, or the customer. */
	readonly keys: readonly number[];
	/** Columns that no row of totals fills: dates, addresses, VAT numbers. */
	readonly never: readonly number[];
	readonly amounts: readonly number[];
}

/** Makes the function that tells the kind of a row: by its own cells only, so that each reading says the same. */
export function rowKinds(shape: RowShape, labels: LabelNames): (row: Row) => RowKind {
	const [key] = shape.keys;
	const [day] = shape.never;
	return (row) => {
		if (key !== undefined && day !== undefined && isPlainData(cellAt(row, key), cellAt(row, day))) return 'data';
		return slowly(row, shape, labels);
	};
}

/** Nearly every row: something with a digit is its key, and something with a digit its day. */
function isPlainData(key: Cell | undefined, day: Cell | undefined): boolean {
	return key !== undefined && day !== undefined && hasDigit(key) && hasDigit(day);
}

function hasDigit({ value }: Cell): boolean {
	if (typeof value !== 'string') return typeof value === 'number';
	const length = Math.min(value.length, 60);
	for (let at = 0; at < length; at++) {
		const code = value.charCodeAt(at);
		if (code >= 48 && code <= 57) return true;
	}
	return false;
}

function slowly(row: Row, shape: RowShape, labels: LabelNames): RowKind {
	const filled = row.cells.filter((cell) => !isBlank(cell));
	if (filled.length === 0 || filled.every(isIdleFormula)) return 'empty';
	if (isHeader(filled, shape.headers)) return 'header';
	const sum = sumKind(row, filled, shape, labels);
	if (sum !== undefined) return sum;
	const [only, more] = filled;
	if (only?.kind === 'text' && more === undefined && isTitle(only, shape)) return 'title';
	return 'data';
}

/** Formulas that somebody filled down beyond the data show zero or nothing. */
const isIdleFormula = ({ formula, value }: Cell): boolean => formula && (value === 0 || value === false);

function isHeader(filled: readonly Cell[], headers: ReadonlyMap<number, string>): boolean {
	let same = 0;
	for (const { column, kind, value } of filled) {
		if (kind !== 'text' || typeof value !== 'string' || value.length > longestToken) continue;
		const header = headers.get(column);
		if (header !== undefined && header !== '' && header.endsWith(words(value))) same++;
	}
	return same >= 2 && same * 10 >= filled.length * 6;
}

function sumKind(row: Row, filled: readonly Cell[], shape: RowShape, labels: LabelNames): RowKind | undefined {
	if (shape.never.some((column) => !isBlank(cellAt(row, column)))) return undefined;
	const label = filled.find(({ kind }) => kind === 'text');
	const keyed = shape.keys.some((column) => column !== label?.column && !isBlank(cellAt(row, column)));
	if (keyed) return undefined;
	if (label === undefined) {
		const amounts = filled.filter(({ column }) => shape.amounts.includes(column));
		return amounts.length > 0 && amounts.every(({ kind }) => kind === 'number') ? 'lone' : undefined;
	}
	const kind = typeof label.value === 'string' ? labelKind(label.value, labels) : undefined;
	if (kind !== undefined) return kind;
	const allAmounts = filled.every(({ column }) => shape.amounts.includes(column));
	return allAmounts ? 'lone' : undefined;
}

const period =
	/^(?:\d{1,4}|q[1-4]|t[1-4]|k[1-4]|per|van|voor|de|du|des|of|for|in|en|excl|incl|btw|tva|vat|ht|ttc|htva|tvac|all|alle)$/;

/** What a label says: `Totaal`, `Total général 2026`, `Sous-total mars:`; undefined for names such as Total Energies. */
export function labelKind(text: string, { totals, subtotals, tabs }: LabelNames): 'total' | 'subtotal' | undefined {
	if (text.length > 80) return undefined;
	const tokens = words(text).split(' ');
	for (let length = Math.min(3, tokens.length); length > 0; length--) {
		const begin = tokens.slice(0, length).join(' ');
		const rest = tokens.slice(length);
		const plain = rest.every(
			(token) =>
				period.test(token) ||
				monthOf(token) !== undefined ||
				currencyOf(token) !== undefined ||
				tabs.invoices.has(token) ||
				tabs.payments.has(token) ||
				tabs.customers.has(token),
		);
		if (subtotals.has(begin)) return 'subtotal';
		if (totals.has(begin) && plain) return 'total';
	}
	return undefined;
}

/** One text alone in its row: a title between the rows, or a remark below them. A number without anything is a mistake. */
function isTitle({ column, value }: Cell, { keys, amounts }: RowShape): boolean {
	if (amounts.includes(column)) return false;
	return !keys.includes(column) || (typeof value === 'string' && /\S\s+\S/.test(value.trim()) && value.length > 8);
}
