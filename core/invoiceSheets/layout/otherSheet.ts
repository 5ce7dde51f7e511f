import type { SheetInfo } from '../../spreadsheet';
import type { SheetUnderstanding, SkippedRows } from '../understanding';
import { sheetLayoutHash } from './layoutHash';

export const nothingSkipped: SkippedRows = { title: 0, header: 0, empty: 0, subtotal: 0, total: 0, firstRows: {} };

/** A tab that nobody reads, such as a hidden one. */
export function otherSheet({ index, name, visibility }: SheetInfo): SheetUnderstanding {
	return {
		sheet: index,
		name,
		visibility,
		role: 'other',
		roleDecidedBy: 'content',
		headerRows: null,
		layout: sheetLayoutHash([]),
		columns: [],
		currency: null,
		totalRows: [],
		skipHiddenRows: false,
		dataRows: 0,
		hiddenRows: 0,
		skipped: nothingSkipped,
		checkSums: [],
		questions: [],
		problems: [],
	};
}
