import { z } from 'zod';
import { findPlan, findPlanByCode, type Plan } from '../catalog';
import { findCustomerByCode, findCustomerOfProvider, type Customer } from '../customers';
import type { Transaction } from '../db';
import { findInvoice, findInvoicesByNumber, invoicesOfService, type Invoice } from '../invoices';
import { siteOf } from '../kernel/domainName';
import { InputError } from '../kernel/errors';
import {
	invoiceOfSubscription,
	invoicesWithPayment,
	referencesOfSubscription,
	type EventReferences,
} from '../payments';
import { adoptOrderReference, findService, findServiceOfOrder, findWaitingService, type Service } from '../services';
import type { NewCustomers } from './buyer';
import { findBuyer, makeBuyer } from './findBuyer';
import { checkedDomain, invoiceOf, openOrder, renewalInvoiceOf } from './openOrder';
import type { PaymentFacts } from './paymentFacts';
import { placeAsTold, resolutionOf, unknown, type Resolution, type Unknown } from './resolution';

/**
 * Finds what a payment is for, and opens the order when the payment says all that an order needs. A recurring payment
 * opens the next period of its service. What was recorded once stays.
 *
 * @param newCustomers `on` makes the customer of a buyer whom nobody has entered, once the order is paid in full.
 */
export async function placePayment(
	transaction: Transaction,
	told: PaymentFacts,
	newCustomers: NewCustomers = 'off',
): Promise<Resolution> {
	// Invoice Ninja, or a payment request, says which invoice a payment is for; nothing else decides.
	const asTold = await placeAsTold(transaction, told);
	if (asTold) return asTold;
	const recorded = await byRecord(transaction, told);
	if (recorded) return recorded;
	const references = await withSubscription(transaction, told);
	const facts = { ...told, references: await withCustomerOfNow(transaction, references) };
	return (
		(await byInvoice(transaction, facts)) ??
		(await byOrder(transaction, facts)) ??
		(await bySubscription(transaction, facts)) ??
		(await newOrder(transaction, facts, newCustomers))
	);
}

/** The references of a payment, and what its subscription said when it began. */
async function withSubscription(transaction: Transaction, facts: PaymentFacts): Promise<EventReferences> {
	const { provider, references } = facts;
	const { providerSubscription } = references;
	if (!providerSubscription) return references;
	return { ...(await referencesOfSubscription(transaction, provider, providerSubscription)), ...references };
}

/** What a shop wrote into a subscription stays there: the code of a customer who was merged means the one it was merged into. */
async function withCustomerOfNow(transaction: Transaction, references: EventReferences): Promise<EventReferences> {
	const { customer } = references;
	const found = customer === undefined ? undefined : await findCustomerByCode(transaction, customer);
	return found ? { ...references, customer: found.customerCode } : references;
}

async function byRecord(transaction: Transaction, facts: PaymentFacts): Promise<Resolution | undefined> {
	const invoice = facts.invoiceId === null ? undefined : await findInvoice(transaction, facts.invoiceId);
	if (!invoice) return undefined;
	const { order } = facts.references;
	// An order that was opened before an event told its name gets the name.
	if (order && invoice.serviceId) {
		await adoptOrderReference(transaction, invoice.serviceId, { from: `${facts.provider}:`, to: order });
	}
	return await resolutionOf(transaction, invoice);
}

async function byInvoice(transaction: Transaction, { references }: PaymentFacts): Promise<Resolution | undefined> {
	const { invoice: number, order } = references;
	const numbered = number ? await invoicesOfReference(transaction, number) : [];
	// Two companies may both have the number: then the customer tells which one is meant.
	const meant = numbered.length > 1 ? numbered.filter((one) => one.customerCode === references.customer) : numbered;
	const [invoice, ...others] = meant.length > 0 ? meant : numbered;
	if (!invoice) return undefined;
	if (others.length > 0) {
		const companies = numbered.map(({ companyCode }) => companyCode).join(' and ');
		return unknown('unknown_order', `the companies ${companies} have an invoice ${invoice.invoiceNumber} each`);
	}
	const found = await resolutionOf(transaction, invoice);
	if (order && found.service && found.service.orderReference !== order) {
		return unknown('unknown_order', `the invoice ${invoice.invoiceNumber} does not belong to the order ${order}`);
	}
	return sameCustomer(references, invoice.customerCode) ?? found;
}

