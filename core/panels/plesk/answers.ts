import { z } from 'zod';

/** For calls whose success is all that they say. */
export const answerless = z.unknown().transform(() => undefined);

/** Of XML: one, many or none. */
export const many = <Item extends z.ZodType>(item: Item) =>
	z.preprocess(
		(value): unknown => (value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value]),
		z.array(item),
	);

/** Of XML: an element whose children may all be missing. */
export const maybeEmpty = <Inner extends z.ZodType>(inner: Inner) =>
	z.preprocess((value): unknown => (value === undefined || typeof value === 'string' ? {} : value), inner);

/** A number as text; 0 where it is empty. */
export const count = z
	.string()
	.trim()
	.regex(/^(\d+(\.\d+)?)?$/)
	.transform(Number);

export const optionalText = z.string().default('');

/** The bit of a status for backup or restore: Plesk refuses or loses changes meanwhile. It suspends nobody. */
export const underBackup = 4;

const named = z.object({ name: z.string(), value: optionalText.catch('') });

/** A list of `<property><name/><value/></property>`, or of limits, by name. */
export const byName = many(named).transform((all): ReadonlyMap<string, string> => {
	return new Map(all.map(({ name, value }) => [name, value]));
});

const megabyte = 1_048_576;

/** Plesk writes no limit as -1. Undefined where it tells none. */
export function limitIn(limits: ReadonlyMap<string, string>, name: string): number | null | undefined {
	const told = limits.get(name);
	if (told === undefined || !/^-?\d+$/.test(told)) return undefined;
	return Number(told) < 0 ? null : Number(told);
}

export function megabytesIn(limits: ReadonlyMap<string, string>, name: string): number | null | undefined {
	const bytes = limitIn(limits, name);
	return bytes === null || bytes === undefined ? bytes : bytes / megabyte;
}

/** A limit as Plesk writes it. */
export const limitText = (limit: number | null): string => (limit === null ? '-1' : String(limit));
export const bytesText = (megabytes: number | null): string =>
	limitText(megabytes === null ? null : Math.round(megabytes * megabyte));
