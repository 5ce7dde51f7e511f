import { InputError } from './errors';

/**
 * The SHA-256 fingerprint of a certificate in the form that is kept and compared: 64 lower-case hexadecimal digits.
 *
 * @param text with or without colons and spaces, in any case: as OpenSSL and browsers show it.
 * @throws InputError where it is none.
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

/** As OpenSSL shows it, for people to compare: capitals, a colon after every two. */
export function shownFingerprint(hex: string): string {
	return hex.toUpperCase().replace(/..(?=.)/g, '$&:');
}

/** Enough of it to tell two apart at a glance. */
export function shortFingerprint(hex: string): string {
	return `${shownFingerprint(hex.slice(0, 8))}…`;
}
