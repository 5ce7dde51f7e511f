import type { SpreadsheetLimits } from '../limits';

/** A small file may be packed well: a sheet with ten thousand rows of the same format is. */
const harmlessBytes = 4 * 1_048_576;

/** Whether a file becomes more times larger than any sheet of a real workbook. */
export function isBomb(unpacked: number, packed: number, limits: SpreadsheetLimits): boolean {
	return unpacked > harmlessBytes && unpacked > packed * limits.ratio;
}
