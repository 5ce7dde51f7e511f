import { createVerify, type X509Certificate } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { rejected, type Rejection } from '../payments';
import type { PayPalDelivery } from './delivery';

/**
 * What PayPal signs: transmission id, time, the id of the configured webhook, and the CRC-32 of the raw body as an
 * unsigned decimal.
 */
export function signedText({ transmissionId, transmissionTime, body }: PayPalDelivery, webhookId: string): string {
	return [transmissionId, transmissionTime, webhookId, crc32(body)].join('|');
}

/** Checks a delivery with the certificate that it names; the webhook may be known under one of several ids. */
export function checkPayPalSignature(
	delivery: PayPalDelivery,
	webhookIds: readonly string[],
	certificate: X509Certificate,
): Rejection | undefined {
	const { publicKey } = certificate;
	if (publicKey.asymmetricKeyType !== 'rsa') return rejected('unknown_certificate', 'its certificate has no RSA key');
	const signature = Buffer.from(delivery.signature, 'base64');
	const right = webhookIds.some((webhookId) =>
		createVerify('RSA-SHA256').update(signedText(delivery, webhookId)).verify(publicKey, signature),
	);
	return right ? undefined : rejected('signature', 'its signature is not right');
}
