import type { Writable } from 'node:stream';
import { getBatch, importRows, type ImportBatch, type ImportRow } from '../imports';
import type { Store } from '../db';
import { plainValue, type ColumnUnderstanding, type SheetUnderstanding } from '../invoiceSheets';
import type { Language } from '../kernel/languages';
import { writerOf, type Writer } from '../messages';
import { writeWorkbook, type CellToWrite, type RowToWrite, type SheetToWrite } from '../spreadsheet';
import { describeProblem } from './describe';

/** What the workbook of a batch is called: `march.rejected.xlsx` of `march.xlsx`. */
export const annotatedName = ({ fileName }: Pick<ImportBatch, 'fileName'>): string =>
	`${fileName.replace(/\.[a-z]{3,4}$/i, '')}.rejected.xlsx`;

/**
 * Writes the rejected rows of an import as a workbook: the tabs and headers of the file, the row's number, what its cells
 * show, and the reason. A cell that is wrong is red, with the reason as its note. All texts stay texts: nothing in it is a
 * formula. Dates and amounts that only the other rows of the file explain are written as what they are. Corrected, it can be
 * imported as it is.
 *
 * @throws InputError when there is no such import.
 */
export async function annotateRejected(
	store: Store,
	batchId: string,
	out: Writable,
	language?: Language,
): Promise<ImportBatch> {
	const batch = await store.asStaff(async (transaction) => await getBatch(transaction, batchId));
	const writer = writerOf(language ?? batch.language);
	const read = (batch.understanding?.sheets ?? []).filter(({ role }) => role !== 'other');
	const sheets = await withRows(store, batchId, read);
	await writeWorkbook(
		out,
		sheets.map((sheet) => sheetOf(store, batch, sheet, writer)),
		{},
	);
	return batch;
}

/** Tabs of which nothing was rejected are left out, unless that leaves none. */
async function withRows(
	store: Store,
	batchId: string,
	sheets: readonly SheetUnderstanding[],
): Promise<readonly SheetUnderstanding[]> {
	const seen = new Set<number>();
	for await (const rows of importRows(store, batchId)) for (const { sheet } of rows) seen.add(sheet);
	return seen.size === 0 ? sheets.slice(0, 1) : sheets.filter(({ sheet }) => seen.has(sheet));
}

function sheetOf(store: Store, { batchId }: ImportBatch, sheet: SheetUnderstanding, writer: Writer): SheetToWrite {
	const { importPage: w } = writer.words;
	const shown = sheet.columns.filter(
		({ header, samples, field }) => header !== '' || samples.length > 0 || field !== null,
	);
	const hasCurrencies = shown.some(({ field }) => field === 'currency');
	const currency = hasCurrencies ? null : sheet.currency;
	return {
		name: sheet.name,
		columns: [
			...shown.map(({ header, letters }) => ({ header: header || letters, kind: 'text' as const })),
			{ header: w.row, kind: 'integer' as const },
			{ header: w.problem, kind: 'text' as const, width: 60, wrap: true },
		],
		rows: rowsOf(store, batchId, sheet.sheet, (row) => rowToWrite(row, { columns: shown, currency, writer })),
	};
}

async function* rowsOf(
	store: Store,
	batchId: string,
	sheet: number,
	write: (row: ImportRow) => RowToWrite,
): AsyncGenerator<RowToWrite> {
	for await (const rows of importRows(store, batchId)) {
		for (const row of rows) if (row.sheet === sheet) yield write(row);
	}
}

interface HowToWrite {
	readonly columns: readonly ColumnUnderstanding[];
	/** Of amounts that name none. */
	readonly currency: string | null;
	readonly writer: Writer;
}

function rowToWrite({ texts, problems, rowNumber }: ImportRow, { columns, currency, writer }: HowToWrite): RowToWrite {
	const cells = columns.map((column): CellToWrite => {
		const wrong = problems.filter((problem) => problem.column === column.column);
		const value = valueToWrite(texts[column.column] ?? '', column, currency);
		if (wrong.length === 0) return value;
		return { ...value, fault: true, note: wrong.map((problem) => describeProblem(writer, problem)).join('\n') };
	});
	const reasons = problems.map((problem) => describeProblem(writer, problem)).join('\n');
	return [...cells, rowNumber, { value: reasons, fault: true }];
}

function valueToWrite(text: string, column: ColumnUnderstanding, sheetCurrency: string | null): CellToWrite {
	const plain = plainValue(text, column);
	if (plain?.kind !== 'amount') return plain ?? { value: text };
	const { currency, ...amount } = plain;
	const shown = currency ?? sheetCurrency;
	return shown === null ? amount : { ...amount, currency: shown };
}
