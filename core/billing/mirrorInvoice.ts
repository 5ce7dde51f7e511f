import { monthsOfInterval } from '../catalog';
import { findCustomer, findCustomerOfClient, type Customer } from '../customers';
import type { Transaction } from '../db';
import {
	adjustedOf,
	adoptSent,
	findInvoice,
	findInvoiceOfSource,
	insertMirror,
	isLaterReading,
	invoicesOfService,
	noteClient,
	tieMirror,
	updateMirror,
	voidInvoice,
	type Invoice,
} from '../invoices';
import type { ReadInvoice, ServiceClues } from '../invoiceNinja';
import { invoicesWithPayment, lockPayments, reopenEventsOfInvoice } from '../payments';
import { changeWaitingOrder, findService, type Service } from '../services';
import { isWaiting } from './openOrder';
import { adopt, draftOf, isOwn } from './ownInvoice';
import { isSent, serviceOfInvoice, type Tie } from './serviceOfInvoice';
import { lockRows, settleRows } from './settleRows';
import { tellIfVoided } from './tellIfVoided';
import { tellOfClient } from './tellOfClient';

/** What became of the reading of an invoice of Invoice Ninja. */
export interface Mirrored {
	readonly outcome: 'invoice_mirrored' | 'unknown_client' | 'unknown_product' | 'not_relevant';
	readonly detail: string;
	readonly invoice: Invoice | undefined;
	readonly service: Service | undefined;
	/** The payment events that are to be applied because of it. */
	readonly paymentEventIds: readonly string[];
}

/**
 * Keeps the mirror of an invoice of Invoice Ninja: number, client, status, amounts, due day and link are what Invoice Ninja
 * says at its latest reading. A new one is tied to the service that it is for, and may open it. Its payments are settled
 * anew.
 */
export async function mirrorInvoice(
	transaction: Transaction,
	read: ReadInvoice,
	clues: ServiceClues,
	clientId: string,
): Promise<Mirrored> {
	await lockPayments(transaction);
	const known =
		(await findInvoiceOfSource(transaction, read.source, read.externalId)) ??
		(await findInvoiceOfSource(transaction, 'import', read.externalId));
	if (known) return await mirrorAgain(transaction, known, { read, clues, clientId });
	if (read.status === 'void') return nothing('not_relevant', 'it was cancelled or deleted before it was seen');
	const customer = await findCustomerOfClient(transaction, read.companyCode, clientId);
	if (!customer) return nothing('unknown_client', `no customer of ${read.companyCode} is the client ${clientId}`);
	const draft = await draftOf(transaction, customer, read, clues);
	if (draft && (await adopt(transaction, draft, read))) return await mirrorOwn(transaction, draft, clientId);
	return await mirrorNew(transaction, customer, { read, clues, clientId });
}

const nothing = (outcome: Mirrored['outcome'], detail: string): Mirrored => ({
	...{ outcome, detail, invoice: undefined, service: undefined, paymentEventIds: [] },
});

/** What Invoice Ninja says. */
interface Told {
	readonly read: ReadInvoice;
	readonly clues: ServiceClues;
	/** The client that it is of there. */
	readonly clientId: string;
}

/** The pack said what it is for when it made the draft. */
async function mirrorOwn(transaction: Transaction, draft: Invoice, clientId: string): Promise<Mirrored> {
	await settleRows(transaction, await lockRows(transaction, draft));
	await noteClient(transaction, draft.invoiceId, clientId);
	return await mirrored(transaction, draft.invoiceId, { tie: undefined, reopen: true });
}

async function mirrorNew(
	transaction: Transaction,
	customer: Customer,
	{ read, clues, clientId }: Told,
): Promise<Mirrored> {
	const tie = await serviceOfInvoice(transaction, customer, read, clues);
	const place = await placeOf(transaction, tie);
	const { customerId } = customer;
	const invoiceId = await insertMirror(transaction, read, { customerId, ...place });
	if (!invoiceId) throw new RangeError(`the invoice ${read.externalId} came meanwhile`);
	const rows = await lockRows(transaction, { ...place, invoiceId, invoiceNumber: read.invoiceNumber }, place.replaces);
	await noteClient(transaction, invoiceId, clientId);
	if (place.replaces) await replace(transaction, place.replaces, rows.invoice);
	transaction.audit({
		customerId,
		action: 'invoice.mirror',
		subject: invoiceId,
		outcome: 'done',
		detail: { externalId: read.externalId, invoiceNumber: rows.invoice.invoiceNumber, serviceId: place.serviceId },
		correlationId: rows.invoice.invoiceNumber,
	});
	await settleRows(transaction, rows);
	return await mirrored(transaction, rows.invoice.invoiceId, { tie, reopen: true });
}

