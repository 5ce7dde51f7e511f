import { z } from 'zod';

/** The rule of the table, with words for the operator. */
export const companyCode = z
	.string()
	.trim()
	.regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be up to 40 lower-case letters, digits and hyphens');
