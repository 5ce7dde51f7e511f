import { z } from 'zod';
import type { Transaction } from '../db';
import type { PaymentEvent } from './paymentEvent';

/** What is recorded of an event whose payment nobody could place. */
export const leftOutcomes = ['unknown_customer', 'unknown_plan', 'unknown_order'] as const;

const left = `e.processed_at is not null and e.invoice_id is null
	and e.outcome in (${leftOutcomes.map((outcome) => `'${outcome}'`).join(', ')})`;

/** So long the run has that takes an event up at once, before others do. */
const lease = `interval '2 minutes'`;

const identity = z.object({ paymentEventId: z.uuid() });

/**
 * Takes up an event that its provider delivers once more, as a person asks for: one that was left without an order, or whose
 * order could not be set up. Any other is dealt with for good, and so is one that somebody has in hand.
 *
 * @returns the ID of the event when it is to be handled again. Of two deliveries at once only one gets it.
 */
export async function reopenResent(
	transaction: Transaction,
	{ provider, eventId }: Pick<PaymentEvent, 'provider' | 'eventId'>,
): Promise<string | undefined> {
	const reopened = await transaction.row(
		identity,
		`update msp.payment_event e set processed_at = null, outcome = null, resent_at = now(), lease_until = now() + ${lease}
		where provider = $1 and event_id = $2 and processed_at is not null and kind not in ('payment_pending', 'payment_failed', 'ignored')
			and (invoice_id is null or exists (select from msp.invoice i join msp.service s on s.id = i.service_id
				where i.id = e.invoice_id and s.status = 'provisioning_failed'))
		returning id as payment_event_id`,
		[provider, eventId],
	);
	return reopened?.paymentEventId;
}

/**
 * The thing that an event names came, or changed, after the event was given up; or right before it, in a transaction that was
 * not over by then.
 */
const cameAfter = (table: string, condition: string) =>
	`exists (select from msp.${table} w where (${condition}) and w.updated_at > e.processed_at - interval '30 seconds')`;

const named = (reference: string) => `e.event_references ->> '${reference}'`;

/** By outcome: what was missing is there now. */
const isThere = `case e.outcome
	when 'unknown_customer' then ${cameAfter(
		'customer',
		`w.customer_code = ${named('customer')}
		or (w.stripe_customer_id = ${named('providerCustomer')} and e.provider = 'stripe')
		or (w.paypal_payer_id = ${named('providerCustomer')} and e.provider = 'paypal')`,
	)}
	when 'unknown_plan' then ${cameAfter('plan', `w.plan_code = ${named('plan')} and w.available`)}
	else false end
	or ${cameAfter('service', `w.order_reference = coalesce(${named('order')}, ${named('invoice')})`)}`;

/**
 * Puts the events whose payment nobody could place back among the unprocessed when the customer, the plan or the order that
 * they name has come since. What is given up again stays so until the next change.
 */
export async function reopenWhatCanBePlaced(transaction: Transaction): Promise<number> {
	return await transaction.run(
		`update msp.payment_event e set processed_at = null, outcome = null, lease_until = now()
		where ${left} and (${isThere})`,
	);
}

/**
 * Records who placed a payment by hand, with its events, and puts them back among the unprocessed: whatever becomes of the
 * caller, somebody applies them.
 */
export async function recordPlacement(
	transaction: Transaction,
	paymentEventIds: readonly string[],
	by: string,
): Promise<void> {
	await transaction.run(
		`update msp.payment_event set placed_by = $2, placed_at = now(), processed_at = null, outcome = null,
			lease_until = now() + ${lease}
		where id = any($1)`,
		[paymentEventIds, by],
	);
}
