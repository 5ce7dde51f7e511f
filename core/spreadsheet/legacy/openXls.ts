import { setImmediate as giveWay } from 'node:timers/promises';
import { InputError } from '../../kernel/errors';
import type { Cell, Row } from '../cell';
import { readNumber } from '../formats/dates';
import { readNumberFormat, type CellStyle } from '../formats/numberFormat';
import { headBytes, recogniseContent } from '../sniff/content';
import { guardReading, type ReadingLimits } from '../text/readingLimits';
import { headOf } from '../text/sourceBytes';
import type { Workbook, WorkbookSource } from '../workbook';
import { startWorker, type LegacyWorker } from './worker';
import { layoutAnswer, openedAnswer, rowsAnswer, type CellAnswer, type RowsAnswer } from './workerAnswers';

export interface XlsOptions {
	readonly limits: ReadingLimits;
	/** Of the thread that reads the file: it keeps the whole workbook. 512 when it is not given. */
	readonly megabytes?: number;
	readonly signal?: AbortSignal;
}

const batchRows = 500;

/**
 * Opens an .xls file of Excel 2 to 2003 in a thread of its own. The thread ends with `close`, and when something fails.
 *
 * @throws InputError with the field `file` when it is no such file, is broken or protected, or needs more memory or time
 * than it may.
 */
export async function openXls(source: WorkbookSource, options: XlsOptions): Promise<Workbook> {
	const { limits, megabytes = 512, signal } = options;
	await refuseOthers(source);
	const worker = startWorker(source, { seconds: limits.seconds, megabytes, signal });
	const { sheets, base1904 } = await worker.answer(openedAnswer);
	const oneAtATime = turnTaking();
	const checked = (sheet: number) => {
		if (sheets[sheet] === undefined)
			throw new InputError('sheet', `is not in the file: ${sheet}`, 'Choose another one.');
		return sheet;
	};
	const ask: Asking = async (schema, question) => await oneAtATime(async () => await worker.answer(schema, question));
	return {
		format: 'xls',
		sheets: sheets.map((sheet, index) => ({ index, ...sheet, tables: [] })),
		rows: (sheet) => readRows(ask, checked(sheet), { limits, base1904, signal }),
		layout: async (sheet) => await ask(layoutAnswer, { ask: 'layout', sheet: checked(sheet) }),
		close: worker.close,
	};
}

type Asking = LegacyWorker['answer'];

interface Reading {
	readonly limits: ReadingLimits;
	readonly base1904: boolean;
	readonly signal: AbortSignal | undefined;
}

async function* readRows(
	ask: Asking,
	sheet: number,
	{ limits, base1904, signal }: Reading,
): AsyncGenerator<readonly Row[], void, undefined> {
	const guard = guardReading(limits, signal);
	const styles = new Map<string, CellStyle>();
	const styleOf = (code: string) => {
		const style = styles.get(code) ?? readNumberFormat(code);
		styles.set(code, style);
		return style;
	};
	let from: number | null = 0;
	while (from !== null) {
		const answer: RowsAnswer = await ask(rowsAnswer, { ask: 'rows', sheet, from, count: batchRows });
		const rows = answer.rows.map((row) => ({
			...row,
			cells: row.cells.map((cell) => cellOf(cell, styleOf, base1904)),
		}));
		rows.forEach(guard.check);
		guard.checkTime();
		guard.pause();
		if (rows.length > 0) yield rows;
		// The thread answers faster than the rows are used: without this, nothing else would get its turn.
		await giveWay();
		guard.resume();
		from = answer.next;
	}
}

function cellOf(
	[column, type, value, code, formula]: CellAnswer,
	styleOf: (code: string) => CellStyle,
	base1904: boolean,
): Cell {
	const { format, reading } = styleOf(code);
	const cell = { column, format, formula };
	if (type === 'e') return { ...cell, kind: 'error', value };
	if (typeof value === 'string') return { ...cell, kind: 'text', value };
	if (typeof value === 'boolean') return { ...cell, kind: 'boolean', value };
	return { ...cell, ...readNumber(value, reading, base1904) };
}

/** The thread would read anything that looks like a table, such as a web page. */
async function refuseOthers(source: WorkbookSource): Promise<void> {
	const { kind } = recogniseContent(await headOf(source, headBytes));
	if (kind === 'compound' || kind === 'biff') return;
	throw new InputError('file', 'is not an .xls file', 'Save it as .xlsx.');
}

/** The thread answers one question at a time. */
function turnTaking(): <Result>(work: () => Promise<Result>) => Promise<Result> {
	let last: Promise<unknown> = Promise.resolve();
	return async (work) => {
		const mine = last.then(work, work);
		last = mine.catch(() => undefined);
		return await mine;
	};
}
