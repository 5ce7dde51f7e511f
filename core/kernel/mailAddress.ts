import { InputError } from './errors';

/**
 * Splits a mail address into its two parts, in small letters.
 *
 * @throws InputError when the text is not a mail address.
 */
export function partsOfAddress(address: string): { readonly name: string; readonly domain: string } {
	const [, name, domain] = /^([^@\s]+)@([^@\s]+)$/.exec(address.toLowerCase()) ?? [];
	if (name !== undefined && domain !== undefined) return { name, domain };
	throw new InputError('address', `is not a mail address: ${address}`, 'Write it as info@example.com.');
}
