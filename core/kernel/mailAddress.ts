import { z } from 'zod';
import { normalDomain, toldDomain } from './domainName';
import { InputError } from './errors';
import { textLimits } from './textLimits';

/**
 * A mail address as people type it. Its domain may be in Unicode and comes out as A-labels, in lower case; the part before
 * the @ stays as it is typed.
 */
export const mailAddress = z
	.string()
	.max(textLimits.mailAddress)
	.transform((text, context) => {
		const address = normalAddress(text);
		if (address !== undefined) return address;
		context.addIssue('must be an e-mail address such as info@example.com');
		return z.NEVER;
	});

function normalAddress(text: string): string | undefined {
	const [, name = '', written = ''] = /^([^@\s]+)@([^@\s/:]+)$/u.exec(text.trim()) ?? [];
	const domain = normalDomain(written);
	// The library's rule knows no top-level domain in another script.
	return domain !== undefined && z.email().safeParse(`${name}@example.com`).success ? `${name}@${domain}` : undefined;
}

/** A mail address in the form in which the pack compares them: in small letters, its domain in A-labels. */
export function comparableAddress(address: string): string {
	const at = address.lastIndexOf('@');
	if (at === -1) return address.toLowerCase();
	return `${address.slice(0, at).toLowerCase()}@${toldDomain(address.slice(at + 1))}`;
}

/**
 * Splits a mail address into its two parts, in small letters, the domain in A-labels.
 *
 * @throws InputError when the text is not a mail address.
 */
export function partsOfAddress(address: string): { readonly name: string; readonly domain: string } {
	const [, name, domain] = /^([^@\s]+)@([^@\s]+)$/.exec(comparableAddress(address)) ?? [];
	if (name !== undefined && domain !== undefined) return { name, domain };
	throw new InputError('address', `is not a mail address: ${address}`, 'Write it as info@example.com.');
}
