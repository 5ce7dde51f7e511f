import { z } from 'zod';

/** What `legacyWorker.js` answers. */
export const openedAnswer = z.object({
	base1904: z.boolean(),
	sheets: z.array(z.object({ name: z.string(), visibility: z.enum(['visible', 'hidden', 'very_hidden']) })),
});

const cellAnswer = z.tuple([
	z.number(),
	z.enum(['s', 'n', 'b', 'e', 'd']),
	z.union([z.string(), z.number(), z.boolean()]),
	z.string(),
	z.boolean(),
]);
export type CellAnswer = z.infer<typeof cellAnswer>;

export const rowsAnswer = z.object({
	rows: z.array(z.object({ number: z.number(), hidden: z.boolean(), cells: z.array(cellAnswer) })),
	next: z.number().nullable(),
});

export const layoutAnswer = z.object({
	merges: z.array(
		z.object({ firstRow: z.number(), lastRow: z.number(), firstColumn: z.number(), lastColumn: z.number() }),
	),
	hiddenColumns: z.array(z.number()),
});

export const failureAnswer = z.object({ failure: z.string() });
