import type { SpreadsheetLimits } from '../limits';
import type { Workbook, WorkbookSource } from '../workbook';

export async function openLegacyWorkbook(
	_source: WorkbookSource,
	_format: 'xls' | 'ods',
	_options: { readonly limits: SpreadsheetLimits; readonly signal?: AbortSignal },
): Promise<Workbook> {
	throw new Error('placeholder');
}
