import { randomUUID } from 'node:crypto';
import { openOrder } from '../../core/billing';
import type { TaskOffice } from '../../core/tasks';
import { findCustomerByCode, insertCustomer, type Customer } from '../../core/customers/customers';
import { insertPaymentEvent, type PaymentEvent, type PaymentEventKind } from '../../core/payments';
import type { TestDatabase } from './testDatabase';
import { insertPlan, type Plan } from '../../core/catalog/plans';

/** A payment event as a test tells it: by default 20.00 EUR that came today. */
export type Told = Partial<Omit<PaymentEvent, 'raw'>>;

const minute = 60_000;
const begin = Date.parse('2026-03-01T10:00:00Z');
let told = 0;

/** By default a refund tells of all until then, and a payment has one dispute. */
const objectTypes: Readonly<Record<PaymentEventKind, string>> = {
	payment_succeeded: 'intent',
	payment_failed: 'intent',
	payment_pending: 'intent',
	refunded: 'charge',
	refund_failed: 'refund',
	disputed: 'dispute',
	dispute_closed: 'dispute',
	ignored: 'intent',
};

/** An event that happened some minutes after the scene's beginning. */
export function event(kind: PaymentEventKind, minutes: number, more: Told = {}): PaymentEvent {
	told += 1;
	const paymentReference = more.paymentReference === undefined ? 'pi_1' : more.paymentReference;
	return {
		provider: 'stripe',
		eventId: `evt_${String(told)}_${randomUUID()}`,
		type: kind,
		kind,
		paymentReference,
		names: [],
		object: paymentReference === null ? null : { type: objectTypes[kind], id: paymentReference },
		amountMinor: 2000,
		priceMinor: null,
		currency: 'EUR',
		references: {},
		detail: {},
		payer: {},
		live: null,
		account: null,
		occurredAt: new Date(begin + minutes * minute).toISOString(),
		raw: {},
		...more,
	};
}

/** Stores an event as the trigger does; gives its ID. */
export async function receive({ store }: Pick<TaskOffice, 'store'>, heard: PaymentEvent): Promise<string> {
	const id = await store.asStaff(async (transaction) => await insertPaymentEvent(transaction, heard));
	if (!id) throw new Error(`the event ${heard.eventId} was there already`);
	return id;
}

/** A customer, and a plan at 20.00 EUR a month. */
export async function seedShop({ store }: TaskOffice, code: string): Promise<{ customer: Customer; plan: Plan }> {
	return await store.asStaff(async (transaction) => {
		const email = `${code}@customer.example`;
		const customer =
			(await insertCustomer(transaction, { customerCode: code, name: code, email })) ??
			(await findCustomerByCode(transaction, code));
		const money = { priceMinor: 2000, currency: 'EUR' };
		const plan = await insertPlan(transaction, { planCode: code, name: code, ...money, packageName: 'starter' });
		if (!customer || !plan) throw new Error(`the shop ${code} was seeded before`);
		return { customer, plan };
	});
}

/** An order that waits for its payment. */
export async function seedOrder(
	{ store }: TaskOffice,
	shop: { customer: Customer; plan: Plan },
	orderReference: string,
	domain = `${orderReference}.example`,
) {
	return await store.asStaff(
		async (transaction) => await openOrder(transaction, { ...shop, domain, orderReference, dueInDays: 7 }),
	);
}

/** Lets an event be some minutes old: nothing that explains it is on its way any more. */
export async function grow({ owner }: Pick<TestDatabase, 'owner'>, paymentEventId: string): Promise<void> {
	await owner.query(`update msp.payment_event set received_at = received_at - interval '5 minutes' where id = $1`, [
		paymentEventId,
	]);
}
