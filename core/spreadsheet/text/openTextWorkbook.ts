import { InputError } from '../../kernel/errors';
import type { SheetLayout, Workbook, WorkbookSource } from '../workbook';
import { decodeText } from './decodeText';
import { detectDelimiter, sampleLength, type Delimiter } from './delimiter';
import { detectEncoding, type TextEncoding } from './encoding';
import { checkFileSize, type ReadingLimits } from './readingLimits';
import { piecesOf, sizeOf } from './sourceBytes';
import { readRecords } from './records';

export interface TextWorkbookOptions {
	/** The name of the file. Its ending tells a .tsv; without its ending it names the sheet. */
	readonly name?: string;
	readonly limits: ReadingLimits;
	/** Calls the reading off. */
	readonly signal?: AbortSignal;
	/** One character; found out when it is not given. */
	readonly delimiter?: string;
	/** Found out when it is not given. */
	readonly encoding?: TextEncoding;
}

const noLayout: SheetLayout = { merges: [], hiddenColumns: [] };

/**
 * Opens a table that is kept as text, as a workbook of one sheet. Every cell is a text: what a column means is told from
 * all of it, later. The file is read once to find its encoding, and once for each reading of the rows.
 *
 * @throws InputError with the field `file` when it is no text, or larger than `limits.fileBytes`.
 */
export async function openTextWorkbook(source: WorkbookSource, options: TextWorkbookOptions): Promise<Workbook> {
	const { name = '', limits, signal } = options;
	const tabbed = /\.(tsv|tab)$/i.test(name);
	checkFileSize(await sizeOf(source), limits);
	signal?.throwIfAborted();
	const encoding = options.encoding ?? (await detectEncoding(source));
	const text = () => decodeText(piecesOf(source), encoding);
	const delimiter = delimiterOf(await beginningOf(text()), tabbed, options.delimiter);
	const noSheet = (sheet: number) => {
		if (sheet !== 0) throw new InputError('sheet', `is not in the file: ${sheet}`, 'A text file has one sheet, 0.');
	};
	return {
		format: tabbed ? 'tsv' : 'csv',
		sheets: [{ index: 0, name: sheetName(name), visibility: 'visible', tables: [] }],
		rows: (sheet) => {
			noSheet(sheet);
			return readRecords(text(), delimiter, limits, signal);
		},
		layout: async (sheet) => {
			noSheet(sheet);
			return noLayout;
		},
		close: async () => undefined,
	};
}

function delimiterOf(sample: string, tabbed: boolean, given: string | undefined): Delimiter {
	const found = detectDelimiter(sample, tabbed ? '\t' : undefined);
	if (given === undefined) return found;
	if ([...given].length !== 1 || /["\r\n]/.test(given)) {
		throw new InputError('delimiter', 'is not one character', 'Give one, such as ; or leave it empty.');
	}
	return { character: given, skip: found.skip };
}

async function beginningOf(text: AsyncIterable<string>): Promise<string> {
	let sample = '';
	for await (const part of text) {
		sample += part;
		if (sample.length >= sampleLength) break;
	}
	return sample.slice(0, sampleLength);
}

function sheetName(file: string): string {
	const base = file
		.replace(/^.*[/\\]/, '')
		.replace(/\.[^.]*$/, '')
		.trim();
	return base === '' ? 'Sheet1' : base;
}
