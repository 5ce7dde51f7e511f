import {
	readRecords,
	understandWorkbook,
	type InvoiceRecord,
	type Problem,
	type SheetRecord,
	type SheetUnderstanding,
	type UnderstandingOptions,
} from '../../../core/invoiceSheets';
import { schemas } from './schemas';
import { workbookOf, type CellValue, type MemorySheet } from '../../support/memoryWorkbook';

export type Rows = ReadonlyArray<readonly CellValue[]>;

export const day = (text: string) => new Date(`${text}T00:00:00Z`);

/** Understands a workbook and reads all of its records. */
export async function readAll(sheets: readonly MemorySheet[], options: UnderstandingOptions = {}) {
	const workbook = workbookOf(sheets);
	const understanding = await understandWorkbook(workbook, options);
	const records: SheetRecord[] = [];
	for await (const batch of readRecords(workbook, understanding)) records.push(...batch);
	// Whatever a test asks: what is read is a whole record.
	for (const { kind, values } of records) if (values !== null) schemas[kind].parse(values);
	return { understanding, records };
}

/** The same of one tab. */
export async function readTab(rows: Rows, options: UnderstandingOptions = {}, more: Partial<MemorySheet> = {}) {
	const { understanding, records } = await readAll([{ name: 'Sheet1', rows, ...more }], options);
	const [sheet] = understanding.sheets;
	if (sheet === undefined) throw new Error('there is no tab');
	return { sheet, records, questions: understanding.questions };
}

/** The fields of a tab by the letters of their columns. */
export const fieldsOf = ({ columns }: SheetUnderstanding) =>
	Object.fromEntries(columns.flatMap(({ letters, field }) => (field === null ? [] : [[letters, field]])));

export const codesOf = (problems: readonly Problem[]) => problems.map(({ code }) => code);

/** A tab of invoices with the usual columns, and others to the right of them. */
export function invoiceTab(rows: Rows, headers: readonly string[] = [], title: Rows = []): Rows {
	return [...title, ['Invoice no.', 'Invoice date', 'Customer', 'Total (EUR)', ...headers], ...rows];
}

/** The usual cells of an invoice. */
export const usual = (number = 'F-1', total: CellValue = 121): readonly CellValue[] => [
	number,
	day('2026-03-31'),
	'Acme',
	total,
];

/** The values of the first record, which has to be an invoice. */
export function firstInvoice(records: readonly SheetRecord[]): InvoiceRecord {
	const [record] = records;
	if (record?.kind !== 'invoices' || record.values === null) throw new Error(`no invoice: ${JSON.stringify(record)}`);
	return record.values;
}
