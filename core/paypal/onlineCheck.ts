import { z } from 'zod';
import { objectOf, rejection, type Rejection } from '../payments';
import { callPayPal } from './api';
import type { PayPalDelivery } from './delivery';
import type { PayPalAccount } from './environment';
import { whileSenderWaits } from './patience';

const answer = z.object({ verification_status: z.string() });

/**
 * Asks PayPal whether it sent a delivery. PayPal refuses with HTTP 200 and `FAILURE`.
 *
 * @throws ExternalError when PayPal cannot be asked.
 */
export async function checkOnline(
	account: PayPalAccount,
	delivery: PayPalDelivery,
	webhookIds: readonly string[],
	now: Date,
): Promise<Rejection | undefined> {
	// Only a whole JSON object may become a part of the question.
	if (!objectOf(delivery.body)) return rejection('malformed', 'its body is not a JSON object');
	for (const webhookId of webhookIds) {
		const call = {
			method: 'POST',
			path: '/v1/notifications/verify-webhook-signature',
			body: question(delivery, webhookId),
			repeat: 'safe',
			conditions: whileSenderWaits,
		} as const;
		const { verification_status } = answer.parse(await callPayPal(account, call, now));
		if (verification_status === 'SUCCESS') return undefined;
	}
	return rejection('signature', 'PayPal says that it is not its own');
}

/** The body goes in as the text that it was: a rewritten one would not fit its signature. */
function question(delivery: PayPalDelivery, webhookId: string): string {
	const fields = JSON.stringify({
		auth_algo: 'SHA256withRSA',
		cert_url: delivery.certificateUrl,
		transmission_id: delivery.transmissionId,
		transmission_sig: delivery.signature,
		transmission_time: delivery.transmissionTime,
		webhook_id: webhookId,
	});
	return `${fields.slice(0, -1)},"webhook_event":${delivery.body.toString('utf8')}}`;
}
