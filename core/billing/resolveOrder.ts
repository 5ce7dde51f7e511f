import type { BackOffice, Transaction } from '../db';
import {
	eventsOfMoney,
	findPaymentEvent,
	lockPayments,
	recordInvoiceOfMoney,
	unknownEvent,
	type StoredPaymentEvent,
} from '../payments';
import { askProvider, type AskProviders } from './askProvider';
import type { NewCustomers } from './buyer';
import { partsOf } from './moneyParts';
import { isMoney, type PaymentFacts } from './paymentFacts';
import { placePayment } from './placePayment';
import type { Resolution } from './resolution';

export const notMoney = { outcome: 'not_money', detail: 'the event is about no money that moved' } as const;

export type ResolvedOrder = ReturnType<typeof orderOf>;

/** All that was heard of one money. */
export interface Heard {
	/** What it pays; of a payment of Invoice Ninja each invoice apart. */
	readonly parts: ReturnType<typeof partsOf>;
	readonly events: readonly StoredPaymentEvent[];
}

/**
 * Finds what a payment event is for, the first of its invoices when it pays several, and opens the order when the event says all that an order needs. The result is
 * recorded with the events of the payment: a repeat, and Payment: Apply afterwards, take it from there.
 *
 * @param ask asks the provider about a payment that no event explains.
 * @param newCustomers `on` makes the customer of a buyer whom nobody has entered. It is recorded with the order.
 * @throws InputError when there is no such event.
 */
export async function resolveOrder(
	office: BackOffice,
	paymentEventId: string,
	ask: AskProviders = {},
	newCustomers: NewCustomers = 'off',
): Promise<ResolvedOrder> {
	const resolve = async (): Promise<[Resolution | typeof notMoney, PaymentFacts?]> =>
		await office.store.asStaff(async (transaction) => {
			const heard = await lockMoneyOfEvent(transaction, paymentEventId);
			return heard
				? [await resolvePayment(transaction, heard, heard.parts[0], newCustomers), heard.parts[0]]
				: [notMoney];
		});
	const [resolution, facts] = await resolve();
	if (!facts || resolution.outcome === 'resolved' || !ask[facts.provider]) return orderOf(paymentEventId, resolution);
	const complaint = await askProvider(office, paymentEventId, facts, ask);
	const [answered] = await resolve();
	if (complaint === '' || answered.outcome === 'resolved' || answered.outcome === 'not_money') {
		return orderOf(paymentEventId, answered);
	}
	return orderOf(paymentEventId, { ...answered, detail: `${answered.detail}; ${complaint}` });
}

/**
 * Locks the payment that an event is about until the transaction ends, and adds up what its events say. Undefined for an
 * event that is about no money. An event may say nothing but which names belong together: then the money of the other
 * events is what it is about.
 *
 * @throws InputError when there is no such event.
 */
export async function lockMoneyOfEvent(transaction: Transaction, paymentEventId: string): Promise<Heard | undefined> {
	const event = (await findPaymentEvent(transaction, paymentEventId)) ?? unknownEvent(paymentEventId);
	await lockPayments(transaction);
	const events = await eventsOfMoney(transaction, event);
	return events.some(isMoney) ? { parts: partsOf(events), events } : undefined;
}

/**
 * Finds what a payment is for, in the caller's transaction, and records it with the events that have no record yet. What
 * was recorded once stays: two payments that turn out to be one keep both records until both invoices are settled.
 */
export async function resolvePayment(
	transaction: Transaction,
	{ events }: Pick<Heard, 'events'>,
	facts: PaymentFacts,
	newCustomers: NewCustomers = 'off',
): Promise<Resolution> {
	const resolution = await placePayment(transaction, facts, newCustomers);
	if (resolution.outcome === 'resolved') {
		const unrecorded = events.filter(({ invoiceId }) => invoiceId === null);
		await recordInvoiceOfMoney(transaction, unrecorded, resolution.invoice);
	}
	return resolution;
}

function orderOf(paymentEventId: string, resolution: Resolution | typeof notMoney) {
	const { outcome } = resolution;
	const found = outcome === 'resolved' ? resolution : undefined;
	const { invoice, service } = found ?? {};
	return {
		outcome,
		detail: outcome === 'resolved' ? '' : resolution.detail,
		paymentEventId,
		customerId: invoice?.customerId ?? null,
		customerCode: invoice?.customerCode ?? null,
		serviceId: service?.serviceId ?? null,
		serviceStatus: service?.status ?? null,
		orderReference: service?.orderReference ?? null,
		planCode: service?.planCode ?? null,
		domain: service?.domain ?? null,
		invoiceId: invoice?.invoiceId ?? null,
		invoiceNumber: invoice?.invoiceNumber ?? null,
		/** True when this call opened the order. */
		created: found?.created ?? false,
	};
}
