import type { Transaction } from '../db';
import { findInvoice, findInvoiceOfSource, type Invoice } from '../invoices';
import { findService, type Service } from '../services';
import type { OpenedOrder } from './openOrder';
import type { PaymentFacts } from './paymentFacts';

/** What a payment is for. */
export type Resolution = Resolved | Unknown;
export interface Resolved extends Pick<OpenedOrder, 'invoice' | 'created'> {
	readonly outcome: 'resolved';
	readonly service: Service | null;
}
export interface Unknown {
	readonly outcome: 'unknown_order' | 'unknown_customer' | 'unknown_plan';
	readonly detail: string;
}

/** What a payment is for when somebody has said so: Invoice Ninja, or a payment request; undefined when nobody has. */
export async function placeAsTold(
	transaction: Transaction,
	{ source, request }: Pick<PaymentFacts, 'source' | 'request'>,
): Promise<Resolution | undefined> {
	if (source) return await bySource(transaction, source);
	return request && (await byRequest(transaction, request));
}

async function bySource(
	transaction: Transaction,
	{ invoice }: NonNullable<PaymentFacts['source']>,
): Promise<Resolution> {
	if (invoice === null) {
		return unknown('unknown_order', 'it pays no invoice in Invoice Ninja: apply it to one there, or refund it');
	}
	const mirrored = await findInvoiceOfSource(transaction, 'invoice_ninja', invoice);
	if (mirrored) return await resolutionOf(transaction, mirrored);
	return unknown(
		'unknown_customer',
		`nobody knows whose the invoice ${invoice} of Invoice Ninja is: see MSP Billing → Invoice Ninja: List Unknown`,
	);
}

/** A payment request says which invoices it is for, and what of the money is for which. */
async function byRequest(
	transaction: Transaction,
	{ invoiceId }: NonNullable<PaymentFacts['request']>,
): Promise<Resolution> {
	if (invoiceId === null) {
		return unknown('unknown_order', 'it is more than its payment request asked for: refund it, or credit it');
	}
	const invoice = await findInvoice(transaction, invoiceId);
	if (invoice) return await resolutionOf(transaction, invoice);
	return unknown('unknown_order', 'the invoice that its payment request was for is gone: refund it, or credit it');
}

export async function resolutionOf(transaction: Transaction, invoice: Invoice): Promise<Resolved> {
	const service = invoice.serviceId ? await findService(transaction, invoice.serviceId) : undefined;
	return { outcome: 'resolved', invoice, service: service ?? null, created: false };
}

export const unknown = (outcome: Unknown['outcome'], detail: string): Unknown => ({ outcome, detail });