async function mirrorAgain(
	transaction: Transaction,
	known: Invoice,
	{ read, clues, clientId }: Told,
): Promise<Mirrored> {
	const { tie, isOpen } = await tieAgain(transaction, known, read, clues);
	const same = tie && 'service' in tie && tie.service.serviceId === known.serviceId;
	const place = isOpen && !same ? await placeOf(transaction, tie) : undefined;
	const serviceId = place ? place.serviceId : known.serviceId;
	await lockRows(transaction, { ...known, serviceId }, place?.replaces);
	if (place) await tieMirror(transaction, known.invoiceId, place);
	if (place?.replaces) await replace(transaction, place.replaces, known);
	await followEdit(transaction, known, tie);
	if (known.source === 'import') await adoptSent(transaction, known.invoiceId);
	const isNews = await updateMirror(transaction, known.invoiceId, read);
	const rows = await lockRows(transaction, { ...known, serviceId });
	const { service } = await settleRows(transaction, rows);
	if (isNews) {
		await tellIfVoided(transaction, known, { read, service });
		await tellOfClient(transaction, known, { read, clientId });
	}
	return await mirrored(transaction, known.invoiceId, {
		tie,
		reopen: service?.status === 'pending_setup' || (place !== undefined && place.serviceId !== null),
	});
}

/**
 * What an invoice is for now. One that nobody could tie may be tied: somebody has opened the order, added the plan, or written
 * more on it. And one whose service waits for its payment may have been edited to be for something else.
 */
async function tieAgain(
	transaction: Transaction,
	{ customerId, invoiceId, serviceId }: Invoice,
	read: ReadInvoice,
	clues: ServiceClues,
): Promise<{ readonly tie: Tie; readonly isOpen: boolean }> {
	const closed = { tie: undefined, isOpen: false };
	if (!isSent(read) || (await isOwn(transaction, invoiceId))) return closed;
	if (serviceId !== null) {
		const service = await findService(transaction, serviceId);
		if (service?.status !== 'pending_payment') return closed;
		if (!(await isLaterReading(transaction, invoiceId, read))) return closed;
	}
	const customer = await findCustomer(transaction, customerId);
	if (!customer) return closed;
	return { tie: await serviceOfInvoice(transaction, customer, read, clues), isOpen: true };
}

/** What an invoice has ordered follows its lines until it is paid: what is set up is what was paid for. */
async function followEdit(transaction: Transaction, { customerId, invoiceNumber }: Invoice, tie: Tie): Promise<void> {
	if (!tie || !('service' in tie) || !tie.edit) return;
	const { service, plan, edit } = tie;
	if (!(await changeWaitingOrder(transaction, service.serviceId, edit))) return;
	transaction.audit({
		customerId,
		action: 'order.change',
		subject: service.serviceId,
		outcome: 'done',
		detail: {
			planCode: plan.planCode,
			domain: edit.domain,
			was: `${service.planCode} on ${service.domain}`,
			invoiceNumber,
		},
		correlationId: service.orderReference,
	});
}

interface Place {
	readonly serviceId: string | null;
	readonly periodNumber: number;
	readonly periodMonths: number | null;
	/** The invoice of the pack that it takes the place of. */
	readonly replaces: string | undefined;
}

/**
 * The period of a service that a new invoice is for: the next one. An order that was opened by hand has an invoice of the pack
 * that nobody has paid: that of Invoice Ninja takes its place.
 */
async function placeOf(transaction: Transaction, tie: Tie): Promise<Place> {
	if (!tie || !('service' in tie)) {
		return { serviceId: null, periodNumber: 1, periodMonths: null, replaces: undefined };
	}
	const { serviceId } = tie.service;
	const issued = (await invoicesOfService(transaction, serviceId)).filter(({ status }) => status !== 'void');
	const own = issued.filter((invoice) => invoice.source === 'msp' && invoice.status === 'open' && isWaiting(invoice));
	const paid = await invoicesWithPayment(
		transaction,
		own.map(({ invoiceId }) => invoiceId),
	);
	const [free] = own
		.filter(({ invoiceId }) => !paid.has(invoiceId))
		.sort((one, other) => one.periodNumber - other.periodNumber);
	const adjusted = free ? await adjustedOf(transaction, free.invoiceId) : 0;
	const periodMonths = monthsOfInterval[tie.plan.billingInterval];
	if (free && adjusted === 0) {
		return { serviceId, periodNumber: free.periodNumber, periodMonths, replaces: free.invoiceId };
	}
	const last = Math.max(0, ...issued.map(({ periodNumber }) => periodNumber));
	return { serviceId, periodNumber: last + 1, periodMonths, replaces: undefined };
}

async function replace(transaction: Transaction, replaced: string, by: Pick<Invoice, 'customerId' | 'invoiceNumber'>) {
	await voidInvoice(transaction, replaced);
	transaction.audit({
		customerId: by.customerId,
		action: 'invoice.replace',
		subject: replaced,
		outcome: 'done',
		detail: { by: by.invoiceNumber },
		correlationId: by.invoiceNumber,
	});
}

async function mirrored(
	transaction: Transaction,
	invoiceId: string,
	{ tie, reopen }: { readonly tie: Tie; readonly reopen: boolean },
): Promise<Mirrored> {
	const invoice = await findInvoice(transaction, invoiceId);
	const service = invoice?.serviceId ? await findService(transaction, invoice.serviceId) : undefined;
	const unknown = tie && 'unknown' in tie ? tie.unknown : undefined;
	const paymentEventIds =
		reopen && invoice?.externalId ? await reopenEventsOfInvoice(transaction, invoice.externalId) : [];
	return {
		outcome: unknown === undefined ? 'invoice_mirrored' : 'unknown_product',
		detail: unknown ?? '',
		...{ invoice, service, paymentEventIds },
	};
}
