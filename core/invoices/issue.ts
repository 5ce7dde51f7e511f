import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Transaction } from '../db';
import { InputError } from '../kernel/errors';
import { money } from '../kernel/money';
import { findInvoice, lockInvoice, type Invoice } from './invoices';
import { insertInvoiceLines, type NewInvoiceLine } from './lines';
import { takeNumber } from './numbers';

/** An invoice that the pack itself makes. */
export interface InvoiceToIssue {
	readonly customerId: string;
	/** What makes a repeat the same invoice, such as `booking:<id>`; none of them for one that something else makes unique. */
	readonly reference: string | null;
	/** Where the caller needs the ID first. */
	readonly invoiceId?: string;
	readonly currency: string;
	/** At least one. Together they are not below zero. */
	readonly lines: readonly NewInvoiceLine[];
	/** YYYY-MM-DD. */
	readonly dueOn: string;
	/** A draft has no number yet, and nobody owes it: `issueDraft`. */
	readonly status: 'draft' | 'open';
	readonly issuedAt: Date;
	/** The customer's own reference. */
	readonly orderReference?: string | null;
	readonly notes?: string | null;
}

export interface IssuedInvoice {
	readonly invoice: Invoice;
	/** False when the reference had an invoice already, which is returned as it is. */
	readonly created: boolean;
}

const identity = z.object({ invoiceId: z.uuid(), companyCode: z.string() });

/**
 * Makes an invoice of the pack with its lines, once for a reference. An open one has the next number of its company; one of
 * nothing is paid at once. It belongs to a service, and to a period of it, when all its lines do.
 *
 * @throws InputError when it has no line, the lines come to less than nothing, or the customer does not exist.
 */
export async function issueInvoice(transaction: Transaction, given: InvoiceToIssue): Promise<IssuedInvoice> {
	const { customerId, reference, currency, lines, dueOn, issuedAt } = given;
	if (lines.length === 0) throw new InputError('lines', 'are missing', 'Give at least one line.');
	const total = money(
		lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
		currency,
	);
	if (total.amountMinor < 0) {
		throw new InputError('lines', 'come to less than nothing', 'Give what is owed back as a credit instead.');
	}
	if (reference !== null) {
		const known = await findInvoiceOfReference(transaction, reference);
		if (known) return { invoice: known, created: false };
	}
	const invoiceId = given.invoiceId ?? randomUUID();
	const { serviceId, period } = subjectOf(lines);
	const made = await transaction.row(
		identity,
		`insert into msp.invoice (id, customer_id, company_code, service_id, number, reference, currency, total_minor,
			balance_minor, status, due_on, issued_at, period_number, period_from, period_to, order_reference, notes)
		select $1, c.id, c.company_code, $3, $4, $5, $6, $7, $7, 'draft', $8::date, $9, $10, $11::date, $12::date, $13, $14
		from msp.customer c where c.id = $2
		on conflict (reference) where reference is not null do nothing returning id as invoice_id, company_code`,
		[
			...[invoiceId, customerId, serviceId, draftNumber(invoiceId), reference, currency, total.amountMinor, dueOn],
			...[issuedAt, period?.number ?? 1, period?.from ?? null, period?.to ?? null],
			...[given.orderReference ?? null, given.notes ?? null],
		],
	);
	if (!made) return { invoice: await cameMeanwhile(transaction, given), created: false };
	await insertInvoiceLines(transaction, { invoiceId, customerId }, lines);
	if (given.status === 'open') await openDraft(transaction, made, { total: total.amountMinor, issuedAt });
	const invoice = await findInvoice(transaction, invoiceId);
	if (!invoice) throw new RangeError(`the invoice ${invoiceId} is not in this scope`);
	transaction.audit({
		customerId,
		action: 'invoice.issue',
		subject: invoiceId,
		outcome: 'done',
		detail: { invoiceNumber: invoice.invoiceNumber, status: invoice.status, totalMinor: total.amountMinor, currency },
		correlationId: reference ?? invoiceId,
	});
	return { invoice, created: true };
}

