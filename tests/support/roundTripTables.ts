import fc from 'fast-check';
import type { ColumnKind, ColumnToWrite, PlainValue, SheetToWrite } from '../../core/spreadsheet/write';

export interface Table {
	readonly columns: readonly ColumnToWrite[];
	readonly rows: ReadonlyArray<readonly PlainValue[]>;
}

const hardTexts = [
	...['=1+1', '+31 20 123', '-12.50', '@SUM(A1)', '_x0041_', '_x000D_', '_', "'t Hof", "''", '007', '1.234,56', '1e5'],
	...['2024-03-31', '31/03/24', 'TRUE', 'WAAR', '50%', '€ 12', '#N/A', 'NULL', '__proto__', '<b>&amp;</b>', ']]>'],
	...[' ', '  two  spaces  ', 'line\nfeed', 'a\n\nb', 'tab\there', 'say "x"', 'a;b,c|d', 'http://example.com', '😀👩‍👩‍👧'],
	...['é', 'e\u0301', '漢字', 'مرحبا', '\u00a0', '\u200b', 'İıẞß', 'x'.repeat(3_000)],
];

const texts = fc.oneof(
	fc.constantFrom(...hardTexts),
	fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
	fc
		.array(fc.constantFrom(...hardTexts, ' ', '\n', 'x'), { minLength: 2, maxLength: 3 })
		.map((parts) => parts.join('').slice(0, 4_000))
		// LibreOffice loses the tabs of a text with several lines when it writes .ods.
		.filter((text) => !(text.includes('\t') && text.includes('\n'))),
);

const whole = (least: number, most: number) => fc.integer({ min: least, max: most });
const march1900 = Date.UTC(1900, 2, 1) / 1_000;
const end9999 = Date.UTC(9999, 11, 31, 23, 59, 59) / 1_000;
const dates = fc
	.tuple(fc.integer({ min: march1900, max: end9999 }), fc.boolean())
	.map(([seconds, withTime]) => new Date(seconds * 1_000).toISOString().slice(0, withTime ? 19 : 10))
	.map((iso) => iso.replace('T00:00:00', ''));

/** Spreadsheet programs show fifteen digits, and LibreOffice writes twenty decimals of a small number into .ods. */
const numbers = fc.oneof(
	fc.constantFrom(0, -1, 0.1, 1e15 - 1, 1e-5),
	fc
		.double({ min: -1e9, max: 1e9, noNaN: true })
		.map((number) => Number(Number(number.toFixed(8)).toPrecision(15)) + 0),
);

const values: Readonly<Record<ColumnKind, fc.Arbitrary<PlainValue>>> = {
	text: texts,
	integer: whole(-1e9, 1e9),
	number: numbers,
	amount: whole(-1e11, 1e11).map((cents) => cents / 100),
	percent: whole(-5_000, 20_000).map((parts) => parts / 10_000),
	date: dates,
	duration: whole(0, 100 * 3_600),
	boolean: fc.boolean(),
};

const columns: ReadonlyArray<ColumnToWrite & { kind: ColumnKind }> = [
	{ header: 'Text', kind: 'text' },
	{ header: '=Other', kind: 'text' },
	{ header: 'Integer', kind: 'integer' },
	{ header: 'Number', kind: 'number' },
	{ header: 'Amount', kind: 'amount', currency: 'EUR' },
	{ header: 'Percent', kind: 'percent' },
	{ header: 'Date', kind: 'date' },
	{ header: 'Duration', kind: 'duration' },
	{ header: 'Boolean', kind: 'boolean' },
];

/** A table of some columns of every kind, with empty cells. */
export const tables: fc.Arbitrary<Table> = fc.shuffledSubarray([...columns], { minLength: 2 }).chain((some) =>
	fc
		.array(fc.tuple(...some.map(({ kind }) => fc.option(values[kind], { nil: null, freq: 6 }))), {
			minLength: 1,
			maxLength: 12,
		})
		.map((rows) => ({ columns: some, rows })),
);

export function sheetOf({ columns, rows }: Table, name: string): SheetToWrite {
	return { name, columns, rows };
}

/** The values of a table as a reader gives them: its header, and the rows with something in them. */
export function gridOfTable({ columns, rows }: Table): PlainValue[][] {
	const all: PlainValue[][] = [columns.map(({ header }) => header), ...rows.map((row) => [...row])];
	return all.map(trimmed).filter((row) => row.length > 0);
}

function trimmed(row: PlainValue[]): PlainValue[] {
	const last = row.findLastIndex((value) => value !== null);
	return row.slice(0, last + 1);
}
