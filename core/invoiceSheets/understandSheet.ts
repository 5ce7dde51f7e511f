import type { Row, SheetInfo, SheetLayout, Workbook } from '../spreadsheet';
import { headerMatcher, labelNames, type HeaderMatcher, type LabelNames } from './headers';
import { SheetScan } from './layout/sheetScan';
import { otherSheet } from './layout/otherSheet';
import type { SheetUnderstanding, UnderstandingOptions } from './understanding';

/** The rows that are kept to find the header, the fields and the kind of a tab. */
export const keptRows = 200;

/** What all tabs of a workbook are understood with. */
export interface Tools {
	readonly options: UnderstandingOptions;
	readonly matcher: HeaderMatcher;
	readonly labels: LabelNames;
}

export function understandingTools(options: UnderstandingOptions): Tools {
	return { options, matcher: headerMatcher(options.moreNames), labels: labelNames() };
}

/**
 * Reads a tab once. It keeps the first rows and some counters for each column, however long the tab is.
 *
 * @param onRows called with the number of rows of each batch.
 */
export async function understandSheet(
	workbook: Workbook,
	info: SheetInfo,
	tools: Tools,
	onRows: (rows: number) => void,
): Promise<SheetUnderstanding> {
	const { corrections, hiddenTabs = false } = tools.options;
	const correction = corrections?.[info.index];
	if (info.visibility !== 'visible' && !hiddenTabs && correction?.role === undefined) return otherSheet(info);
	const kept = Math.max(keptRows, Math.min(correction?.headerRow ?? 0, 10_000) + keptRows);
	let first: Row[] = [];
	let scan: SheetScan | undefined;
	const begin = (rows: readonly Row[]): SheetScan => {
		const begun = new SheetScan(info, rows, tools);
		for (const row of rows) begun.add(row);
		return begun;
	};
	for await (const batch of workbook.rows(info.index)) {
		onRows(batch.length);
		for (const row of batch) {
			if (scan !== undefined) scan.add(row);
			else first.push(row);
			if (first.length < kept) continue;
			scan = begin(first);
			first = [];
		}
	}
	scan ??= begin(first);
	const layout: SheetLayout = await workbook.layout(info.index);
	return scan.finish(layout);
}
