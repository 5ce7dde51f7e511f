import { z } from 'zod';

/** Values that an API may leave out or give as null. */

export const text = z
	.string()
	.nullish()
	.transform((value) => value ?? '');

export const flag = z
	.boolean()
	.nullish()
	.transform((value) => value ?? false);
