import { InputError } from '../kernel/errors';
import { displayDomain, sameSite, siteOf } from '../kernel/domainName';
import type { Transaction } from '../db';
import type { Customer } from '../customers';
import { insertInvoice, invoicesOfService, type Invoice } from '../invoices';
import type { Plan } from '../catalog';
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
	return { service, invoice: await invoiceOf(transaction, service, plan, order.dueInDays), created };
}

/** The invoice that takes the next money for a service. A service without an invoice gets one now. */
export async function invoiceOf(
	transaction: Transaction,
	service: Service,
	plan: Pick<Plan, 'priceMinor' | 'currency'>,
	dueInDays: number,
): Promise<Invoice> {
	const known = await nextInvoice(transaction, service.serviceId);
	if (known) return known;
	const { customerId, serviceId, orderReference } = service;
	const price = { currency: plan.currency, totalMinor: plan.priceMinor };
	const invoiceNumber = `INV-${orderReference}`;
	await insertInvoice(transaction, { customerId, serviceId, invoiceNumber, ...price, dueInDays });
	const made = await nextInvoice(transaction, service.serviceId);
	if (made) return made;
	throw new InputError(
		'orderReference',
		`'${service.orderReference}' leads to an invoice number that is taken`,
		'Give the order another reference.',
	);
}

async function nextInvoice(transaction: Transaction, serviceId: string): Promise<Invoice | undefined> {
	const invoices = await invoicesOfService(transaction, serviceId);
	return invoices.find(({ status }) => status === 'open' || status === 'partial') ?? invoices.at(-1);
}

function checkedDomain(domain: string): string {
	const site = siteOf(domain);
	if (site !== undefined) return site;
	throw new InputError('domain', `is not a domain: '${domain.slice(0, 80)}'`, 'Give one such as example.com.');
}
