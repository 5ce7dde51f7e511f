import { InputError } from '../kernel/errors';

const mebibyte = 1_048_576;

/**
 * The most that a file may ask of the reader. A few kilobytes can unpack to gigabytes, so each is checked while it is
 * read, and each error names its limit.
 */
export const standardLimits = {
	/** Bytes of the file. */
	fileBytes: 256 * mebibyte,
	/** Files in the archive. Workbooks with many pictures have some hundred. */
	entries: 5_000,
	/** Bytes of all files in the archive, unpacked. */
	unpackedBytes: 1_024 * mebibyte,
	/** How many times larger a file in the archive may be unpacked. Sheets of real workbooks have 5 to 20. */
	ratio: 200,
	sheets: 1_000,
	/** Of one sheet, as are rows, columns, and merges. Those that only have a format count. */
	cells: 20_000_000,
	/** Excel's own. */
	rows: 1_048_576,
	/** Excel's own. */
	columns: 16_384,
	/** Characters in one cell. Excel takes 32,767; other programs write more. */
	cellText: 131_072,
	/** Texts that the cells of a workbook share. They are kept in memory. */
	sharedStrings: 3_000_000,
	/** Characters of all of them together. */
	sharedCharacters: 64 * mebibyte,
	/** Cell styles and number formats. Excel takes 65,490. */
	styles: 100_000,
	/** Elements of XML inside each other. */
	depth: 256,
	/** Characters of one tag of XML, with its attributes, or of one comment. */
	tag: mebibyte,
	merges: 100_000,
	/** That the reader itself works on one workbook. The time in which nobody asks for rows does not count. */
	seconds: 120,
} as const;

export type LimitName = keyof typeof standardLimits;
export type SpreadsheetLimits = Readonly<Record<LimitName, number>>;

const words: Readonly<Record<LimitName, string>> = {
	fileBytes: 'bytes',
	entries: 'files in its archive',
	unpackedBytes: 'bytes when it is unpacked',
	ratio: 'times its packed size when it is unpacked',
	sheets: 'sheets',
	cells: 'cells in one sheet',
	rows: 'rows in one sheet',
	columns: 'columns',
	cellText: 'characters in one cell',
	sharedStrings: 'different texts',
	sharedCharacters: 'characters in its texts',
	styles: 'cell styles',
	depth: 'levels of XML',
	tag: 'characters in one tag of XML',
	merges: 'merged ranges in one sheet',
	seconds: 'seconds of work',
};

const most = new Intl.NumberFormat('en');

/** @param where what goes beyond the limit, such as `cell B3`; empty when it is the file. */
export function beyondLimit(limit: LimitName, limits: SpreadsheetLimits, where = ''): InputError {
	const place = where === '' ? '' : ` (${where})`;
	return new InputError(
		'file',
		`has more than ${most.format(limits[limit])} ${words[limit]}${place}: the limit '${limit}'`,
		'Divide it into smaller files. If its content is as you expect, save it again in a spreadsheet program.',
	);
}

/** The limits with those that are given in place of the standard ones. */
export function completeLimits(given: Partial<SpreadsheetLimits> = {}): SpreadsheetLimits {
	return { ...standardLimits, ...given };
}
