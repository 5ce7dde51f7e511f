import type { Cell, Row, SheetTable } from '../../spreadsheet';
import { recordKinds } from '../fields';
import type { HeaderMatcher } from '../headers';
import { normalHeader } from '../headers/normalise';
import { remembered } from '../values/remembered';
import { isBlank, longestToken, tidied } from '../values/text';

/** The most columns that are understood. What is to the right of them is not read. */
export const mostColumns = 1_000;

/** The header of a column. */
export interface ColumnHeader {
	readonly column: number;
	/** As it is written; both rows of a header of two, joined by a space. */
	readonly text: string;
	/** In its comparable form. */
	readonly words: string;
	/** ISO 4217 or `?`, when it names a currency. */
	readonly currency: string | null;
}

export interface FoundHeader {
	/** Null when the tab has no header. */
	readonly rows: { readonly first: number; readonly last: number } | null;
	/** One for each column, from the left. */
	readonly columns: readonly ColumnHeader[];
	/** True when names of fields were found in it, or a person or the program that wrote the file says so. */
	readonly certain: boolean;
}

/** The score of one good name. A header has two at least. */
const leastScore = 150;

/**
 * Finds the header among the first rows of a tab.
 *
 * @param asked the row that a person says; null for none; undefined to look for it.
 */
export function findHeader(
	rows: readonly Row[],
	tables: readonly SheetTable[],
	matcher: HeaderMatcher,
	asked?: number | null,
): FoundHeader {
	if (asked === null) return withoutHeader(rows);
	if (asked !== undefined) {
		const row = rows.find(({ number }) => number === asked);
		return row ? found([row], single(row), true) : withoutHeader(rows);
	}
	return ofTable(rows, tables, matcher) ?? byNames(rows, matcher) ?? byShape(rows) ?? withoutHeader(rows);
}

const found = (rows: readonly Row[], columns: readonly ColumnHeader[], certain: boolean): FoundHeader => ({
	rows: { first: rows[0]?.number ?? 0, last: rows.at(-1)?.number ?? 0 },
	columns,
	certain,
});

function ofTable(rows: readonly Row[], tables: readonly SheetTable[], matcher: HeaderMatcher): FoundHeader | undefined {
	const named = tables.filter(({ hasHeaderRow }) => hasHeaderRow);
	const scored = named.map((table) => {
		const columns = table.headers.slice(0, mostColumns).map((text, at) => header(table.range.firstColumn + at, text));
		return { table, columns, score: scoreOf(columns, matcher).total };
	});
	const [best] = scored.sort((one, other) => other.score - one.score);
	if (best === undefined || best.score < leastScore) return undefined;
	const row = rows.find(({ number }) => number === best.table.range.firstRow);
	const above = row === undefined ? undefined : byNames([row], matcher);
	if (above) return above;
	return {
		rows: { first: best.table.range.firstRow, last: best.table.range.firstRow },
		columns: best.columns,
		certain: true,
	};
}

function byNames(rows: readonly Row[], matcher: HeaderMatcher): FoundHeader | undefined {
	let best: { header: FoundHeader; score: number } | undefined;
	for (const [at, row] of rows.entries()) {
		if (row.cells.length === 0) continue;
		const next = rows[at + 1];
		const one = single(row);
		const alone = scoreOf(one, matcher);
		const score = alone.total - strangers(row);
		if (alone.fields >= 2 && score >= leastScore && score > (best?.score ?? 0))
			best = { header: found([row], one, true), score };
		if (next?.number !== row.number + 1 || !mayBePair(row, next)) continue;
		const two = pair(row, next);
		const both = scoreOf(two, matcher);
		const bothScore = both.total - strangers(row) - strangers(next) - 20;
		if (both.fields >= 2 && bothScore >= leastScore && bothScore > (best?.score ?? 0)) {
			best = { header: found([row, next], two, true), score: bothScore };
		}
	}
	return best?.header;
}

/** Cells that a header has not: numbers, days and formulas. */
const strangers = (row: Row): number =>
	40 * firstCells(row).filter((cell) => cell.kind !== 'text' && !isBlank(cell)).length;

