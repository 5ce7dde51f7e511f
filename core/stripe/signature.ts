import { createHmac, timingSafeEqual } from 'node:crypto';
import { rejection, type Rejection } from '../payments';

export interface StripeDelivery {
	/** The `Stripe-Signature` header. */
	readonly header: string | undefined;
	/** Unchanged, byte for byte. */
	readonly body: Buffer;
}

/** Stripe's own libraries use the same. */
const toleranceSeconds = 300;

/**
 * Checks a delivery against every secret that may have signed it: during a rotation Stripe signs with the old and the new
 * one. The signed text is the timestamp, a point and the raw body; the key is the whole `whsec_…` text.
 *
 * @returns the rejection; undefined when one signature is right and at most 300 s away from now.
 */
export function checkStripeSignature(
	{ header, body }: StripeDelivery,
	secrets: readonly string[],
	now: Date,
): Rejection | undefined {
	const keys = secrets.filter((secret) => secret !== '');
	if (keys.length === 0) return rejection('not_configured', 'there is no signing secret to check it with');
	if (!header) return rejection('signature', 'it has no Stripe-Signature header');
	const parsed = parseHeader(header);
	if (!parsed) return rejection('malformed', 'its Stripe-Signature header has no single timestamp');

	const { timestamp, signatures } = parsed;
	let matches = false;
	for (const key of keys) {
		const expected = createHmac('sha256', key).update(`${timestamp}.`).update(body).digest();
		// Every pair is compared, so that the time tells nothing about which one was right.
		for (const signature of signatures) matches = timingSafeEqual(signature, expected) || matches;
	}
	if (!matches) return rejection('signature', `none of its ${signatures.length} signatures is right`);
	const ageSeconds = Math.floor(now.getTime() / 1000) - Number(timestamp);
	if (Math.abs(ageSeconds) <= toleranceSeconds) return undefined;
	return rejection('stale', `it was signed ${ageSeconds} s ago`);
}

/** The timestamp as it is written, and all `v1` signatures. Stripe uses `v0` for tests of its own. */
function parseHeader(header: string): { timestamp: string; signatures: Buffer[] } | undefined {
	const pairs = header.split(',').map((part) => part.trim().split('='));
	const valuesOf = (name: string) => pairs.flatMap(([key, value]) => (key === name && value ? [value] : []));
	const [timestamp, ...others] = valuesOf('t');
	if (timestamp === undefined || others.length > 0 || !/^\d{1,12}$/.test(timestamp)) return undefined;
	const signatures = valuesOf('v1').filter((value) => /^[0-9a-f]{64}$/.test(value));
	return { timestamp, signatures: signatures.map((hex) => Buffer.from(hex, 'hex')) };
}

/** The secrets in a text, separated by spaces, lines or commas. */
export function secretsIn(text: string): string[] {
	return text.split(/[\s,;]+/).filter((secret) => secret !== '');
}
