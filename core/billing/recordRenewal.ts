import type { BackOffice, Transaction } from '../db';
import { cluesOf, invoiceOf, invoiceRow } from '../invoiceNinja';
import { findInvoice, findInvoiceOfSource, type Invoice } from '../invoices';
import { systemClock, type Clock } from '../kernel/clock';
import { InputError } from '../kernel/errors';
import { unreadable } from '../payments';
import { markOf, preparedRenewal, type PreparedRenewal } from '../renewals';
import { mirrorInvoice } from './mirrorInvoice';

/** A prepared invoice after Invoice Ninja has made it. */
export type RecordedRenewal = PreparedRenewal & {
	/** False for a repeat, and when the news of it came first. */
	readonly recorded: boolean;
};

/**
 * Takes the invoice that Invoice Ninja made of a prepared one: the draft becomes its mirror, with its number, its total with
 * the tax, and its link. A repeat changes nothing.
 *
 * @param row the invoice as Invoice Ninja → Invoice: Create returns it.
 * @throws InputError when there is no such invoice, the row cannot be read, or it is of another client, currency or draft.
 */
export async function recordRenewal(
	{ store }: Pick<BackOffice, 'store'>,
	{ invoiceId, row: given }: { readonly invoiceId: string; readonly row: object },
	clock: Clock = systemClock,
): Promise<RecordedRenewal> {
	const parsed = invoiceRow.safeParse(given);
	if (!parsed.success) {
		const remedy = 'Give the item of Invoice Ninja → Invoice: Create as it is.';
		throw new InputError('invoice', `cannot be read: ${unreadable(parsed.error)}`, remedy);
	}
	const row = parsed.data;
	return await store.asStaff(async (transaction) => {
		const draft = await existing(transaction, invoiceId);
		const readAt = clock.now().toISOString();
		const read = invoiceOf(row, { companyCode: draft.companyCode, readAt, raw: {} });
		if (!read) throw new InputError('invoice', 'asks for less than nothing', 'Give the invoice, and no credit.');
		const known = await findInvoiceOfSource(transaction, 'invoice_ninja', read.externalId);
		if (known?.invoiceId !== invoiceId) {
			if (known) throw another(known, draft);
			mustFit(draft, read);
		}
		// The PO number may have been taken away on the way: who records it knows which one it is.
		const clues = { ...cluesOf(row), poNumber: markOf(invoiceId) };
		const { invoice } = await mirrorInvoice(transaction, read, clues, row.clientId);
		if (invoice?.invoiceId !== invoiceId) throw ofNobody(row.clientId, draft);
		const prepared = await preparedRenewal(transaction, invoiceId);
		if (!prepared) throw new RangeError(`the invoice ${invoiceId} is not in this scope`);
		return { ...prepared, recorded: known === undefined };
	});
}

async function existing(transaction: Transaction, invoiceId: string): Promise<Invoice> {
	const invoice = await findInvoice(transaction, invoiceId);
	if (invoice) return invoice;
	throw new InputError(
		'invoiceId',
		`is unknown: no invoice has the ID ${invoiceId}`,
		'Give the invoiceId of the item of Renewal: Prepare.',
		'not_found',
	);
}

function mustFit(draft: Invoice, read: { readonly currency: string; readonly invoiceNumber: string }): void {
	if (draft.status !== 'draft' || draft.source !== 'msp') {
		throw new InputError(
			'invoiceId',
			`is of the invoice ${draft.invoiceNumber}, which is ${draft.status} and no draft any more`,
			`Void the invoice ${read.invoiceNumber} in Invoice Ninja: it would be owed twice.`,
			'conflict',
		);
	}
	if (draft.currency === read.currency) return;
	throw new InputError(
		'invoice',
		`${read.invoiceNumber} is in ${read.currency}, and was prepared in ${draft.currency}`,
		'Void it in Invoice Ninja, give the client this currency, and retry the task.',
		'conflict',
	);
}

function another(known: Invoice, { invoiceNumber }: Invoice): InputError {
	return new InputError(
		'invoice',
		`${known.invoiceNumber} is in the back office already, and not as ${invoiceNumber}`,
		'Void it in Invoice Ninja and retry the task, or cancel the task and keep that one.',
		'conflict',
	);
}

function ofNobody(clientId: string, { customerCode }: Invoice): InputError {
	return new InputError(
		'invoice',
		`is of the client ${clientId}, who is not ${customerCode}`,
		'Void it in Invoice Ninja, link the customer to its client with MSP Customers → Customer: Update, and retry the task.',
		'conflict',
	);
}
