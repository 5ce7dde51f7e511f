import { type Customer, findCustomerByCode, findCustomerOfProvider } from '../customers';
import { invoiceOf, openOrder } from './openOrder';
import { InputError } from '../kernel/errors';
import type { BackOffice, Transaction } from '../db';
import { findInvoice, findInvoiceByNumber, type Invoice } from '../invoices';
import {
	type EventReferences,
	eventsOfPayment,
	findPaymentEvent,
	lockPayment,
	type Payment,
	type Provider,
	referenceOf,
	setEventCustomer,
	type StoredPaymentEvent,
} from '../payments';
import { findPlan, findPlanByCode } from '../catalog';
import { findService, findServiceOfOrder, type Service } from '../services';
import { isMoney, paymentFacts, type PaymentFacts } from './paymentFacts';

/** What a payment is for. */
export type Resolution =
	| {
			readonly outcome: 'resolved';
			readonly invoice: Invoice;
			readonly service: Service | null;
			readonly created: boolean;
	  }
	| { readonly outcome: 'unknown_order' | 'unknown_customer' | 'unknown_plan'; readonly detail: string };
type Unknown = Exclude<Resolution, { outcome: 'resolved' }>;

/** A payment with all that was heard of it. */
export interface KnownPayment {
	readonly provider: Provider;
	readonly paymentReference: string;
	readonly facts: PaymentFacts;
	readonly events: readonly StoredPaymentEvent[];
	readonly recorded: Payment | undefined;
}

export interface ResolvedOrder {
	readonly outcome: Resolution['outcome'] | 'not_money';
	readonly detail: string;
	readonly paymentEventId: string;
	readonly customerId: string | null;
	readonly customerCode: string | null;
	readonly serviceId: string | null;
	readonly serviceStatus: string | null;
	readonly orderReference: string | null;
	readonly planCode: string | null;
	readonly domain: string | null;
	readonly invoiceId: string | null;
	readonly invoiceNumber: string | null;
	/** True where this call opened the order. */
	readonly created: boolean;
}

/**
 * Finds what a payment event is for; opens the order where the event says all that one needs. Asking again gives the
 * same order.
 *
 * @throws InputError where there is no such event.
 */
export async function resolveOrder({ store }: BackOffice, paymentEventId: string): Promise<ResolvedOrder> {
	return await store.asStaff(async (transaction) => {
		const payment = await knownPayment(transaction, paymentEventId);
		if (!payment)
			return shown(paymentEventId, { outcome: 'not_money', detail: 'the event is about no money that moved' });
		return shown(paymentEventId, await resolvePayment(transaction, payment));
	});
}

/**
 * The payment that an event is about, held until the transaction ends. Undefined for an event that is about no money.
 *
 * @throws InputError where there is no such event.
 */
export async function knownPayment(
	transaction: Transaction,
	paymentEventId: string,
): Promise<KnownPayment | undefined> {
	const event = await findPaymentEvent(transaction, paymentEventId);
	if (!event) {
		throw new InputError(
			'paymentEventId',
			`is unknown: no payment event has the ID ${paymentEventId}`,
			'Take it from the Payment Trigger or from MSP Billing → Event: Claim Unprocessed.',
		);
	}
	if (!isMoney(event)) return undefined;
	const { provider } = event;
	const paymentReference = referenceOf(event);
	const recorded = await lockPayment(transaction, provider, paymentReference);
	const events = await eventsOfPayment(transaction, provider, paymentReference);
	return { provider, paymentReference, facts: paymentFacts(events), events, recorded };
}

/** Finds what a payment is for, in the caller's transaction. What was found once stays. */
export async function resolvePayment(transaction: Transaction, payment: KnownPayment): Promise<Resolution> {
	const resolution =
		(await recordedLink(transaction, payment)) ??
		(await byInvoice(transaction, payment)) ??
		(await byOrder(transaction, payment)) ??
		(await newOrder(transaction, payment));
	if (resolution.outcome === 'resolved') {
		for (const { paymentEventId, customerId } of payment.events) {
			if (!customerId) await setEventCustomer(transaction, paymentEventId, resolution.invoice.customerId);
		}
	}
	return resolution;
}

async function recordedLink(transaction: Transaction, { recorded }: KnownPayment): Promise<Resolution | undefined> {
	if (!recorded?.invoiceId) return undefined;
	const invoice = await findInvoice(transaction, recorded.invoiceId);
	return invoice && (await resolved(transaction, invoice));
}

