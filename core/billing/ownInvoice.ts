import type { Customer } from '../customers';
import type { Transaction } from '../db';
import { adoptDraft, findInvoice, listInvoiceLines, type Invoice } from '../invoices';
import type { ReadInvoice, ServiceClues } from '../invoiceNinja';
import { invoiceOfMark } from '../renewals';
import { lockRows } from './settleRows';

/** The draft that an invoice of Invoice Ninja was made from: its PO number says so, and its customer is the same. */
export async function draftOf(
	transaction: Transaction,
	customer: Customer,
	read: ReadInvoice,
	{ poNumber }: Pick<ServiceClues, 'poNumber'>,
): Promise<Invoice | undefined> {
	const marked = invoiceOfMark(poNumber);
	const draft = marked === undefined ? undefined : await findInvoice(transaction, marked);
	const isIts = draft?.customerId === customer.customerId && draft.companyCode === read.companyCode;
	const isDraft = draft?.source === 'msp' && draft.status === 'draft';
	return draft && isIts && isDraft && draft.currency === read.currency ? draft : undefined;
}

/** Makes the draft the mirror of the invoice; false when somebody issued or voided it meanwhile. */
export async function adopt(transaction: Transaction, draft: Invoice, read: ReadInvoice): Promise<boolean> {
	await lockRows(transaction, draft);
	if (!(await adoptDraft(transaction, draft.invoiceId, read))) return false;
	transaction.audit({
		customerId: draft.customerId,
		action: 'invoice.adopt',
		subject: draft.invoiceId,
		outcome: 'done',
		detail: { externalId: read.externalId, invoiceNumber: read.invoiceNumber, totalMinor: read.totalMinor },
		correlationId: read.invoiceNumber,
	});
	return true;
}

/** Whether the pack itself said what an invoice is for: then nobody guesses from its lines. */
export async function isOwn(transaction: Transaction, invoiceId: string): Promise<boolean> {
	const lines = await listInvoiceLines(transaction, invoiceId);
	return lines.some(({ kind, serviceId }) => kind === 'renewal' || serviceId !== null);
}