/** The pack's own charges name the ID of the invoice: Invoice Ninja may give it another number. */
async function invoicesOfReference(transaction: Transaction, reference: string): Promise<Invoice[]> {
	const numbered = await findInvoicesByNumber(transaction, reference);
	if (numbered.length > 0 || !z.uuid().safeParse(reference).success) return numbered;
	const found = await findInvoice(transaction, reference);
	return found ? [found] : [];
}

/** PayPal has one field for the number of the invoice, and shops put the order there. */
const orderIn = ({ order, invoice }: EventReferences) => order ?? invoice;

async function byOrder(transaction: Transaction, facts: PaymentFacts): Promise<Resolution | undefined> {
	const order = orderIn(facts.references);
	const service = order ? await findServiceOfOrder(transaction, order) : undefined;
	if (!service) return undefined;
	return (
		sameCustomer(facts.references, service.customerCode) ??
		samePlan(facts.references, service) ??
		(await ofService(transaction, service, facts))
	);
}

/** A later payment of a subscription names the subscription and nothing else. */
async function bySubscription(transaction: Transaction, facts: PaymentFacts): Promise<Resolution | undefined> {
	const { providerSubscription } = facts.references;
	if (!providerSubscription) return undefined;
	const invoiceId = await invoiceOfSubscription(transaction, facts.provider, providerSubscription);
	const invoice = invoiceId === undefined ? undefined : await findInvoice(transaction, invoiceId);
	const service = invoice?.serviceId ? await findService(transaction, invoice.serviceId) : undefined;
	if (!service) return undefined;
	// A person may have placed the first payment on a customer whom the shop calls otherwise, and nobody is called so.
	const { customer } = facts.references;
	const isNamed = customer !== undefined && (await findCustomerByCode(transaction, customer)) !== undefined;
	const another = isNamed ? sameCustomer(facts.references, service.customerCode) : undefined;
	return another ?? (await ofService(transaction, service, facts));
}

async function newOrder(
	transaction: Transaction,
	facts: PaymentFacts,
	newCustomers: NewCustomers,
): Promise<Resolution> {
	const { references, recurring } = facts;
	// What renews was ordered before: its first payment opens the order, also when it is heard of later.
	if (recurring === 'renewal') {
		return unknown('unknown_order', recurringComplaint(references) ?? 'recurring payment, and no invoice waits for it');
	}
	const customer = await customerOf(transaction, facts);
	if (!customer) {
		const complaint = customerComplaint(references);
		return newCustomers === 'on'
			? await ofNewBuyer(transaction, facts, complaint)
			: unknown('unknown_customer', complaint);
	}
	const order = orderIn(references);
	if (!references.plan) {
		const missing = order ? `there is no order ${order}` : 'the event names no order';
		return unknown('unknown_order', recurringComplaint(references) ?? missing);
	}
	const plan = await findPlanByCode(transaction, references.plan);
	if (!plan) return unknown('unknown_plan', `there is no plan ${references.plan}`);
	if (!references.domain) return unknown('unknown_order', 'the event names no domain for a new order');
	return await openOrderOf(transaction, facts, { customer, plan, domain: references.domain });
}

/** Opens the order of a buyer whom nobody has entered, when it is paid in full; otherwise a person has to look. */
async function ofNewBuyer(transaction: Transaction, facts: PaymentFacts, complaint: string): Promise<Resolution> {
	const { plan: planCode, domain } = facts.references;
	const plan = planCode ? await findPlanByCode(transaction, planCode) : undefined;
	if (!planCode || !domain || siteOf(domain) === undefined) return unknown('unknown_customer', complaint);
	if (!plan) return unknown('unknown_plan', `there is no plan ${planCode}`);
	const missing = unpaidOf(facts, plan);
	if (missing !== undefined) return unknown('unknown_customer', `${complaint}; no customer is made, since ${missing}`);
	const buyer = await findBuyer(transaction, facts);
	if (buyer.state === 'unclear') return unknown('unknown_customer', `${complaint}; ${buyer.why}`);
	if (!plan.available) return unknown('unknown_plan', `the plan ${plan.planCode} is not sold any more`);
	return await openOrderOf(transaction, facts, { customer: await makeBuyer(transaction, facts, buyer), plan, domain });
}

