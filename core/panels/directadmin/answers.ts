import { z } from 'zod';

/** For calls whose success is all that they say. */
export const answerless = z.unknown().transform(() => undefined);

/** DirectAdmin gives numbers as numbers or as text. */
export const count = z.coerce.number();

/** Text that may be missing or a number. */
export const textual = z
	.union([z.string(), z.number()])
	.nullish()
	.transform((value) => String(value ?? ''));

/** A limit of the JSON API: below zero there is none. */
export const limit = z.number().transform((value) => (value < 0 ? null : value));

/** What is in use of a limit. */
export const usage = z
	.object({ usage: z.number(), limit: z.number().default(-1), unlimited: z.boolean().default(false) })
	.transform(({ usage: used, limit: most, unlimited }) => ({ used, limit: unlimited || most < 0 ? null : most }));

/** A list of names: a JSON array, `list[]`, or an empty answer. */
export const nameList = z.union([
	z.array(z.string()),
	z.object({ list: z.array(z.string()) }).transform(({ list }) => list),
	z.strictObject({}).transform((): string[] => []),
]);

/** Rows under keys of no meaning (`0`, `1`, …), among which some answers put other things (`info`). */
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
