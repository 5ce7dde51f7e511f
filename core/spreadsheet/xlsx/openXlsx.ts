import { InputError } from '../../kernel/errors';
import type { Row } from '../cell';
import type { SheetInfo, SheetLayout, Workbook } from '../workbook';
import type { CellContext } from './cellValue';
import type { Package } from './package';
import { scanPart } from './scanPart';
import { readSharedStrings } from './sharedStrings';
import { SheetEvents } from './sheetEvents';
import { readStyles } from './styles';
import { readTables } from './tables';
import { readWorkbookPart } from './workbookPart';

/** A batch is full with this many rows, or this many cells: a row can have 16,384. */
const batchRows = 250;
const batchCells = 8_192;

/**
 * Opens a package of OOXML that has a workbook. Nothing of a sheet is read yet.
 *
 * @param mainPart the part of the workbook.
 * @param close lets go of the archive.
 */
export async function openXlsx(parts: Package, mainPart: string, close: () => Promise<void>): Promise<Workbook> {
	const workbook = await readWorkbookPart(parts, mainPart);
	const styles = await readStyles(parts, workbook.stylesPart);
	const sheets: SheetInfo[] = [];
	for (const [index, { name, visibility, part }] of workbook.sheets.entries()) {
		sheets.push({ index, name, visibility, tables: await readTables(parts, part) });
	}
	const layouts = new Map<number, SheetLayout>();
	let context: Promise<CellContext> | undefined;
	const readContext = async (): Promise<CellContext> => {
		const strings = await readSharedStrings(parts, workbook.stringsPart);
		return { strings, styles, date1904: workbook.date1904 };
	};

	async function* rows(sheet: number): AsyncGenerator<readonly Row[]> {
		const { name = '', part } = workbook.sheets[sheet] ?? {};
		if (part === undefined) throw new InputError('sheet', `${sheet} is not there`, `Give 0 to ${sheets.length - 1}.`);
		// Texts often stand behind the sheets in the archive, so they are read first, and once.
		const events = new SheetEvents(name.slice(0, 100), await (context ??= readContext()), parts.limits);
		for await (const _ of scanPart(parts, part, events)) {
			if (events.waitingRows < batchRows && events.waitingCells < batchCells) continue;
			yield events.take();
		}
		layouts.set(sheet, {
			merges: events.merges,
			hiddenColumns: [...events.hiddenColumns].sort((one, other) => one - other),
		});
		if (events.waitingRows > 0) yield events.take();
	}

	return {
		format: 'xlsx',
		sheets,
		rows,
		layout: async (sheet) => {
			if (!layouts.has(sheet)) for await (const _ of rows(sheet));
			return layouts.get(sheet) ?? { merges: [], hiddenColumns: [] };
		},
		close,
	};
}
