import { cellAt, type Row } from '../../spreadsheet';
import { fieldsOfRole, type RecordKind, type SheetField } from '../fields';
import type { HeaderMatcher } from '../headers';
import type { ColumnUnderstanding } from '../understanding';
import type { ColumnHeader } from './findHeader';
import { fits, mostlyHolds } from './contentFits';

export interface Assigned {
	readonly field: SheetField | null;
	readonly decidedBy: ColumnUnderstanding['decidedBy'];
	readonly score: number;
}

/** What somebody says of columns: by column from 0, null for one that is not read. */
export type SaidFields = Readonly<Record<number, SheetField | null>> | undefined;

export interface Hints {
	readonly matcher: HeaderMatcher;
	readonly person: SaidFields;
	readonly memory: SaidFields;
	/** The first rows of data. */
	readonly rows: readonly Row[];
}

/** Decides which field each column of a tab of this kind holds. A field is held by one column only. */
export function assignFields(
	columns: readonly ColumnHeader[],
	kind: RecordKind,
	hints: Hints,
): ReadonlyMap<number, Assigned> {
	const assigned = new Map<number, Assigned>();
	const taken = new Set<SheetField>();
	const assign = (column: number, entry: Assigned): void => {
		assigned.set(column, entry);
		if (entry.field !== null) taken.add(entry.field);
	};
	const own = new Set<SheetField>(fieldsOfRole[kind]);
	const say = (said: SaidFields, decidedBy: 'person' | 'memory'): void => {
		for (const [key, field] of Object.entries(said ?? {})) {
			const column = Number(key);
			if (assigned.has(column) || (field !== null && (!own.has(field) || taken.has(field)))) continue;
			assign(column, { field, decidedBy, score: 200 });
		}
	};
	say(hints.person, 'person');
	say(hints.memory, 'memory');
	for (const { column, field, score } of candidates(columns, kind, hints)) {
		if (assigned.has(column) || taken.has(field)) continue;
		assign(column, { field, decidedBy: 'header', score });
	}
	secondAmount(columns, kind, hints, assigned, assign, taken);
	byContent(columns, kind, hints, assigned, assign, taken);
	if (kind === 'invoices') sortOutLines(hints.rows, assigned);
	return assigned;
}

interface Candidate {
	readonly column: number;
	readonly field: SheetField;
	readonly score: number;
}

/** All that the headers may mean, the best first. What the column holds decides between equals, and no more. */
function candidates(columns: readonly ColumnHeader[], kind: RecordKind, { matcher, rows }: Hints): Candidate[] {
	const all: Candidate[] = [];
	for (const { column, words } of columns) {
		const matches = matcher(kind, words);
		if (matches[0]?.field === 'none') continue;
		for (const { field, score } of matches) {
			if (field === 'none') continue;
			// Yes and no below "paid" are a status.
			const actual = field === 'paid' && mostlyHolds('answer', rows, column) ? 'status' : field;
			all.push({ column, field: actual, score: score + (fits(actual, rows, column) ? 5 : 0) });
		}
	}
	return all.sort((one, other) => other.score - one.score || one.column - other.column);
}

type Assign = (column: number, entry: Assigned) => void;

/** "Amount" beside "Total" and "VAT" is the amount without VAT. */
function secondAmount(
	columns: readonly ColumnHeader[],
	kind: RecordKind,
	{ matcher, rows }: Hints,
	assigned: ReadonlyMap<number, Assigned>,
	assign: Assign,
	taken: ReadonlySet<SheetField>,
): void {
	if (kind !== 'invoices' || taken.has('net') || !taken.has('tax')) return;
	const second = columns.find(
		({ column, words }) =>
			!assigned.has(column) && matcher(kind, words)[0]?.field === 'total' && fits('net', rows, column),
	);
	if (second) assign(second.column, { field: 'net', decidedBy: 'content', score: 50 });
}

/** A column whose header says nothing may show itself what it is. */
function byContent(
	columns: readonly ColumnHeader[],
	kind: RecordKind,
	{ matcher, rows }: Hints,
	assigned: ReadonlyMap<number, Assigned>,
	assign: Assign,
	taken: ReadonlySet<SheetField>,
): void {
	const own = new Set<SheetField>(fieldsOfRole[kind]);
	const shown = [
		['vatNumber', 'vatNumber'],
		['customerEmail', 'mailAddress'],
		['currency', 'currency'],
	] as const;
	for (const { column, words } of columns) {
		if (assigned.has(column) || matcher(kind, words).length > 0) continue;
		const [field] =
			shown.find(([name, holds]) => own.has(name) && !taken.has(name) && mostlyHolds(holds, rows, column)) ?? [];
		if (field !== undefined) assign(column, { field, decidedBy: 'content', score: 60 });
	}
}

/**
 * A tab with lines has a price or an amount for each. Quantity times price is the total of the line, even if its column is
 * called total. A description alone is a remark about the invoice.
 */
function sortOutLines(rows: readonly Row[], assigned: Map<number, Assigned>): void {
	const columnOf = (field: SheetField) => [...assigned].find(([, entry]) => entry.field === field)?.[0];
	const change = (column: number, field: SheetField | null): void => {
		const entry = assigned.get(column);
		if (entry && entry.decidedBy !== 'person')
			assigned.set(column, { ...entry, field, decidedBy: field === null ? null : 'content' });
	};
	const [quantity, price, total] = [columnOf('lineQuantity'), columnOf('lineUnitPrice'), columnOf('total')];
	if (columnOf('lineTotal') === undefined && quantity !== undefined && price !== undefined && total !== undefined) {
		if (columnOf('tax') === undefined && multiplies(rows, quantity, price, total)) change(total, 'lineTotal');
	}
	if (columnOf('lineTotal') !== undefined || (price !== undefined && quantity !== undefined)) return;
	const description = columnOf('lineDescription');
	if (description !== undefined) change(description, columnOf('notes') === undefined ? 'notes' : null);
	for (const column of [quantity, price]) if (column !== undefined) change(column, null);
}

function multiplies(rows: readonly Row[], quantity: number, price: number, total: number): boolean {
	let [right, wrong] = [0, 0];
	for (const row of rows) {
		const [count, each, sum] = [quantity, price, total].map((column) => cellAt(row, column)?.value);
		if (typeof count !== 'number' || typeof each !== 'number' || typeof sum !== 'number') continue;
		if (Math.abs(count * each - sum) < 0.01) right++;
		else wrong++;
	}
	return right > 0 && right > wrong * 4;
}
