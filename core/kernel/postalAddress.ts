import { z } from 'zod';
import { textLimits } from './textLimits';

const part = z.string().trim().min(1, 'must not be empty').max(textLimits.name);

/** ISO 3166-1, two letters. */
export const countryCode = z
	.string()
	.trim()
	.toUpperCase()
	.regex(/^[A-Z]{2}$/, 'must be a country code such as BE');

/** Where somebody lives or has an office, as far as it is known. */
export const postalAddress = z.object({
	line1: part.optional(),
	line2: part.optional(),
	city: part.optional(),
	postalCode: part.max(textLimits.token).optional(),
	state: part.optional(),
	country: countryCode.optional(),
});
export type PostalAddress = Readonly<z.infer<typeof postalAddress>>;

type Told = Readonly<Record<keyof PostalAddress, string | null | undefined>>;

/** The parts of an address that can be kept; what a provider writes otherwise is left out. Undefined when there is none. */
export function addressOf(told: Partial<Told>): PostalAddress | undefined {
	const kept = Object.entries(postalAddress.shape).flatMap(([name, schema]) => {
		const read = schema.safeParse(told[name as keyof Told] ?? undefined);
		return read.success && read.data !== undefined ? [[name, read.data]] : [];
	});
	return kept.length === 0 ? undefined : postalAddress.parse(Object.fromEntries(kept));
}
