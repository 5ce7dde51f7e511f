import { createSign, createVerify, randomUUID, X509Certificate } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Signing } from './authority';
import type { PayPalEvent } from './events';
import { certificatePath } from './state';

export interface Delivery {
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

export interface Sender {
	readonly signing: Pick<Signing, 'privateKey'>;
	/** The address of the stand-in, which serves its certificate. */
	readonly url: string;
	readonly webhookId: string;
	/** The default is now. */
	readonly time?: Date;
}

/** Makes a delivery of an event with a signature in PayPal's way. */
export function signedDelivery(event: PayPalEvent | string, { signing, url, webhookId, time }: Sender): Delivery {
	const body = typeof event === 'string' ? event : JSON.stringify(event);
	const transmissionId = randomUUID();
	const transmissionTime = (time ?? new Date()).toISOString().replace(/\.\d+Z$/, 'Z');
	const text = [transmissionId, transmissionTime, webhookId, crc32(body)].join('|');
	return {
		headers: {
			'content-type': 'application/json',
			'paypal-transmission-id': transmissionId,
			'paypal-transmission-time': transmissionTime,
			'paypal-transmission-sig': createSign('RSA-SHA256').update(text).sign(signing.privateKey, 'base64'),
			'paypal-cert-url': url + certificatePath,
			'paypal-auth-algo': 'SHA256withRSA',
			'user-agent': 'PayPal/AUHD-214.0-58843024',
		},
		body,
	};
}

/** Tells whether this PayPal signed the event in the question, by the exact text of the event there. */
export function isOwn(question: string, signing: Signing): boolean {
	const [, fields = '', event = ''] = /^(\{.*),"webhook_event":(.*)\}$/s.exec(question) ?? [];
	try {
		const asked = JSON.parse(`${fields}}`) as Record<string, string>;
		const text = [asked.transmission_id, asked.transmission_time, asked.webhook_id, crc32(event)].join('|');
		const { publicKey } = new X509Certificate(signing.chain);
		return createVerify('RSA-SHA256')
			.update(text)
			.verify(publicKey, asked.transmission_sig ?? '', 'base64');
	} catch {
		return false;
	}
}
