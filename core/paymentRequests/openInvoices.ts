import { z } from 'zod';
import type { Transaction } from '../db';
import { holdsOfInvoices, stillOwed } from '../payments';

const openInvoice = z.object({
	invoiceId: z.uuid(),
	invoiceNumber: z.string(),
	/** YYYY-MM-DD. */
	dueOn: z.string(),
	/** In minor units. */
	amountMinor: z.number(),
	/** Where the customer looks at it; of one of an accounting system. */
	link: z.string().nullable(),
});
/** An invoice with what is open on it. */
export type OpenInvoice = Readonly<z.infer<typeof openInvoice>>;

/** Stripe takes so many lines in one payment. */
export const mostInvoices = 100;

/** Those of which a payment is on its way: a bank debit, or a charge of the saved card. Nobody is asked for them again. */
export async function pendingOf(
	transaction: Transaction,
	invoiceIds: readonly string[],
	now: Date,
): Promise<ReadonlySet<string>> {
	const holds = await holdsOfInvoices(transaction, invoiceIds, now, { charges: true });
	return new Set([...holds].flatMap(([invoiceId, hold]) => (hold === 'payment_pending' ? [invoiceId] : [])));
}

/** The invoices of a customer in one currency on which something is open, those that are due first in front. */
export async function openInvoicesOf(
	transaction: Transaction,
	{ customerId, currency }: { readonly customerId: string; readonly currency: string },
): Promise<OpenInvoice[]> {
	return await transaction.rows(
		openInvoice,
		`select o.* from (select i.id as invoice_id, i.number as invoice_number, i.due_on, i.link, ${stillOwed} as amount_minor
			from msp.invoice i
			where i.customer_id = $1 and i.currency = $2 and i.status in ('open', 'partial') and i.balance_minor > 0) o
		where o.amount_minor > 0 order by o.due_on, o.invoice_number, o.invoice_id`,
		[customerId, currency],
	);
}

const currencyOpen = z.object({ currency: z.string() });

/** The currencies in which a customer has something open, in the order of the alphabet. */
export async function openCurrenciesOf(transaction: Transaction, customerId: string): Promise<string[]> {
	const found = await transaction.rows(
		currencyOpen,
		`select distinct currency from msp.invoice
		where customer_id = $1 and status in ('open', 'partial') and balance_minor > 0 order by currency`,
		[customerId],
	);
	return found.map(({ currency }) => currency);
}
