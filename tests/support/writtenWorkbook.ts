import { PassThrough, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { writeCsv, writeWorkbook, type CsvStyle, type SheetToWrite } from '../../core/spreadsheet/write';

/** Writes a workbook into memory. */
export async function workbookBytes(...sheets: readonly SheetToWrite[]): Promise<Buffer> {
	const out = new PassThrough();
	const [bytes] = await Promise.all([
		buffer(out),
		writeWorkbook(out, sheets, { created: new Date('2024-03-31T10:30:00Z') }),
	]);
	return bytes;
}

export async function csvBytes(sheet: SheetToWrite, style?: CsvStyle): Promise<Buffer> {
	const out = new PassThrough();
	const [bytes] = await Promise.all([buffer(out), writeCsv(out, sheet, style)]);
	return bytes;
}

/** Takes everything, slowly, and keeps nothing. */
export function slowSink(): Writable & { readonly taken: number } {
	let taken = 0;
	const sink = new Writable({
		write(chunk: Buffer, _encoding, done) {
			taken += chunk.length;
			setTimeout(done, 1);
		},
	});
	return Object.defineProperty(sink, 'taken', { get: () => taken }) as Writable & { readonly taken: number };
}
