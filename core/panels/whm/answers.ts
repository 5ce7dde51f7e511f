import { z } from 'zod';

/** WHM writes numbers as numbers or as text. That depends on the function and the version. */
export const count = z.coerce.number();

/** 0 and 1, as a number or as text. */
export const flag = z.coerce.number().transform((value) => value === 1);

/** Text that may be missing, null or a number. */
export const textual = z
	.union([z.string(), z.number()])
	.nullish()
	.transform((value) => String(value ?? ''));

/** A limit. `unlimited`, an empty value and null all mean unlimited. */
export const limit = z
	.union([z.string(), z.number()])
	.nullish()
	.transform((value) => {
		const number = Number(value ?? '');
		return value === null || value === undefined || value === '' || Number.isNaN(number) ? null : number;
	});

/** A limit for which 0 means unlimited. */
export const limitOrZero = limit.transform((value) => (value === 0 ? null : value));

/** For functions that report success and nothing else. */
export const answerless = z.unknown().transform(() => undefined);
