import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { WorkbookWriter } from './workbookWriter.js';
import { cellStyles, withQuotePrefix } from './cellStyles';
import { choiceLists } from './choiceLists';
import { sheetWriting } from './sheetWriting';
import { validSheetNames } from './sheetNames';
import type { SheetToWrite } from './sheetToWrite';

export interface WorkbookToWriteOptions {
	/** The program that a spreadsheet program shows as the author. */
	readonly creator?: string;
	/** Now, when it is not given. */
	readonly created?: Date;
	/** Calls the writing off; the stream is destroyed then. */
	readonly signal?: AbortSignal;
}

/**
 * Writes a workbook as .xlsx into a stream, and ends the stream. A header is bold, frozen and has a filter; a text is
 * always a text, also one that looks like a formula. Memory does not grow with the rows, but with the notes: a sheet
 * has at most 2,000.
 *
 * @throws InputError when a sheet has more rows or columns than Excel has; what the rows or the stream fail with. The
 * stream is destroyed in each case, so that nobody takes what is in it for a workbook.
 */
export async function writeWorkbook(
	out: Writable,
	sheets: readonly SheetToWrite[],
	options: WorkbookToWriteOptions = {},
): Promise<void> {
	const stop = new AbortController();
	const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
	const ended = finished(out, { readable: false });
	ended.catch((error: unknown) => stop.abort(error));
	let writer: WorkbookWriter | undefined;
	try {
		signal.throwIfAborted();
		writer = await openWriter(out, options);
		writer.zip.on('error', (error) => stop.abort(error));
		await writeSheets(writer, sheets, signal);
		await Promise.race([Promise.all([writer.commit(), ended]), rejectionOf(signal)]);
	} catch (error) {
		writer?.zip.abort();
		out.destroy(error instanceof Error ? error : undefined);
		throw signal.aborted ? signal.reason : error;
	}
}

/** Loads exceljs no sooner than it is needed: it takes longer than all else that starts with n8n. */
async function openWriter(out: Writable, { creator, created }: WorkbookToWriteOptions): Promise<WorkbookWriter> {
	const { WorkbookWriter: Writer } = await import('./workbookWriter.js');
	const writer = new Writer({
		stream: out,
		useStyles: true,
		useSharedStrings: false,
		creator: creator ?? 'n8n-nodes-msp',
		...(created === undefined ? {} : { created }),
		zip: { zlib: { level: 6 } },
	});
	// Nobody looks at its promise, and one that nobody looks at ends a process. The event `error` tells the same.
	const finalize = writer.zip.finalize.bind(writer.zip);
	writer.zip.finalize = async () => await finalize().catch(() => undefined);
	writer.addStyles = async () => {
		writer.zip.append(withQuotePrefix(writer.styles.xml), { name: 'xl/styles.xml' });
	};
	return writer;
}

async function writeSheets(
	writer: WorkbookWriter,
	sheets: readonly SheetToWrite[],
	signal: AbortSignal,
): Promise<void> {
	const names = validSheetNames([...sheets.map(({ name }) => name), 'Lists']);
	const styles = cellStyles();
	const lists = choiceLists(names.at(-1) ?? 'Lists');
	for (const [index, sheet] of sheets.entries()) {
		const target = writer.addWorksheet(names[index] ?? sheet.name, { views: [{ state: 'frozen', ySplit: 1 }] });
		await sheetWriting({ target, styles, lists, signal }, sheet);
	}
	if (lists.columns.length === 0) return;
	const target = writer.addWorksheet(lists.name, { state: 'veryHidden' });
	const longest = Math.max(...lists.columns.map(({ length }) => length));
	for (let index = 0; index < longest; index++) {
		const row = target.getRow(index + 1);
		lists.columns.forEach((column, at) => {
			const text = column[index];
			if (text !== undefined) row.getCell(at + 1).value = { richText: [{ text }] };
		});
		row.commit();
	}
	target.commit();
}

/** Fails with the signal's reason once it is aborted, and never ends otherwise. */
async function rejectionOf(signal: AbortSignal): Promise<never> {
	if (!signal.aborted) await once(signal, 'abort');
	signal.throwIfAborted();
	throw new Error('The writing was called off');
}
