import { InputError } from '../../kernel/errors';
import type { Row } from '../cell';
import { guardReading, type ReadingGuard, type ReadingLimits } from '../text/readingLimits';
import type { SheetLayout, Workbook, WorkbookSource } from '../workbook';
import { openOdsArchive } from './odsArchive';
import { odsStyles } from './odsStyles';
import { readOdsTables, type OdsTable, type OdsTablesReader, type RepeatedRow } from './odsTables';

export interface OdsOptions {
	readonly limits: ReadingLimits;
	readonly signal?: AbortSignal;
}

const batchRows = 500;

/** A part of the XML that is read without giving way, in characters. */
const pieceLength = 32_768;

/**
 * Opens an .ods file of LibreOffice and others. It is read once for its tabs, and once for each reading of a tab, piece
 * by piece: @e965/xlsx, which reads .xls here, loses hidden tabs, spaces at the end and texts such as `_x0041_` of .ods.
 *
 * @throws InputError with the field `file` when it is no such file, is broken or protected, or beyond a limit.
 */
export async function openOds(source: WorkbookSource, { limits, signal }: OdsOptions): Promise<Workbook> {
	const archive = await openOdsArchive(source);
	try {
		const styles = odsStyles();
		const guard = guardReading(limits, signal);
		await readWhole(archive.styles(), readOdsTables(undefined, styles, limits), guard);
		const reader = readOdsTables(undefined, styles, limits);
		await readWhole(archive.content(), reader, guard);
		const { tables } = reader;
		if (tables.length === 0) throw new InputError('file', 'has no tab', 'Save it as .xlsx.');
		const checked = (sheet: number): OdsTable => {
			const table = tables[sheet];
			if (table === undefined) throw new InputError('sheet', `is not in the file: ${sheet}`, 'Choose another one.');
			return table;
		};
		return {
			format: 'ods',
			sheets: tables.map(({ name, hidden }, index) => ({
				index,
				name,
				visibility: hidden ? 'hidden' : 'visible',
				tables: [],
			})),
			rows: (sheet) => {
				checked(sheet);
				return readRows(archive.content(), readOdsTables(sheet, styles, limits), guardReading(limits, signal));
			},
			layout: async (sheet): Promise<SheetLayout> => {
				const { merges, hiddenColumns } = checked(sheet);
				return { merges, hiddenColumns };
			},
			close: async () => archive.close(),
		};
	} catch (error) {
		archive.close();
		throw error;
	}
}

async function readWhole(xml: AsyncIterable<string>, reader: OdsTablesReader, guard: ReadingGuard): Promise<void> {
	let empty = true;
	for await (const piece of piecesOf(xml)) {
		reader.write(piece);
		guard.checkTime();
		empty = false;
	}
	if (!empty) reader.end();
}

async function* readRows(
	xml: AsyncIterable<string>,
	reader: OdsTablesReader,
	guard: ReadingGuard,
): AsyncGenerator<readonly Row[], void, undefined> {
	let batch: Row[] = [];
	for await (const piece of piecesOf(xml)) {
		reader.write(piece);
		guard.checkTime();
		for (const row of eachRow(reader.takeRows())) {
			guard.check(row);
			batch.push(row);
			if (batch.length < batchRows) continue;
			guard.pause();
			yield batch;
			guard.resume();
			batch = [];
			guard.checkTime();
		}
	}
	reader.end();
	if (batch.length > 0) yield batch;
}

function* eachRow(rows: readonly RepeatedRow[]): Generator<Row> {
	for (const { row, times } of rows) {
		for (let more = 0; more < times; more++) yield more === 0 ? row : { ...row, number: row.number + more };
	}
}

async function* piecesOf(xml: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
	for await (const part of xml) {
		for (let at = 0; at < part.length; at += pieceLength) yield part.slice(at, at + pieceLength);
	}
}
