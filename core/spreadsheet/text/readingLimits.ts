import { InputError } from '../../kernel/errors';
import type { Row } from '../cell';

/** What a file may cost at most. A part of the limits of every reader. */
export interface ReadingLimits {
	/** The size of the file, in bytes. */
	readonly fileBytes: number;
	/** Cells with something in them, of one sheet. */
	readonly cells: number;
	/** The highest row of a sheet. */
	readonly rows: number;
	readonly columns: number;
	/** Characters of one cell. */
	readonly cellText: number;
	/** Seconds that a sheet is read, without the time that its rows are used. */
	readonly seconds: number;
}

/** Holds one reading of a sheet against its limits. */
export interface ReadingGuard {
	/** @throws InputError naming the first limit that the row breaks. */
	readonly check: (row: Row) => void;
	/** @throws InputError when the time is over; the signal's reason when the reading was called off. */
	readonly checkTime: () => void;
	/** Stops the clock while somebody else has the rows. */
	readonly pause: () => void;
	readonly resume: () => void;
}

/** Begins to count, and starts the clock. */
export function guardReading(limits: ReadingLimits, signal?: AbortSignal): ReadingGuard {
	let cells = 0;
	let used = 0;
	let since = performance.now();
	const check = (row: Row) => {
		if (row.number > limits.rows) throw tooLarge(`has more than ${limits.rows} rows`, 'rows');
		const last = row.cells.at(-1);
		if (last !== undefined && last.column >= limits.columns) {
			throw tooLarge(`has more than ${limits.columns} columns in row ${row.number}`, 'columns');
		}
		cells += row.cells.length;
		if (cells > limits.cells) throw tooLarge(`has more than ${limits.cells} cells`, 'cells');
		for (const { value } of row.cells) {
			if (typeof value === 'string' && value.length > limits.cellText) {
				throw tooLarge(`has a text of more than ${limits.cellText} characters in row ${row.number}`, 'cellText');
			}
		}
	};
	return {
		check,
		checkTime: () => {
			signal?.throwIfAborted();
			if (used + performance.now() - since > limits.seconds * 1000) throw outOfTime(limits);
		},
		pause: () => {
			used += performance.now() - since;
		},
		resume: () => {
			since = performance.now();
		},
	};
}

/** @throws InputError when a file of that many bytes is beyond the limit. */
export function checkFileSize(bytes: number, { fileBytes }: Pick<ReadingLimits, 'fileBytes'>): void {
	if (bytes > fileBytes) {
		throw tooLarge(`has ${bytes} bytes; at most ${fileBytes} are read`, 'fileBytes');
	}
}

export function outOfTime({ seconds }: Pick<ReadingLimits, 'seconds'>): InputError {
	return tooLarge(`takes longer than ${seconds} seconds to read`, 'seconds');
}

/** The refusal of a file that is beyond a limit; it names the limit. */
export function tooLarge(complaint: string, limit: string): InputError {
	return new InputError('file', complaint, `Split the file, or raise the limit '${limit}'.`);
}
