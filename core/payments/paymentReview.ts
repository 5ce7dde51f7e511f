import { InputError } from '../kernel/errors';
import type { BackOffice } from '../db';
import type { StoredPaymentEvent } from './paymentEvent';
import { findPaymentEvent, setEventProcessed } from './paymentEvents';
import { findPayment, setSeen, type Payment, type PaymentOutcome } from './payments';

type Office = Pick<BackOffice, 'store'>;

/**
 * Records that a person has dealt with a payment.
 *
 * @throws InputError when there is no such payment.
 */
export async function clearAttention({ store }: Office, paymentId: string): Promise<Payment> {
	return await store.asStaff(async (transaction) => {
		const payment = await findPayment(transaction, paymentId);
		if (!payment) {
			throw new InputError(
				'paymentId',
				`is unknown: no payment has the ID ${paymentId}`,
				'Take it from MSP Billing → Payment: List.',
				'not_found',
			);
		}
		if (!payment.needsAttention) return payment;
		await setSeen(transaction, paymentId);
		transaction.audit({
			customerId: payment.customerId,
			action: 'payment.clear_attention',
			subject: paymentId,
			outcome: 'done',
			detail: { outcome: payment.outcome, detail: payment.outcomeDetail },
			correlationId: `${payment.provider}:${payment.paymentReference}`,
		});
		return (await findPayment(transaction, paymentId)) ?? payment;
	});
}

/**
 * Records that nothing is left to do for an event. A repeat changes nothing. An event that waits for another one stays
 * unprocessed: it is claimed again when the other one has had time to come.
 *
 * @param outcome what came of the event, in a word.
 * @throws InputError when there is no such event.
 */
export async function markEventProcessed(
	{ store }: Office,
	paymentEventId: string,
	outcome: string,
): Promise<StoredPaymentEvent> {
	const waits: PaymentOutcome = 'waiting';
	const event = await store.asStaff(async (transaction) =>
		outcome === waits
			? await findPaymentEvent(transaction, paymentEventId)
			: await setEventProcessed(transaction, paymentEventId, outcome),
	);
	return event ?? unknownEvent(paymentEventId);
}

/** @throws InputError always: no payment event has the ID. */
export function unknownEvent(paymentEventId: string): never {
	throw new InputError(
		'paymentEventId',
		`is unknown: no payment event has the ID ${paymentEventId}`,
		'Take it from the Payment Trigger or from MSP Billing → Event: Claim Unprocessed.',
		'not_found',
	);
}
