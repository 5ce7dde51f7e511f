import { checkFileSize, type ReadingLimits } from '../text/readingLimits';
import { sizeOf } from '../text/sourceBytes';
import type { Workbook, WorkbookSource } from '../workbook';
import { openOds } from './openOds';
import { openXls } from './openXls';

export interface LegacyWorkbookOptions {
	readonly limits: ReadingLimits;
	/** Of the thread that reads an .xls file, in its heap. 512 when it is not given. */
	readonly megabytes?: number;
	/** Calls the reading off. */
	readonly signal?: AbortSignal;
}

/**
 * Opens a workbook of a format other than .xlsx. Close it: an .xls file is kept by a thread.
 *
 * @throws InputError with the field `file` when it is no such file, is broken or protected, or beyond a limit.
 */
export async function openLegacyWorkbook(
	source: WorkbookSource,
	format: 'xls' | 'ods',
	options: LegacyWorkbookOptions,
): Promise<Workbook> {
	checkFileSize(await sizeOf(source), options.limits);
	options.signal?.throwIfAborted();
	return format === 'xls' ? await openXls(source, options) : await openOds(source, options);
}
