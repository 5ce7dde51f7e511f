import type { X509Certificate } from 'node:crypto';
import { ExternalError } from '../kernel/errors';
import { request } from '../kernel/http';
import { rejection, type Rejection } from '../payments';
import type { PayPalEnvironment } from './environment';
import { whileSenderWaits } from './patience';
import { trustedLeaf, trustedRoots, validUntil } from './trust';

type Found = X509Certificate | Rejection;
interface Kept {
	readonly found: Promise<Found>;
	until: number;
}

/** PayPal uses a handful at a time. */
const mostKept = 16;
/** How long an address without a certificate is not asked again. */
const refusalMs = 5 * 60_000;
const mostRefusals = 256;
const longestKeptMs = 24 * 3_600_000;
/** How many addresses are asked at once: a sender that is not PayPal may name ever new ones. */
const mostAtOnce = 8;
const maxBytes = 64 * 1024;

/** PayPal's signing certificates by their addresses. Each is fetched once, and kept while it is good. */
export function openCertificates() {
	const good = new Map<string, Kept>();
	const refused = new Map<string, Kept>();
	let underway = 0;

	const fetchOnce = async (url: string, environment: PayPalEnvironment, now: Date): Promise<Found> => {
		underway++;
		try {
			return await fetchCertificate(url, environment, now);
		} finally {
			underway--;
		}
	};

	return {
		/**
		 * @param url the caller has checked that it is an address of PayPal's.
		 * @throws ExternalError `transport` or `busy` when it cannot be fetched now.
		 */
		async at(url: string, environment: PayPalEnvironment, now: Date): Promise<Found> {
			const key = `${environment.certificateAuthority ?? ''} ${url}`;
			const kept = good.get(key) ?? refused.get(key);
			if (kept && kept.until > now.getTime()) return await kept.found;
			if (underway >= mostAtOnce) {
				throw new ExternalError('busy', 'too many unknown certificates are named at once', 'Let PayPal try again.');
			}

			const entry: Kept = { found: fetchOnce(url, environment, now), until: now.getTime() + refusalMs };
			keep(good, key, entry, mostKept);
			try {
				const found = await entry.found;
				if ('reason' in found) {
					good.delete(key);
					keep(refused, key, entry, mostRefusals);
				} else {
					entry.until = Math.min(now.getTime() + longestKeptMs, validUntil(found).getTime());
				}
				return found;
			} catch (error) {
				good.delete(key);
				throw error;
			}
		},
	};
}
export type Certificates = ReturnType<typeof openCertificates>;

/** The certificates of this process. */
export const certificates: Certificates = openCertificates();

function keep(kept: Map<string, Kept>, key: string, entry: Kept, most: number): void {
	kept.delete(key);
	kept.set(key, entry);
	const [oldest] = kept.keys();
	if (kept.size > most && oldest !== undefined) kept.delete(oldest);
}

async function fetchCertificate(url: string, { certificateAuthority }: PayPalEnvironment, now: Date): Promise<Found> {
	const { status, text } = await request(
		{ method: 'GET', url, repeat: 'safe', timeoutMs: 5_000, maxResponseBytes: maxBytes, certificateAuthority },
		whileSenderWaits,
	);
	if (status >= 500 || status === 429) {
		throw new ExternalError('busy', `PayPal answers ${status} for its certificate`, 'Let PayPal try again.');
	}
	if (status !== 200) return rejection('unknown_certificate', `PayPal answers ${status} for its certificate`);
	const leaf = trustedLeaf(text, trustedRoots(certificateAuthority), now);
	return typeof leaf === 'string' ? rejection('unknown_certificate', `its certificate: ${leaf}`) : leaf;
}