async function byInvoice(transaction: Transaction, { facts }: KnownPayment): Promise<Resolution | undefined> {
	const { invoice: number, order } = facts.references;
	const invoice = number ? await findInvoiceByNumber(transaction, number) : undefined;
	if (!invoice) return undefined;
	const found = await resolved(transaction, invoice);
	if (order && found.service && found.service.orderReference !== order) {
		return unknown('unknown_order', `the invoice ${invoice.invoiceNumber} is not of the order ${order}`);
	}
	return sameCustomer(facts.references, invoice.customerCode) ?? found;
}

async function byOrder(transaction: Transaction, { facts }: KnownPayment): Promise<Resolution | undefined> {
	const { order } = facts.references;
	const service = order ? await findServiceOfOrder(transaction, order) : undefined;
	if (!service) return undefined;
	return sameCustomer(facts.references, service.customerCode) ?? (await ofService(transaction, service));
}

async function newOrder(transaction: Transaction, payment: KnownPayment): Promise<Resolution> {
	const { references } = payment.facts;
	const customer = await customerOf(transaction, payment);
	if (!customer) return unknown('unknown_customer', customerComplaint(references));
	if (!references.plan) {
		return unknown('unknown_order', references.order ? `there is no order ${references.order}` : 'it names no order');
	}
	const plan = await findPlanByCode(transaction, references.plan);
	if (!plan) return unknown('unknown_plan', `there is no plan ${references.plan}`);
	if (!plan.available) return unknown('unknown_plan', `the plan ${plan.planCode} is not sold any more`);
	if (!references.domain) return unknown('unknown_order', 'it names no domain for a new order');

	const orderReference = references.order ?? `${payment.provider}:${payment.paymentReference}`;
	try {
		const order = { customer, plan, domain: references.domain, orderReference, dueInDays: 0 };
		return { outcome: 'resolved', ...(await openOrder(transaction, order)) };
	} catch (error) {
		if (error instanceof InputError) return unknown('unknown_order', `${error.message}: ${error.remedy}`);
		throw error;
	}
}

async function customerOf(transaction: Transaction, { provider, facts }: KnownPayment): Promise<Customer | undefined> {
	const { customer, providerCustomer } = facts.references;
	if (customer) return await findCustomerByCode(transaction, customer);
	return providerCustomer ? await findCustomerOfProvider(transaction, provider, providerCustomer) : undefined;
}

function customerComplaint({ customer, providerCustomer, order }: EventReferences): string {
	if (customer) return `there is no customer ${customer}`;
	if (providerCustomer) return `no customer has the provider's ID ${providerCustomer}`;
	return order
		? `there is no order ${order}, and it names no customer for a new one`
		: 'it names neither order nor customer';
}

async function ofService(transaction: Transaction, service: Service): Promise<Resolution> {
	const plan = await findPlan(transaction, service.planId);
	if (!plan) return unknown('unknown_plan', `the plan ${service.planCode} is gone`);
	return { outcome: 'resolved', service, invoice: await invoiceOf(transaction, service, plan, 0), created: false };
}

async function resolved(
	transaction: Transaction,
	invoice: Invoice,
): Promise<Extract<Resolution, { outcome: 'resolved' }>> {
	const service = invoice.serviceId ? await findService(transaction, invoice.serviceId) : undefined;
	return { outcome: 'resolved', invoice, service: service ?? null, created: false };
}

function sameCustomer({ customer }: EventReferences, found: string): Unknown | undefined {
	if (!customer || customer === found) return undefined;
	return unknown('unknown_order', `what it pays for belongs to ${found}, and it names ${customer}`);
}

const unknown = (outcome: Unknown['outcome'], detail: string): Unknown => ({ outcome, detail });

function shown(
	paymentEventId: string,
	resolution: Resolution | { readonly outcome: 'not_money'; readonly detail: string },
): ResolvedOrder {
	const found = resolution.outcome === 'resolved' ? resolution : undefined;
	return {
		outcome: resolution.outcome,
		detail: resolution.outcome === 'resolved' ? '' : resolution.detail,
		paymentEventId,
		customerId: found?.invoice.customerId ?? null,
		customerCode: found?.invoice.customerCode ?? null,
		serviceId: found?.service?.serviceId ?? null,
		serviceStatus: found?.service?.status ?? null,
		orderReference: found?.service?.orderReference ?? null,
		planCode: found?.service?.planCode ?? null,
		domain: found?.service?.domain ?? null,
		invoiceId: found?.invoice.invoiceId ?? null,
		invoiceNumber: found?.invoice.invoiceNumber ?? null,
		created: found?.created ?? false,
	};
}
