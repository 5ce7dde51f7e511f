import { rejection, type Rejection } from '../payments';
import type { PayPalEnvironment } from './environment';

/** What PayPal says about a delivery in its headers. */
export interface PayPalDelivery {
	readonly transmissionId: string;
	/** Unchanged: the signature covers the text. */
	readonly transmissionTime: string;
	/** Base64. */
	readonly signature: string;
	readonly certificateUrl: string;
	/** Unchanged, byte for byte. */
	readonly body: Buffer;
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** PayPal repeats a delivery for three days; the scheme itself has no limit. */
const longestAgeMs = 4 * 24 * 3_600_000;
const clockSkewMs = 300_000;

/** Reads the headers of a delivery. They are complete and point to PayPal, or the delivery is refused. */
export function readPayPalDelivery(
	headers: Headers,
	body: Buffer,
	{ certificateOrigin }: PayPalEnvironment,
	now: Date,
): PayPalDelivery | Rejection {
	const header = (name: string): string => {
		const value = headers[`paypal-${name}`];
		return typeof value === 'string' ? value.trim() : '';
	};
	const delivery = {
		transmissionId: header('transmission-id'),
		transmissionTime: header('transmission-time'),
		signature: header('transmission-sig'),
		certificateUrl: header('cert-url'),
		body,
	};
	const missing = Object.entries(delivery).find(([, value]) => value === '')?.[0];
	if (missing !== undefined) return rejection('signature', `it has no ${missing}`);
	if (header('auth-algo') !== 'SHA256withRSA') return rejection('malformed', 'its algorithm is not SHA256withRSA');
	if (!/^[\w-]{1,50}$/.test(delivery.transmissionId)) return rejection('malformed', 'its transmission ID is not valid');
	if (!/^[A-Za-z0-9+/]{40,1000}={0,2}$/.test(delivery.signature)) {
		return rejection('malformed', 'its signature is not base64');
	}
	const sentAt = instantOf(delivery.transmissionTime);
	if (sentAt === undefined) return rejection('malformed', 'its transmission time is not valid');
	const ageMs = now.getTime() - sentAt;
	if (ageMs > longestAgeMs || ageMs < -clockSkewMs) {
		return rejection('stale', `it was sent ${Math.round(ageMs / 1000)} s ago`);
	}
	if (!isCertificateUrl(delivery.certificateUrl, certificateOrigin)) {
		return rejection('unknown_certificate', 'its certificate address is not at PayPal');
	}
	return delivery;
}

/** The instant of an RFC 3339 text; undefined for any other text. */
function instantOf(text: string): number | undefined {
	if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
	const instant = Date.parse(text);
	return Number.isNaN(instant) ? undefined : instant;
}

/** The address comes from the sender: its text must be exactly what PayPal sends, not merely parse to it. */
function isCertificateUrl(text: string, origin: string): boolean {
	const path = '/v1/notifications/certs/';
	return text.startsWith(origin + path) && /^[\w-]{1,200}$/.test(text.slice(origin.length + path.length));
}
