import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { CellWriter, RowWriter, SheetWriter } from './workbookWriter.js';
import { InputError } from '../../kernel/errors';
import { columnLetters } from '../cell';
import type { cellStyles } from './cellStyles';
import { cutText, escapeText, looksLikeFormula } from './cellText';
import { choiceRule, type ChoiceLists } from './choiceLists';
import type { CellToWrite, ColumnToWrite, RowToWrite, SheetToWrite } from './sheetToWrite';
import { asCell, writtenValue, type WrittenValue } from './writtenValue';

/** Excel, "specifications and limits". */
const mostRows = 1_048_576;
const mostColumns = 16_384;

/** They are kept in memory until their sheet is done, and Excel gets slow with more. */
const mostNotes = 2_000;

/** How long rows are written before others get a turn, in milliseconds. */
const turn = 15;

const usualHeight = 15;

interface SheetTarget {
	readonly target: SheetWriter;
	readonly styles: ReturnType<typeof cellStyles>;
	readonly lists: ChoiceLists;
	readonly signal: AbortSignal;
}

const widths = {
	text: 20,
	integer: 10,
	number: 12,
	amount: 16,
	percent: 10,
	date: 12,
	duration: 12,
	boolean: 10,
} as const;

/** Writes a sheet from its header to its last row, as fast as the stream takes it. */
export async function sheetWriting(place: SheetTarget, { columns, rows }: SheetToWrite): Promise<void> {
	const { target, lists, signal } = place;
	refuseBeyond('columns', columns.length, mostColumns);
	target.columns = columns.map(({ header, kind, width }) => ({
		width: width ?? Math.min(60, Math.max(widths[kind], header.length + 4)),
	}));
	writeHeader(place, columns);
	const room = { notes: mostNotes };
	let number = 1;
	let since = performance.now();
	for await (const row of rows) {
		signal.throwIfAborted();
		number++;
		refuseBeyond('rows', number, mostRows);
		writeRow(place, target.getRow(number), { columns, row, room });
		if (performance.now() - since < turn) continue;
		await letOthers(target, signal);
		since = performance.now();
	}
	if (columns.length > 0) target.autoFilter = `A1:${columnLetters(columns.length - 1)}${number}`;
	columns.forEach(({ choices }, column) => {
		if (choices !== undefined) target.dataValidations.add(...choiceRule(column, lists.sourceOf(choices)));
	});
	target.commit();
}

function writeHeader({ target, styles }: SheetTarget, columns: readonly ColumnToWrite[]): void {
	const row = target.getRow(1);
	columns.forEach(({ header, note }, index) => {
		const cell = row.getCell(index + 1);
		cell.value = asText(header);
		cell.style = styles.header(looksLikeFormula(header));
		if (note !== undefined) cell.note = noteText(note);
	});
	row.commit();
}

interface RowInColumns {
	readonly columns: readonly ColumnToWrite[];
	readonly row: RowToWrite;
	/** How many notes may follow. */
	readonly room: { notes: number };
}

function writeRow(place: SheetTarget, target: RowWriter, { columns, row, room }: RowInColumns): void {
	refuseBeyond('columns', row.length, mostColumns);
	const filled = row.map((given, index) =>
		writeCell(place, () => target.getCell(index + 1), { cell: asCell(given), column: columns[index], room }),
	);
	// exceljs leaves a row out that has only colours, unless its height is set.
	if (row.length > 0 && !filled.includes(true)) target.height = usualHeight;
	target.commit();
}

interface CellInColumn {
	readonly cell: CellToWrite;
	readonly column: ColumnToWrite | undefined;
	readonly room: { notes: number };
}

/** Tells whether the cell has a value. */
function writeCell({ styles }: SheetTarget, make: () => CellWriter, { cell, column, room }: CellInColumn): boolean {
	const value = writtenValue(cell, column);
	if (value === undefined && cell.fault !== true && cell.note === undefined) return false;
	const written = make();
	if (value !== undefined) written.value = storedValue(value);
	written.style = styles.cell(value, {
		fault: cell.fault === true,
		wrap: column?.wrap === true,
		guarded: value?.kind === 'text' && looksLikeFormula(value.value),
	});
	if (cell.note !== undefined && room.notes > 0) {
		room.notes--;
		written.note = noteText(cell.note);
	}
	return value !== undefined;
}

function storedValue(value: WrittenValue) {
	switch (value.kind) {
		case 'text':
			return asText(value.value);
		case 'date':
			return value.serial;
		case 'duration':
			return value.value / 86_400;
		default:
			return value.value;
	}
}

/** As rich text of one run, which exceljs writes into the cell with its spaces: a plain text loses them. */
function asText(text: string) {
	return { richText: [{ text: escapeText(cutText(text)) }] };
}

function noteText(note: string): string {
	return escapeText(note.length > 1_000 ? `${note.slice(0, 999)}…` : note);
}

/** Gives way to other work, and waits while more is written than is packed. */
async function letOthers({ stream }: SheetWriter, signal: AbortSignal): Promise<void> {
	const packing = stream.pipes?.[0];
	if (packing?.writableNeedDrain === true) await once(packing, 'drain', { signal });
	await setImmediate();
}

function refuseBeyond(what: string, count: number, most: number): void {
	if (count > most) {
		throw new InputError(what, `are more than a sheet holds: ${count} of ${most}`, 'Write several workbooks.');
	}
}
