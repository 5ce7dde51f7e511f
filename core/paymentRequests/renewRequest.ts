import { createHash } from 'node:crypto';
import type { Transaction } from '../db';
import { systemClock } from '../kernel/clock';
import { mostInvoices, openInvoicesOf, pendingOf, type OpenInvoice } from './openInvoices';
import {
	endRequest,
	findOpenRequest,
	insertRequest,
	lockRequests,
	type OfCustomer,
	type PaymentRequest,
} from './requests';

/**
 * The one open request of a customer in a currency, for what is open now. A repeat is the same one until something else is
 * open: then another one takes its place. Undefined when nothing is open.
 *
 * @param covered the invoices whose money is on its way: nobody is asked for it again.
 */
export async function renewRequest(
	transaction: Transaction,
	of: OfCustomer,
	covered: ReadonlySet<string> = new Set(),
): Promise<PaymentRequest | undefined> {
	await lockRequests(transaction, of);
	const { asked } = await askedNow(transaction, of, covered);
	const before = await findOpenRequest(transaction, of);
	if (before?.status === 'open' && asksFor(before, asked)) return before;
	if (before) await endRequest(transaction, before.requestId, before.status === 'paid' ? 'paid' : 'superseded');
	if (asked.length === 0) return undefined;
	const request = await insertRequest(transaction, of, asked);
	transaction.audit({
		customerId: of.customerId,
		action: 'payment_request.make',
		subject: request.requestId,
		outcome: 'done',
		detail: {
			totalMinor: request.totalMinor,
			currency: of.currency,
			invoices: asked.map(({ invoiceNumber }) => invoiceNumber),
			insteadOf: before?.requestId,
		},
		correlationId: request.requestId,
	});
	return request;
}

/** What a customer is asked for now, and how many invoices are open beside that: one payment has room for a hundred. */
export async function askedNow(
	transaction: Transaction,
	of: OfCustomer,
	covered: ReadonlySet<string>,
): Promise<{ readonly asked: readonly OpenInvoice[]; readonly more: number }> {
	const found = await openInvoicesOf(transaction, of);
	const ids = found.map(({ invoiceId }) => invoiceId);
	const pending = await pendingOf(transaction, ids, systemClock.now());
	const open = found.filter(({ invoiceId }) => !covered.has(invoiceId) && !pending.has(invoiceId));
	return { asked: open.slice(0, mostInvoices), more: Math.max(0, open.length - mostInvoices) };
}

type Asked = ReadonlyArray<{ readonly invoiceId: string; readonly amountMinor: number }>;

/** Whether a request is for just these amounts. */
export const asksFor = ({ invoices }: PaymentRequest, asked: Asked): boolean =>
	contentOf(invoices) === contentOf(asked);

/** What is asked for in a word, so that the same is the same word. */
export function contentOf(asked: Asked): string {
	const written = asked.map(({ invoiceId, amountMinor }) => `${invoiceId} ${amountMinor}`).join('\n');
	return createHash('sha256').update(written).digest('hex').slice(0, 32);
}
