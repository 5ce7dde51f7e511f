import { z } from 'zod';
import { textLimits } from '../kernel/textLimits';

/** The rules of the tables, with words for the operator. */
export const customerCode = z
	.string()
	.trim()
	.regex(/^[a-z0-9][a-z0-9-]{1,39}$/, 'must be 2 to 40 lower-case letters, digits and hyphens');

export const serverCode = z
	.string()
	.trim()
	.regex(/^[a-z0-9][a-z0-9.-]{0,62}$/, 'must be up to 63 lower-case letters, digits, dots and hyphens');

export const currencyCode = z
	.string()
	.trim()
	.toUpperCase()
	.regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as EUR');

/** In its normal form: two letters, then what follows without spaces and dots. Its check digits are not looked at. */
export const vatNumber = z
	.string()
	.max(textLimits.token)
	.transform((written) => written.replace(/[\s.\-/]/g, '').toUpperCase())
	.pipe(z.string().regex(/^[A-Z]{2}[A-Z0-9+*]{2,13}$/, 'must be a VAT number such as BE0123456749'));

/** A name of the IANA time zone database. */
export const timeZone = z
	.string()
	.trim()
	.max(textLimits.timeZone)
	// PostgreSQL reads an offset such as +02:00 the other way round.
	.regex(/^[A-Za-z]/, 'must be a time zone such as Europe/Brussels')
	.refine((name) => {
		try {
			return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
		} catch {
			return false;
		}
	}, 'must be a time zone such as Europe/Brussels');

/** Without the spaces around it, not empty, and not longer than a name may be. */
export const named = z.string().trim().min(1, 'must not be empty').max(textLimits.name);
