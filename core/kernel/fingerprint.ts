import { InputError } from './errors';

/**
 * Returns the SHA-256 fingerprint of a certificate in the form that the pack stores and compares: 64 lower-case
 * hexadecimal digits.
 *
 * @param text the fingerprint as OpenSSL and browsers show it: in any case, with or without colons and spaces.
 * @throws InputError when the text is not a fingerprint.
 */
export function fingerprintOf(text: string): string {
	const hex = text.replace(/[\s:]/g, '').toLowerCase();
	if (/^[0-9a-f]{64}$/.test(hex)) return hex;
	throw new InputError(
		'certificateFingerprint',
		'is not a SHA-256 fingerprint',
		'Give 64 hexadecimal digits, with or without colons: Control Panel → Server: Show Certificate tells it.',
	);
}

/** Formats it as OpenSSL does, so that people can compare: capitals, and a colon after every two digits. */
export function shownFingerprint(hex: string): string {
	return hex.toUpperCase().replace(/..(?=.)/g, '$&:');
}

/** The beginning of a fingerprint, enough to tell two apart at a glance. */
export function shortFingerprint(hex: string): string {
	return `${shownFingerprint(hex.slice(0, 8))}…`;
}