/** Why a payment does not pay its order in full; undefined when it does. A stranger gets nothing on credit. */
function unpaidOf(
	{ succeeded, priceMinor, currency, refundedMinor, lostMinor, dispute, nothingAsked }: PaymentFacts,
	plan: Plan,
): string | undefined {
	if (!succeeded) return 'the money has not come';
	if (nothingAsked) return 'nothing was paid';
	if (refundedMinor > 0 || lostMinor > 0 || dispute !== 'none') return 'money went back or is disputed';
	if (currency !== plan.currency) return `it was paid in ${currency}, and the plan is in ${plan.currency}`;
	return priceMinor < plan.priceMinor ? 'it is less than the price of the plan' : undefined;
}

/** Opens the order of a customer, or finds the one that waits under another name. */
export async function openOrderOf(
	transaction: Transaction,
	facts: PaymentFacts,
	{ customer, plan, domain }: { customer: Customer; plan: Plan; domain: string },
): Promise<Resolution> {
	const order = orderIn(facts.references);
	try {
		// The order may be open under a name that this event does not know.
		const what = { customerId: customer.customerId, planId: plan.planId, domain: checkedDomain(domain) };
		const waiting = order ? undefined : await findWaitingService(transaction, what);
		if (waiting) return await ofService(transaction, waiting, facts);
		if (!plan.available) return unknown('unknown_plan', `the plan ${plan.planCode} is not sold any more`);
		const orderReference = order ?? `${facts.provider}:${facts.paymentReference}`;
		return {
			outcome: 'resolved',
			...(await openOrder(transaction, { customer, plan, domain, orderReference, dueInDays: 0 })),
		};
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
	if (!providerCustomer || provider === 'invoiceninja') return undefined;
	return await findCustomerOfProvider(transaction, provider, providerCustomer);
}

function customerComplaint(references: EventReferences): string {
	const { customer, providerCustomer } = references;
	const order = orderIn(references);
	if (customer) return `there is no customer ${customer}`;
	const recurring = recurringComplaint(references);
	if (recurring) return recurring;
	if (order) return `there is no order ${order}, and the event names no customer for a new one`;
	if (providerCustomer) return `no customer has the provider's ID ${providerCustomer}`;
	return 'the event names neither order nor customer';
}

function recurringComplaint({ providerSubscription }: EventReferences): string | undefined {
	if (!providerSubscription) return undefined;
	return `recurring payment of ${providerSubscription}, and no invoice waits for it`;
}

async function ofService(transaction: Transaction, service: Service, facts: PaymentFacts): Promise<Resolution> {
	const plan = await findPlan(transaction, service.planId);
	if (!plan) return unknown('unknown_plan', `the plan ${service.planCode} is gone`);
	const renewal = await isRenewal(transaction, service, facts);
	const invoice = renewal
		? await renewalInvoiceOf(transaction, service, plan)
		: await invoiceOf(transaction, service, plan, 0);
	return { outcome: 'resolved', service, invoice, created: false };
}

/**
 * Stripe says whether a payment renews. PayPal says only that it belongs to an agreement: then it renews if the first invoice
 * has a payment, or is settled in another way.
 */
async function isRenewal(
	transaction: Transaction,
	{ serviceId }: Service,
	{ recurring, provider, references }: PaymentFacts,
): Promise<boolean> {
	if (recurring !== null) return recurring === 'renewal';
	if (provider !== 'paypal' || !references.providerSubscription) return false;
	const first = (await invoicesOfService(transaction, serviceId)).find(({ periodNumber }) => periodNumber === 1);
	if (!first) return false;
	if (first.status !== 'open' && first.status !== 'partial') return true;
	return (await invoicesWithPayment(transaction, [first.invoiceId])).size > 0;
}

function sameCustomer({ customer }: EventReferences, found: string): Unknown | undefined {
	if (!customer || customer === found) return undefined;
	return unknown('unknown_order', `the order belongs to ${found}, and the event names ${customer}`);
}

/** A buyer may change the order that a checkout names, and not the plan that the shop wrote into it. */
function samePlan({ plan }: EventReferences, { planCode, orderReference }: Service): Unknown | undefined {
	if (!plan || plan === planCode) return undefined;
	return unknown(
		'unknown_order',
		`the order ${orderReference} is of the plan ${planCode}, and the event names ${plan}`,
	);
}