/** Cells are in the order of their columns: no more of them can be within the most columns. */
export const firstCells = ({ cells }: Row): readonly Cell[] =>
	cells.length > mostColumns ? cells.slice(0, mostColumns) : cells;

const textOf = ({ value }: Cell): string => tidied(String(value).slice(0, longestToken));

const normal = remembered(normalHeader);

function header(column: number, text: string): ColumnHeader {
	return { column, text, ...normal(text) };
}

function single(row: Row): ColumnHeader[] {
	const cells = firstCells(row).filter((cell) => cell.column < mostColumns && !isBlank(cell));
	return cells.map((cell) => header(cell.column, textOf(cell)));
}

/** Both rows are texts, and the upper one leaves columns open, or names groups. */
function mayBePair(upper: Row, lower: Row): boolean {
	const isText = (cell: Cell) => cell.kind === 'text' || isBlank(cell);
	return (
		lower.cells.length > 1 &&
		lower.cells.length <= mostColumns &&
		upper.cells.length > 0 &&
		upper.cells.length <= mostColumns &&
		[upper, lower].every(({ cells }) => cells.every(isText))
	);
}

/** An upper name holds until the next one to its right, below which there is something. */
function pair(upper: Row, lower: Row): ColumnHeader[] {
	const [above, below] = [upper, lower].map(({ cells }) => {
		const filled = cells.slice(0, mostColumns).filter((cell) => cell.column < mostColumns && !isBlank(cell));
		return new Map(filled.map((cell) => [cell.column, textOf(cell)]));
	});
	const columns: ColumnHeader[] = [];
	const last = Math.max(...(above?.keys() ?? []), ...(below?.keys() ?? []));
	let group = '';
	for (let column = 0; column <= last; column++) {
		const [own, under] = [above?.get(column), below?.get(column)];
		group = own ?? group;
		if (own === undefined && under === undefined) group = '';
		else if (under === undefined) columns.push(header(column, own ?? ''));
		else columns.push(header(column, group === under ? under : tidied(`${group} ${under}`)));
	}
	return columns;
}

/** How well the names fit the fields of the kind of tab that they fit best; each field counts once. */
function scoreOf(columns: readonly ColumnHeader[], matcher: HeaderMatcher): { total: number; fields: number } {
	let best = { total: 0, fields: 0 };
	for (const kind of recordKinds) {
		const scores = new Map<string, number>();
		for (const { words } of columns) {
			const [match] = matcher(kind, words);
			if (match !== undefined && match.field !== 'none')
				scores.set(match.field, Math.max(match.score, scores.get(match.field) ?? 0));
		}
		const total = [...scores.values()].reduce((sum, score) => sum + score, 0);
		if (total > best.total) best = { total, fields: scores.size };
	}
	return best;
}

/** A row of different texts over a row that has numbers or days: the names are in a language that nobody taught us. */
function byShape(rows: readonly Row[]): FoundHeader | undefined {
	const at = rows.findIndex((row, index) => {
		const next = rows[index + 1];
		const columns = single(row);
		const texts = new Set(columns.map(({ words }) => words));
		if (columns.length < 2 || texts.size < columns.length || !row.cells.every(({ kind }) => kind === 'text'))
			return false;
		const typed = next?.cells.filter(({ kind }) => kind !== 'text').length ?? 0;
		return (
			typed > 0 && (next?.cells.length ?? 0) * 2 >= columns.length && !columns.some(({ text }) => /\d{3}/.test(text))
		);
	});
	const row = rows[at];
	return row ? found([row], single(row), false) : undefined;
}

function withoutHeader(rows: readonly Row[]): FoundHeader {
	const columns = new Set(
		rows.flatMap((row) => firstCells(row).map(({ column }) => column)).filter((column) => column < mostColumns),
	);
	return {
		rows: null,
		columns: [...columns].sort((one, other) => one - other).map((column) => header(column, '')),
		certain: false,
	};
}
