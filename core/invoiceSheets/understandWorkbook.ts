import type { Workbook } from '../spreadsheet';
import type { SheetUnderstanding, UnderstandingOptions, WorkbookUnderstanding } from './understanding';
import { understandingTools, understandSheet } from './understandSheet';

export interface UnderstandWorkbookOptions extends UnderstandingOptions {
	readonly signal?: AbortSignal;
	/** Called after each batch with all rows so far. */
	readonly onProgress?: (rowsRead: number) => void;
}

/**
 * Reads a workbook once and finds out what its tabs hold and how they are to be read. It keeps no rows: what it needs is
 * bounded by the columns, not by the rows.
 *
 * @throws InputError with the field `file` when the file is broken, and the reason of the signal when it was aborted.
 */
export async function understandWorkbook(
	workbook: Workbook,
	options: UnderstandWorkbookOptions = {},
): Promise<WorkbookUnderstanding> {
	const tools = understandingTools(options);
	const sheets: SheetUnderstanding[] = [];
	let rowsRead = 0;
	for (const info of workbook.sheets) {
		sheets.push(
			await understandSheet(workbook, info, tools, (rows) => {
				options.signal?.throwIfAborted();
				rowsRead += rows;
				options.onProgress?.(rowsRead);
			}),
		);
	}
	// A tab of something else may look like records. It is asked about only if nothing in the workbook is understood.
	const understood = sheets.some(({ role }) => role !== 'other');
	const asked = sheets.map((sheet) => (understood && sheet.role === 'other' ? { ...sheet, questions: [] } : sheet));
	return { sheets: asked, questions: asked.flatMap(({ questions }) => questions) };
}
