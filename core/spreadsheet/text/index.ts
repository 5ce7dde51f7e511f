import type { SpreadsheetLimits } from '../limits';
import type { Workbook, WorkbookSource } from '../workbook';

export async function openTextWorkbook(
	_source: WorkbookSource,
	_options: { readonly name?: string; readonly limits: SpreadsheetLimits; readonly signal?: AbortSignal },
): Promise<Workbook> {
	throw new Error('placeholder');
}