/**
 * Issues a draft of the pack: it gets its number, and is owed from now on. One that is issued already stays as it is.
 *
 * @throws InputError when there is no such invoice, or it is neither a draft of the pack nor was one.
 */
export async function issueDraft(
	transaction: Transaction,
	invoiceId: string,
	{ issuedAt }: { readonly issuedAt: Date },
): Promise<IssuedInvoice> {
	const draft = await lockInvoice(transaction, invoiceId);
	if (!draft) throw new InputError('invoice', 'is unknown', 'Take it from MSP Billing → Invoice: List.', 'not_found');
	const isDraft = draft.status === 'draft' && draft.source === 'msp';
	if (isDraft) await openDraft(transaction, draft, { total: draft.totalMinor, issuedAt });
	const invoice = await findInvoice(transaction, invoiceId);
	if (!invoice) throw new RangeError(`the invoice ${invoiceId} went away while it was locked`);
	return { invoice, created: isDraft };
}

/** A draft is called by its ID until it is issued: a number is given once, and has no gaps. */
const draftNumber = (invoiceId: string) => `draft-${invoiceId}`;

async function openDraft(
	transaction: Transaction,
	{ invoiceId, companyCode }: Pick<Invoice, 'invoiceId' | 'companyCode'>,
	{ total, issuedAt }: { readonly total: number; readonly issuedAt: Date },
): Promise<void> {
	const number = await takeNumber(transaction, companyCode);
	await transaction.run(`update msp.invoice set number = $2, status = $3, issued_at = $4 where id = $1`, [
		invoiceId,
		number,
		total === 0 ? 'paid' : 'open',
		issuedAt,
	]);
}

async function findInvoiceOfReference(transaction: Transaction, reference: string): Promise<Invoice | undefined> {
	const found = await transaction.row(
		identity,
		`select id as invoice_id, company_code from msp.invoice where reference = $1`,
		[reference],
	);
	return found && (await findInvoice(transaction, found.invoiceId));
}

async function cameMeanwhile(transaction: Transaction, { customerId, reference }: InvoiceToIssue): Promise<Invoice> {
	const known = reference === null ? undefined : await findInvoiceOfReference(transaction, reference);
	if (known) return known;
	throw new InputError(
		'customer',
		`is unknown: no customer has the ID ${customerId}`,
		'Take it from MSP Customers → Customer: List.',
		'not_found',
	);
}

/** The service that all lines are of, and the period of it that all of them are of. */
function subjectOf(lines: readonly NewInvoiceLine[]) {
	const [serviceId = null, ...others] = new Set(lines.map((line) => line.serviceId ?? null));
	if (serviceId === null || others.length > 0) return { serviceId: null, period: undefined };
	const renewals = lines.filter(({ kind }) => kind === 'renewal');
	const [renewal] = renewals;
	const { periodNumber: number, periodFrom: from, periodTo: to } = renewal ?? {};
	const isOne = renewals.length === 1 && typeof number === 'number';
	return { serviceId, period: isOne ? { number, from, to } : undefined };
}

/** Voids a draft of the pack, which nobody has seen. Any other invoice stays as it is. */
export async function voidDraft(transaction: Transaction, invoiceId: string): Promise<void> {
	const draft = await lockInvoice(transaction, invoiceId);
	if (draft?.status !== 'draft' || draft.source !== 'msp') return;
	await transaction.run(`update msp.invoice set status = 'void', balance_minor = 0 where id = $1`, [invoiceId]);
	transaction.audit({
		customerId: draft.customerId,
		action: 'invoice.void',
		subject: invoiceId,
		outcome: 'done',
		detail: { invoiceNumber: draft.invoiceNumber },
		correlationId: invoiceId,
	});
}

/** Voids an invoice of the pack that the caller has locked and nobody has paid. */
export async function voidOwnInvoice(transaction: Transaction, invoiceId: string): Promise<void> {
	await transaction.run(
		`update msp.invoice set status = 'void', balance_minor = 0 where id = $1 and source = 'msp' and status <> 'void'`,
		[invoiceId],
	);
}
