import { findPlan, findPlanByCode } from '../catalog';
import { findCustomerByCode, findCustomerOfProvider, type Customer } from '../customers';
import type { BackOffice, Transaction } from '../db';
import { findInvoice, findInvoiceByNumber, type Invoice } from '../invoices';
import { InputError } from '../kernel/errors';
import {
	eventsOfPayment,
	findPaymentEvent,
	lockPayment,
	recordInvoiceOfPayment,
	referenceOf,
	unknownEvent,
	type EventReferences,
} from '../payments';
import { findService, findServiceOfOrder, type Service } from '../services';
import { invoiceOf, openOrder, type OpenedOrder } from './openOrder';
import { isMoney, paymentFacts, type PaymentFacts } from './paymentFacts';

/** What a payment is for. */
export type Resolution = Resolved | Unknown;
interface Resolved extends Pick<OpenedOrder, 'invoice' | 'created'> {
	readonly outcome: 'resolved';
	readonly service: Service | null;
}
interface Unknown {
	readonly outcome: 'unknown_order' | 'unknown_customer' | 'unknown_plan';
	readonly detail: string;
}

export const notMoney = { outcome: 'not_money', detail: 'the event is about no money that moved' } as const;

export type ResolvedOrder = ReturnType<typeof orderOf>;

/**
 * Finds what a payment event is for, and opens the order when the event says all that an order needs. The result is
 * recorded with the events of the payment: a repeat, and Payment: Apply afterwards, take it from there.
 *
 * @throws InputError when there is no such event.
 */
export async function resolveOrder({ store }: BackOffice, paymentEventId: string): Promise<ResolvedOrder> {
	return await store.asStaff(async (transaction) => {
		const facts = await lockPaymentOfEvent(transaction, paymentEventId);
		return orderOf(paymentEventId, facts ? await resolvePayment(transaction, facts) : notMoney);
	});
}

/**
 * Locks the payment that an event is about until the transaction ends, and adds up what its events say. Undefined for an
 * event that is about no money.
 *
 * @throws InputError when there is no such event.
 */
export async function lockPaymentOfEvent(
	transaction: Transaction,
	paymentEventId: string,
): Promise<PaymentFacts | undefined> {
	const event = (await findPaymentEvent(transaction, paymentEventId)) ?? unknownEvent(paymentEventId);
	if (!isMoney(event)) return undefined;
	const payment = { provider: event.provider, paymentReference: referenceOf(event) };
	await lockPayment(transaction, payment);
	return paymentFacts(await eventsOfPayment(transaction, payment));
}

/** Finds what a payment is for, in the caller's transaction, and records it. What was recorded once stays. */
export async function resolvePayment(transaction: Transaction, facts: PaymentFacts): Promise<Resolution> {
	const resolution =
		(await byRecord(transaction, facts)) ??
		(await byInvoice(transaction, facts)) ??
		(await byOrder(transaction, facts)) ??
		(await newOrder(transaction, facts));
	if (resolution.outcome === 'resolved') await recordInvoiceOfPayment(transaction, facts, resolution.invoice);
	return resolution;
}

async function byRecord(transaction: Transaction, { invoiceId }: PaymentFacts): Promise<Resolution | undefined> {
	const invoice = invoiceId === null ? undefined : await findInvoice(transaction, invoiceId);
	return invoice && (await resolutionOf(transaction, invoice));
}

async function byInvoice(transaction: Transaction, { references }: PaymentFacts): Promise<Resolution | undefined> {
	const { invoice: number, order } = references;
	const invoice = number ? await findInvoiceByNumber(transaction, number) : undefined;
	if (!invoice) return undefined;
	const found = await resolutionOf(transaction, invoice);
	if (order && found.service && found.service.orderReference !== order) {
		return unknown('unknown_order', `the invoice ${invoice.invoiceNumber} does not belong to the order ${order}`);
	}
	return sameCustomer(references, invoice.customerCode) ?? found;
}

async function byOrder(transaction: Transaction, { references }: PaymentFacts): Promise<Resolution | undefined> {
	const { order } = references;
	const service = order ? await findServiceOfOrder(transaction, order) : undefined;
	if (!service) return undefined;
	return sameCustomer(references, service.customerCode) ?? (await ofService(transaction, service));
}

async function newOrder(transaction: Transaction, facts: PaymentFacts): Promise<Resolution> {
	const { references, provider, paymentReference } = facts;
	const customer = await customerOf(transaction, facts);
	if (!customer) return unknown('unknown_customer', customerComplaint(references));
	if (!references.plan) {
		return unknown(
			'unknown_order',
			references.order ? `there is no order ${references.order}` : 'the event names no order',
		);
	}
	const plan = await findPlanByCode(transaction, references.plan);
	if (!plan) return unknown('unknown_plan', `there is no plan ${references.plan}`);
	if (!plan.available) return unknown('unknown_plan', `the plan ${plan.planCode} is not sold any more`);
	if (!references.domain) return unknown('unknown_order', 'the event names no domain for a new order');

	const orderReference = references.order ?? `${provider}:${paymentReference}`;
	try {
		const order = { customer, plan, domain: references.domain, orderReference, dueInDays: 0 };
		return { outcome: 'resolved', ...(await openOrder(transaction, order)) };
	} catch (error) {
		if (error instanceof InputError) return unknown('unknown_order', `${error.message}: ${error.remedy}`);
		throw error;
	}
}

async function customerOf(
	transaction: Transaction,
	{ provider, references }: PaymentFacts,
): Promise<Customer | undefined> {
	const { customer, providerCustomer } = references;
	if (customer) return await findCustomerByCode(transaction, customer);
	return providerCustomer ? await findCustomerOfProvider(transaction, provider, providerCustomer) : undefined;
}

function customerComplaint({ customer, providerCustomer, order }: EventReferences): string {
	if (customer) return `there is no customer ${customer}`;
	if (providerCustomer) return `no customer has the provider's ID ${providerCustomer}`;
	return order
		? `there is no order ${order}, and the event names no customer for a new one`
		: 'the event names neither order nor customer';
}

async function ofService(transaction: Transaction, service: Service): Promise<Resolution> {
	const plan = await findPlan(transaction, service.planId);
	if (!plan) return unknown('unknown_plan', `the plan ${service.planCode} is gone`);
	return { outcome: 'resolved', service, invoice: await invoiceOf(transaction, service, plan, 0), created: false };
}

async function resolutionOf(transaction: Transaction, invoice: Invoice): Promise<Resolved> {
	const service = invoice.serviceId ? await findService(transaction, invoice.serviceId) : undefined;
	return { outcome: 'resolved', invoice, service: service ?? null, created: false };
}

function sameCustomer({ customer }: EventReferences, found: string): Unknown | undefined {
	if (!customer || customer === found) return undefined;
	return unknown('unknown_order', `the order belongs to ${found}, and the event names ${customer}`);
}

const unknown = (outcome: Unknown['outcome'], detail: string): Unknown => ({ outcome, detail });

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
