import type { Cell, Row } from '../../spreadsheet';
import type { SheetField } from '../fields';
import type { Problem, ProblemCode } from '../problem';
import type { ColumnReading, SheetUnderstanding } from '../understanding';
import { shortText } from '../values/shownText';
import { identifierOf, isBlank } from '../values/text';

export type Details = Problem['details'];

const noDetails: Details = {};
const noProblems: readonly Problem[] = [];
const noReading: ColumnReading = { dateOrder: null, decimalSign: null, currency: null, wholePercents: null };

/** A column that a reader of rows knows. */
export interface ReadColumn {
	readonly field: SheetField;
	readonly column: number;
	readonly reading: ColumnReading;
	/** Which of the loaded cells is its own; -1 when the tab has no such column. */
	readonly slot: number;
}

/** The cells of one row by the fields that they hold, and what is wrong with them. One object serves all rows of a tab. */
export class RowCells {
	private readonly columns: readonly ReadColumn[];
	private readonly slotOf: number[] = [];
	private readonly cells: Array<Cell | undefined>;
	private found: Problem[] | undefined;

	constructor(understanding: SheetUnderstanding) {
		this.columns = understanding.columns
			.flatMap(({ column, field, reading }) => (field === null ? [] : [{ column, field, reading }]))
			.map((entry, slot) => ({ ...entry, slot }));
		const last = Math.max(-1, ...this.columns.map(({ column }) => column));
		this.slotOf = Array.from(
			{ length: last + 1 },
			(_, column) => this.columns.find((known) => known.column === column)?.slot ?? -1,
		);
		this.cells = Array.from<Cell | undefined>({ length: this.columns.length });
	}

	/** The column of a field; one that is always empty when the tab has none. */
	column(field: SheetField): ReadColumn {
		return this.columns.find((known) => known.field === field) ?? { field, column: -1, reading: noReading, slot: -1 };
	}

	load({ cells }: Row): void {
		this.found = undefined;
		this.cells.fill(undefined);
		for (const cell of cells) {
			const slot = this.slotOf[cell.column];
			if (slot !== undefined && slot >= 0 && !isBlank(cell)) this.cells[slot] = cell;
		}
	}

	/** The cell; undefined when it is empty. */
	at({ slot }: ReadColumn): Cell | undefined {
		return this.cells[slot];
	}

	get problems(): readonly Problem[] {
		return this.found ?? noProblems;
	}

	get failed(): boolean {
		return this.found !== undefined && this.found.some(({ severity }) => severity === 'error');
	}

	complain(
		code: ProblemCode,
		column: ReadColumn | null,
		details: Details = noDetails,
		severity: Problem['severity'] = 'error',
	): void {
		const known = column !== null && column.column >= 0;
		const value = known ? shortText(this.at(column)) : '';
		(this.found ??= []).push({
			severity,
			code,
			field: column?.field ?? null,
			column: known ? column.column : null,
			value,
			details,
		});
	}

	missing(column: ReadColumn): void {
		this.complain('missing', column);
	}

	/** The cell, unless a formula in it failed: that is a problem. */
	sound(column: ReadColumn): Cell | undefined {
		const cell = this.cells[column.slot];
		if (cell === undefined || cell.kind !== 'error') return cell;
		const dispensable =
			column.field === 'notes' ||
			column.field === 'method' ||
			column.field === 'reference' ||
			column.field === 'orderReference';
		this.complain('formula_error', column, { error: String(cell.value) }, dispensable ? 'warning' : 'error');
		return undefined;
	}

	/** A text or an identifier; null when the cell is empty, or when the text is too long, which is a problem. */
	text(column: ReadColumn, most: number): string | null {
		const cell = this.sound(column);
		if (cell === undefined) return null;
		const text = identifierOf(cell);
		if (text.length <= most) return text === '' ? null : text;
		this.complain('text_too_long', column, { most, length: text.length });
		return null;
	}
}
