import { z } from 'zod';

/** For calls that report success and nothing else. */
export const answerless = z.unknown().transform(() => undefined);

/** DirectAdmin writes numbers as numbers or as text. */
export const count = z.coerce.number();

/** Text that may be missing or a number. */
export const textual = z
	.union([z.string(), z.number()])
	.nullish()
	.transform((value) => String(value ?? ''));

/** A limit of the JSON API. A negative number means unlimited. */
export const limit = z.number().transform((value) => (value < 0 ? null : value));

/** How much of a limit is in use. */
export const usage = z
	.object({ usage: z.number(), limit: z.number().default(-1), unlimited: z.boolean().default(false) })
	.transform(({ usage: used, limit: most, unlimited }) => ({ used, limit: unlimited || most < 0 ? null : most }));

/** A list of names: a JSON array, `list[]`, or an empty answer. */
export const nameList = z.union([
	z.array(z.string()),
	z.object({ list: z.array(z.string()) }).transform(({ list }) => list),
	z.strictObject({}).transform((): string[] => []),
]);

/** Rows under meaningless keys (`0`, `1`, …). Some answers put other things among them (`info`). */
export function rowsOf<Row>(row: z.ZodType<Row>) {
	return z
		.union([z.array(z.unknown()), z.record(z.string(), z.unknown()).transform((rows) => Object.values(rows))])
		.transform((rows) =>
			rows.flatMap((one) => {
				const parsed = row.safeParse(one);
				return parsed.success ? [parsed.data] : [];
			}),
		);
}
