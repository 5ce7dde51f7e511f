import type { Row, Workbook } from '../spreadsheet';
import { recordKinds, type RecordKind } from './fields';
import { labelNames } from './headers';
import { rowKinds } from './layout/rowKind';
import { rowShape } from './layout/rowShape';
import { rowReader } from './reading/readRow';
import type { SheetRecord } from './records';
import type { SheetUnderstanding, WorkbookUnderstanding } from './understanding';

export interface ReadRecordsOptions {
	readonly signal?: AbortSignal;
}

/**
 * Reads the workbook again, tab by tab: customers, then invoices, then payments. Every row of data comes out once, with its
 * values or with its problems, in batches as large as the workbook's own.
 *
 * @throws InputError with the field `file` when the file is broken, and the reason of the signal when it was aborted.
 */
export async function* readRecords(
	workbook: Workbook,
	understanding: WorkbookUnderstanding,
	{ signal }: ReadRecordsOptions = {},
): AsyncIterable<readonly SheetRecord[]> {
	for (const kind of recordKinds) {
		for (const sheet of understanding.sheets) {
			if (!isOf(kind, sheet)) continue;
			const isData = dataRows(sheet);
			const read = rowReader(sheet);
			for await (const rows of workbook.rows(sheet.sheet)) {
				signal?.throwIfAborted();
				const records: SheetRecord[] = [];
				for (const row of rows) if (isData(row)) records.push(read(row));
				if (records.length > 0) yield records;
			}
		}
	}
}

const isOf = <Kind extends RecordKind>(
	kind: Kind,
	sheet: SheetUnderstanding,
): sheet is SheetUnderstanding & { role: Kind } => sheet.role === kind;

/** Tells the rows of data from the others, just as the first reading did. */
function dataRows(sheet: SheetUnderstanding): (row: Row) => boolean {
	const columns = sheet.columns.map(({ column, header, field }) => ({ column, text: header, field }));
	const shape = rowShape(sheet.role, columns, new Map(columns.map((entry) => [entry.column, entry])));
	const kindOf = rowKinds(shape, labelNames());
	const totals = new Set(sheet.totalRows);
	const last = sheet.headerRows?.last ?? 0;
	return (row) => {
		if (row.number <= last || (row.hidden && sheet.skipHiddenRows) || totals.has(row.number)) return false;
		const kind = kindOf(row);
		return kind === 'data' || kind === 'lone';
	};
}
