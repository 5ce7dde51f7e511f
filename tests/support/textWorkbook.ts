import type { Row } from '../../core/spreadsheet/cell';
import { openTextWorkbook, type TextWorkbookOptions } from '../../core/spreadsheet/text';
import type { Workbook } from '../../core/spreadsheet/workbook';

/** Limits that no table of a test reaches by chance. */
export const roomyLimits = {
	fileBytes: 500_000_000,
	cells: 20_000_000,
	rows: 1_048_576,
	columns: 16_384,
	cellText: 131_072,
	seconds: 60,
};

/** Opens a text, in UTF-8 or as the bytes that are given. */
export async function openText(
	content: string | Buffer,
	options: Partial<TextWorkbookOptions> = {},
): Promise<Workbook> {
	const bytes = typeof content === 'string' ? Buffer.from(content) : content;
	return await openTextWorkbook({ bytes }, { name: 'table.csv', limits: roomyLimits, ...options });
}

export async function rowsOf(workbook: Workbook, sheet = 0): Promise<Row[]> {
	const rows: Row[] = [];
	for await (const batch of workbook.rows(sheet)) rows.push(...batch);
	return rows;
}

/** The values of the rows with something in them; null where a cell is empty. */
export function gridOf(rows: readonly Row[]): Array<Array<string | number | boolean | null>> {
	return rows.map(({ cells }) => {
		const width = (cells.at(-1)?.column ?? -1) + 1;
		const values = new Array<string | number | boolean | null>(width).fill(null);
		for (const { column, value } of cells) values[column] = value;
		return values;
	});
}

export async function readText(content: string | Buffer, options: Partial<TextWorkbookOptions> = {}) {
	return gridOf(await rowsOf(await openText(content, options)));
}
