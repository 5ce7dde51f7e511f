import { InputError } from '../kernel/errors';
import type { BackOffice, Transaction } from '../db';
import { findInvoice, findInvoiceByNumber, type Invoice } from '../invoices';
import { clearAttention, findPayment, markEventProcessed, type Payment, type StoredPaymentEvent } from '../payments';
import { z } from 'zod';

type Office = Pick<BackOffice, 'store'>;

/**
 * Marks that a person has dealt with a payment.
 *
 * @throws InputError where there is no such payment.
 */
export async function markSeen({ store }: Office, paymentId: string): Promise<Payment> {
	return await store.asStaff(async (transaction) => {
		const known = await findPayment(transaction, paymentId);
		const seen = known?.needsAttention ? await clearAttention(transaction, paymentId) : known;
		if (!known || !seen) {
			throw new InputError(
				'paymentId',
				`is unknown: no payment has the ID ${paymentId}`,
				'Take it from MSP Billing → Payment: List.',
			);
		}
		if (known.needsAttention) {
			transaction.audit({
				customerId: known.customerId,
				action: 'payment.clear_attention',
				subject: paymentId,
				outcome: 'done',
				detail: { outcome: known.outcome, detail: known.outcomeDetail },
				correlationId: `${known.provider}:${known.paymentReference}`,
			});
		}
		return seen;
	});
}

/**
 * Records that nothing is left to do for an event. Doing it again changes nothing.
 *
 * @param outcome what it came to, in a word.
 * @throws InputError where there is no such event.
 */
export async function markProcessed(
	{ store }: Office,
	paymentEventId: string,
	outcome: string,
): Promise<StoredPaymentEvent> {
	const event = await store.asStaff(
		async (transaction) => await markEventProcessed(transaction, paymentEventId, outcome),
	);
	if (event) return event;
	throw new InputError(
		'paymentEventId',
		`is unknown: no payment event has the ID ${paymentEventId}`,
		'Take it from the Payment Trigger.',
	);
}

/**
 * @param invoice its number or its ID.
 * @throws InputError where there is no such invoice.
 */
export async function getInvoice(transaction: Transaction, invoice: string): Promise<Invoice> {
	const isId = z.uuid().safeParse(invoice).success;
	const found = isId ? await findInvoice(transaction, invoice) : await findInvoiceByNumber(transaction, invoice);
	if (found) return found;
	throw new InputError(
		'invoice',
		`is unknown: no invoice has the number ${invoice}`,
		'Take its number from MSP Billing → Invoice: List.',
	);
}
