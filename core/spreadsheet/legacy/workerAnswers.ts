import { z } from 'zod';

/** What `legacyWorker.js` answers. */
export const openedAnswer = z.object({
	base1904: z.boolean(),
	sheets: z.array(z.object({ name: z.string(), visibility: z.enum(['visible', 'hidden', 'very_hidden']) })),
});

/** Column, type as SheetJS has it, value, number format, whether it is the result of a formula. */
export type CellAnswer = readonly [
	column: number,
	type: 's' | 'n' | 'b' | 'e',
	value: string | number | boolean,
	format: string,
	formula: boolean,
];

interface RowAnswer {
	readonly number: number;
	readonly hidden: boolean;
	readonly cells: readonly CellAnswer[];
}

/** The rows are taken as they are: the program of the thread makes them, and there are many. */
export const rowsAnswer = z.object({
	rows: z.custom<readonly RowAnswer[]>(Array.isArray),
	next: z.number().nullable(),
});
export type RowsAnswer = z.infer<typeof rowsAnswer>;

export const layoutAnswer = z.object({
	merges: z.array(
		z.object({ firstRow: z.number(), lastRow: z.number(), firstColumn: z.number(), lastColumn: z.number() }),
	),
	hiddenColumns: z.array(z.number()),
});

export const failureAnswer = z.object({ failure: z.string() });
