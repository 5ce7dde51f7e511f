import { createVerify, type X509Certificate } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { rejection, type Rejection } from '../payments';
import type { PayPalDelivery } from './delivery';

/**
 * The text that PayPal signs: transmission ID, time, the ID of the configured webhook, and the CRC-32 of the raw body as
 * an unsigned decimal.
 */
export function signedText({ transmissionId, transmissionTime, body }: PayPalDelivery, webhookId: string): string {
	return [transmissionId, transmissionTime, webhookId, crc32(body)].join('|');
}

/** Checks a delivery with the certificate that it names, for each ID that the webhook may have. */
export function checkPayPalSignature(
	delivery: PayPalDelivery,
	webhookIds: readonly string[],
	certificate: X509Certificate,
): Rejection | undefined {
	const { publicKey } = certificate;
	if (publicKey.asymmetricKeyType !== 'rsa') return rejection('unknown_certificate', 'its certificate has no RSA key');
	const signature = Buffer.from(delivery.signature, 'base64');
	const right = webhookIds.some((webhookId) =>
		createVerify('RSA-SHA256').update(signedText(delivery, webhookId)).verify(publicKey, signature),
	);
	return right ? undefined : rejection('signature', 'its signature is not right');
}
