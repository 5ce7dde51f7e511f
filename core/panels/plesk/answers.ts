import { z } from 'zod';

/** For calls that report success and nothing else. */
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

/** A number as text. Empty text is 0. */
export const count = z
	.string()
	.trim()
	.regex(/^(\d+(\.\d+)?)?$/)
	.transform(Number);

export const optionalText = z.string().default('');

/** The status bit for a backup or a restore. Meanwhile, Plesk refuses or loses changes. It is no suspension. */
export const underBackup = 4;

const named = z.object({ name: z.string(), value: optionalText.catch('') });

/** A list of `<property><name/><value/></property>`, or of limits, by name. */
export const byName = many(named).transform((all): ReadonlyMap<string, string> => {
	return new Map(all.map(({ name, value }) => [name, value]));
});

const megabyte = 1_048_576;

/** Plesk writes "unlimited" as -1. Undefined when the answer lacks the limit. */
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
