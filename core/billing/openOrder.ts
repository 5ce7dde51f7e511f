import { InputError } from '../kernel/errors';
import { displayDomain, sameSite, siteOf } from '../kernel/domainName';
import type { Transaction } from '../db';
import type { Customer } from '../customers';
import { insertInvoice, invoicesOfService, type Invoice } from '../invoices';
import { monthsOfInterval, type Plan } from '../catalog';
import { invoicesWithPayment } from '../payments';
import { findServiceOfOrder, insertService, type Service } from '../services';

export interface Order {
	readonly customer: Customer;
	readonly plan: Plan;
	readonly domain: string;
	/** A repeat with the same reference is the same order. */
	readonly orderReference: string;
	/** When the first invoice is due, in days from today. */
	readonly dueInDays: number;
}

export interface OpenedOrder {
	readonly service: Service;
	/** The first invoice that waits for money; the last invoice when none waits. */
	readonly invoice: Invoice;
	/** False when the order was there already. */
	readonly created: boolean;
}

/**
 * Opens an order, once: a service that waits for its payment, and its first invoice at the plan's price.
 *
 * @throws InputError when the domain is not a domain, or the reference belongs to another order.
 */
export async function openOrder(transaction: Transaction, order: Order): Promise<OpenedOrder> {
	const { service, created } = await openService(transaction, order);
	return { service, invoice: await invoiceOf(transaction, service, order.plan, order.dueInDays), created };
}

/**
 * Opens the service of an order, once. Its invoice is made elsewhere.
 *
 * @throws InputError when the domain is not a domain, or the reference belongs to another order.
 */
export async function openService(
	transaction: Transaction,
	order: Omit<Order, 'dueInDays'>,
): Promise<Omit<OpenedOrder, 'invoice'>> {
	const { customer, plan, orderReference } = order;
	const domain = checkedDomain(order.domain);
	const created = await insertService(transaction, {
		customerId: customer.customerId,
		planId: plan.planId,
		orderReference,
		domain,
	});
	const service = await findServiceOfOrder(transaction, orderReference);
	if (!service) throw new RangeError(`the order ${orderReference} is not in this scope`);
	if (
		service.customerId !== customer.customerId ||
		service.planId !== plan.planId ||
		!sameSite(service.domain, domain)
	) {
		throw new InputError(
			'orderReference',
			`'${orderReference}' belongs to another order: ${service.planCode} on ${displayDomain(service.domain)} for ${service.customerCode}`,
			'Give each order a reference of its own.',
		);
	}
	if (created) {
		transaction.audit({
			customerId: customer.customerId,
			action: 'order.open',
			subject: service.serviceId,
			outcome: 'done',
			detail: { orderReference, planCode: plan.planCode, domain },
			correlationId: orderReference,
		});
	}
	return { service, created };
}

type Price = Pick<Plan, 'priceMinor' | 'currency' | 'billingInterval'>;

/** The invoice that takes the next money for a service. A service without an invoice gets one now. */
export async function invoiceOf(
	transaction: Transaction,
	service: Service,
	plan: Price,
	dueInDays: number,
): Promise<Invoice> {
	const invoices = await invoicesOfService(transaction, service.serviceId);
	const waiting = invoices.filter(isWaiting).sort((one, other) => one.periodNumber - other.periodNumber);
	const known = waiting[0] ?? invoices.at(-1);
	if (known) return known;
	const price = { currency: plan.currency, totalMinor: plan.priceMinor };
	return await addInvoice(transaction, service, { ...price, periodNumber: 1, dueInDays }, plan);
}

/**
 * The invoice that a recurring payment is for: the oldest renewal that waits for its payment, or that of the next period,
 * at the price of the last one. An operator may have changed the price of the plan for new customers only.
 */
export async function renewalInvoiceOf(transaction: Transaction, service: Service, plan: Price): Promise<Invoice> {
	const invoices = await invoicesOfService(transaction, service.serviceId);
	const waiting = invoices.filter((invoice) => invoice.periodNumber > 1 && isWaiting(invoice));
	// Each payment of a subscription is for a period of its own, also where it is less than the price.
	const taken = await invoicesWithPayment(
		transaction,
		waiting.map(({ invoiceId }) => invoiceId),
	);
	const free = waiting.find(({ invoiceId }) => !taken.has(invoiceId));
	if (free) return free;
	const [last] = [...invoices].sort((one, other) => other.periodNumber - one.periodNumber);
	if (!last) return await invoiceOf(transaction, service, plan, 0);
	const { currency, totalMinor, periodNumber } = last;
	return await addInvoice(
		transaction,
		service,
		{ currency, totalMinor, periodNumber: periodNumber + 1, dueInDays: 0 },
		plan,
	);
}

export const isWaiting = ({ status }: Invoice) => status === 'open' || status === 'partial';

async function addInvoice(
	transaction: Transaction,
	{ customerId, serviceId, orderReference }: Service,
	invoice: Pick<Invoice, 'currency' | 'totalMinor' | 'periodNumber'> & { readonly dueInDays: number },
	{ billingInterval }: Price,
): Promise<Invoice> {
	const { periodNumber } = invoice;
	const invoiceNumber = `INV-${orderReference}${periodNumber > 1 ? `-${periodNumber}` : ''}`;
	const periodMonths = monthsOfInterval[billingInterval];
	const isNew = await insertInvoice(transaction, { customerId, serviceId, invoiceNumber, periodMonths, ...invoice });
	// Another order may be called so: INV-a-2 is the second invoice of a, and the first of a-2.
	if (!isNew && periodNumber > 1) {
		const another = `${invoiceNumber}-${serviceId.slice(0, 8)}`;
		await insertInvoice(transaction, { customerId, serviceId, invoiceNumber: another, periodMonths, ...invoice });
	}
	const invoices = await invoicesOfService(transaction, serviceId);
	const made = invoices.find((one) => one.periodNumber === periodNumber);
	if (made) return made;
	throw new InputError(
		'orderReference',
		`'${orderReference}' leads to an invoice number that is taken`,
		'Give the order another reference.',
	);
}

/** @throws InputError when it is not a domain. */
export function checkedDomain(domain: string): string {
	const site = siteOf(domain);
	if (site !== undefined) return site;
	throw new InputError('domain', `is not a domain: '${domain.slice(0, 80)}'`, 'Give one such as example.com.');
}
