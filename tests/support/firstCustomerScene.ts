import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { applyPayment, resolveOrder, type NewCustomers } from '../../core/billing';
import { insertPlan } from '../../core/catalog/plans';
import { insertCustomer, type Customer, type NewCustomer } from '../../core/customers';
import { markEventProcessed, storeDelivery, type PaymentEvent } from '../../core/payments';
import type { TaskOffice } from '../../core/tasks';
import { event, type Told } from './billingScene';

let payments = 0;

/** A paid checkout of somebody, at 20.00 EUR: by default all that an order needs is in it, and no customer. */
export function checkout(email: string | undefined, more: Told = {}): PaymentEvent {
	const number = (payments += 1);
	const { references, paymentReference: given, ...rest } = more;
	const paymentReference = typeof given === 'string' ? given : `pi_first_${number}`;
	return event('payment_succeeded', number, {
		paymentReference,
		object: { type: 'session', id: `cs_${paymentReference}` },
		payer: { ...(email !== undefined && { email }), name: 'Ada Baker' },
		references: { plan: 'starter', domain: `first-${number}.example`, ...references },
		...rest,
	});
}

/** Delivers an event as the trigger does; gives the ID of what is to be handled, if anything is. */
export async function deliver({ store }: TaskOffice, heard: PaymentEvent): Promise<string | undefined> {
	const stored = await store.asStaff(
		async (transaction) => await storeDelivery(transaction, { event: heard, chosen: true }),
	);
	return 'paymentEventId' in stored ? stored.paymentEventId : undefined;
}

/** Handles an event as workflow 10 does, up to its task. */
export async function handle(office: TaskOffice, paymentEventId: string, newCustomers: NewCustomers = 'approval') {
	await resolveOrder(office, paymentEventId, {}, newCustomers);
	const applied = await applyPayment(office, paymentEventId, {}, newCustomers);
	await markEventProcessed(office, paymentEventId, applied.outcome);
	return applied;
}

/** Delivers an event and handles it; undefined when it starts nothing. */
export async function hear(office: TaskOffice, heard: PaymentEvent, newCustomers?: NewCustomers) {
	const id = await deliver(office, heard);
	return id === undefined ? undefined : await handle(office, id, newCustomers);
}

export async function seedStarter({ store }: TaskOffice): Promise<void> {
	const money = { priceMinor: 2000, currency: 'EUR' };
	await store.asStaff(
		async (transaction) =>
			await insertPlan(transaction, { planCode: 'starter', name: 'Starter', ...money, packageName: 'starter' }),
	);
}

export async function seedCustomer(office: TaskOffice, customer: Partial<NewCustomer> = {}): Promise<Customer> {
	const customerCode = customer.customerCode ?? `c-${randomUUID().slice(0, 8)}`;
	const made = await office.store.asStaff(
		async (transaction) =>
			await insertCustomer(transaction, { name: customerCode, email: null, ...customer, customerCode }),
	);
	if (!made) throw new Error(`the customer ${customerCode} was there before`);
	return made;
}

const counted = z.object({ count: z.number() });

/** How many rows a query counts. */
export async function count({ store }: TaskOffice, sql: string, values: readonly unknown[] = []): Promise<number> {
	const found = await store.asStaff(async (transaction) => await transaction.row(counted, sql, values));
	return found?.count ?? -1;
}

export const customersOf = async (office: TaskOffice, email: string) =>
	await count(office, 'select count(*) from msp.customer where lower(email) = lower($1)', [email]);

export const servicesOn = async (office: TaskOffice, domain: string) =>
	await count(office, 'select count(*) from msp.service where domain = $1', [domain]);
