import type { z } from 'zod';
import { getCompany } from '../companies';
import { findCustomerByCode, findCustomerOfClient, linkToClient, type Customer } from '../customers';
import type { BackOffice, Transaction } from '../db';
import {
	clientRow,
	cluesOf,
	invoiceOf,
	invoiceRow,
	ninjaChange,
	nothingOwedEventOf,
	paymentEventOf,
	paymentRow,
	type ClientRow,
	type InvoiceRow,
	type NinjaChange,
	type PaymentRow,
	type ReadFrom,
} from '../invoiceNinja';
import { changesOfUnmatched, type UnmatchedReason } from '../invoices';
import { InputError } from '../kernel/errors';
import { isTold, saveSnapshot, unreadable } from '../payments';
import { listOrForget } from './listUnmatched';
import { mirrorInvoice, type Mirrored } from './mirrorInvoice';

type Office = Pick<BackOffice, 'store'>;

/** What a change of Invoice Ninja meant for the back office. */
export interface RecordedChange {
	readonly outcome:
		'payment_recorded' | 'invoice_mirrored' | 'client_linked' | 'unknown_client' | 'unknown_product' | 'not_relevant';
	readonly detail: string;
	/** A person has to look: the invoice is listed among the unknown ones. */
	readonly needsAttention: boolean;
	/** The payment event of this item, which is to be applied; null when nothing is. */
	readonly paymentEventId: string | null;
	/** Those of all items of the change. */
	readonly paymentEventIds: readonly string[];
	readonly invoiceId: string | null;
	readonly invoiceNumber: string | null;
	readonly customerCode: string | null;
	readonly serviceId: string | null;
	readonly companyCode: string;
	readonly entity: string;
	/** The ID at Invoice Ninja. */
	readonly id: string;
}

/**
 * Records a change of Invoice Ninja: a payment as a payment event, an invoice in the mirror, a client with its customer. A
 * repeat changes nothing, and an older reading that comes late changes nothing either.
 *
 * @returns one for each payment event that is to be applied; at least one.
 * @throws InputError when there is no such company; ZodError when the change cannot be read.
 */
export async function recordChange(office: Office, change: NinjaChange): Promise<RecordedChange[]> {
	const { companyCode } = await office.store.asStaff(
		async (transaction) => await getCompany(transaction, change.companyCode),
	);
	const from: ReadFrom = { companyCode, readAt: change.readAt ?? change.occurredAt, raw: change.data };
	switch (change.entity) {
		case 'payment':
			return await recordPayment(office, change, from);
		case 'invoice':
			return await recordInvoice(office, change, from);
		case 'client':
			return await recordClient(office, change);
		default:
			return [item(change, { outcome: 'not_relevant', detail: `the back office keeps nothing of a ${change.entity}` })];
	}
}

/**
 * Records again what nobody knew the client or the product of, such as after the client was linked to a customer, or the plan
 * was added.
 */
export async function repeatUnknown(
	office: Office,
	which: { readonly companyCode: string; readonly clientId?: string },
): Promise<RecordedChange[]> {
	const changes = await office.store.asStaff(
		async (transaction) => await changesOfUnmatched(transaction, { ...which, limit: null }),
	);
	const recorded: RecordedChange[] = [];
	for (const change of changes) recorded.push(...(await recordChange(office, ninjaChange.parse(change))));
	return recorded;
}

/** @throws InputError that names the field that cannot be read, and never its value. */
function rowOf<S extends z.ZodType>(schema: S, { data, entity, id }: NinjaChange): z.output<S> {
	const read = schema.safeParse(data);
	if (read.success) return read.data;
	throw new InputError(
		'change',
		`holds a ${entity} of Invoice Ninja that cannot be read (${id}): ${unreadable(read.error)}`,
		'Give the item of the Invoice Ninja Trigger as it is.',
	);
}

async function recordPayment({ store }: Office, change: NinjaChange, from: ReadFrom): Promise<RecordedChange[]> {
	const row = rowOf(paymentRow, change);
	// First of all the money: whatever dies afterwards, it is not forgotten.
	const paymentEventId = await store.asStaff(
		async (transaction) =>
			await saveSnapshot(transaction, paymentEventOf(row, { ...from, raw: withoutInvoices(from) })),
	);
	const mirrored: Mirrored[] = [];
	// The invoices were read with the payment: so the money finds them, whichever change comes first.
	for (const invoice of invoicesAlong(row)) {
		mirrored.push(await mirror({ store }, change, { row: invoice, client: row.client, from }));
	}
	const unknown = mirrored.find(({ outcome }) => outcome === 'unknown_client' || outcome === 'unknown_product');
	return items(change, mirrored, {
		outcome: 'payment_recorded',
		detail: unknown?.detail ?? '',
		needsAttention: unknown !== undefined,
		events: [paymentEventId, ...mirrored.flatMap(({ paymentEventIds }) => paymentEventIds)],
	});
}

/** The mirror keeps the invoices. */
function withoutInvoices({ raw }: ReadFrom): ReadFrom['raw'] {
	return Object.fromEntries(Object.entries(raw).filter(([name]) => name !== 'invoices'));
}

function invoicesAlong({ invoices, currency }: PaymentRow): InvoiceRow[] {
	return (invoices ?? []).flatMap((invoice) => {
		const read = invoiceRow.safeParse(typeof invoice === 'object' ? { currency, ...invoice } : invoice);
		return read.success ? [read.data] : [];
	});
}

async function recordInvoice({ store }: Office, change: NinjaChange, from: ReadFrom): Promise<RecordedChange[]> {
	const row = rowOf(invoiceRow, change);
	const mirrored = await mirror({ store }, change, { row, client: row.client, from });
	const { outcome, detail, paymentEventIds: events } = mirrored;
	const needsAttention = outcome === 'unknown_client' || outcome === 'unknown_product';
	return items(change, [mirrored], { outcome, detail, needsAttention, events });
}

async function mirror(
	{ store }: Office,
	change: NinjaChange,
	{ row, client, from }: { readonly row: InvoiceRow; readonly client: unknown; readonly from: ReadFrom },
): Promise<Mirrored> {
	const read = invoiceOf(row, from);
	if (!read) {
		const detail = 'its amount is below zero: it is a credit in the form of an invoice';
		return { outcome: 'not_relevant', detail, invoice: undefined, service: undefined, paymentEventIds: [] };
	}
	const told = clientRow.safeParse(client).data;
	return await store.asStaff(async (transaction) => {
		if (told) await linkByNumber(transaction, change.companyCode, told);
		const mirrored = await mirrorInvoice(transaction, read, cluesOf(row), row.clientId);
		await listOrForget(transaction, {
			read,
			clientId: row.clientId,
			clientName: told?.displayName || told?.name || '',
			reason: reasonOf(mirrored),
			detail: mirrored.detail,
			change: { ...change, entity: 'invoice', id: row.id, data: { ...row, client } },
		});
		const paymentEventIds = [...mirrored.paymentEventIds, ...(await nothingOwed(transaction, mirrored, row, from))];
		return { ...mirrored, paymentEventIds };
	});
}

/** Says of an invoice that nothing is owed on it, and says when that is over: it may be given a price afterwards. */
async function nothingOwed(
	transaction: Transaction,
	{ invoice }: Mirrored,
	row: InvoiceRow,
	from: ReadFrom,
): Promise<string[]> {
	if (!invoice) return [];
	const holds = invoice.sourceStatus === 'paid' && invoice.totalMinor === 0;
	const event = nothingOwedEventOf(row, from, holds ? 'holds' : 'over');
	return holds || (await isTold(transaction, event)) ? [await saveSnapshot(transaction, event)] : [];
}

const reasonOf = ({ outcome }: Mirrored): UnmatchedReason | undefined =>
	outcome === 'unknown_client' || outcome === 'unknown_product' ? outcome : undefined;

async function recordClient(office: Office, change: NinjaChange): Promise<RecordedChange[]> {
	const client = rowOf(clientRow, change);
	const customer = await office.store.asStaff(
		async (transaction) => await linkByNumber(transaction, change.companyCode, client),
	);
	if (!customer) {
		const detail = `no customer of ${change.companyCode} is the client ${client.id}`;
		return [item(change, { outcome: 'unknown_client', detail })];
	}
	const { customerCode } = customer;
	const linked = item(change, { outcome: 'client_linked', detail: '', customerCode });
	const solved = await repeatUnknown(office, { companyCode: change.companyCode, clientId: client.id });
	return [linked, ...solved];
}

/**
 * The customer who is a client of Invoice Ninja. A client whose ID number is the code of a customer of the company is that
 * customer: nothing else is taken for a link.
 */
async function linkByNumber(
	transaction: Transaction,
	companyCode: string,
	client: ClientRow,
): Promise<Customer | undefined> {
	const known = await findCustomerOfClient(transaction, companyCode, client.id);
	if (known || client.idNumber === '' || client.isDeleted) return known;
	const meant = await findCustomerByCode(transaction, client.idNumber);
	if (!meant || meant.companyCode !== companyCode || meant.invoiceNinjaClientId !== null) return undefined;
	return await linkToClient(transaction, meant, client.id);
}

interface Found {
	readonly outcome: RecordedChange['outcome'];
	readonly detail: string;
	readonly needsAttention: boolean;
	readonly events: readonly string[];
}

function items(change: NinjaChange, mirrored: readonly Mirrored[], { events, ...found }: Found): RecordedChange[] {
	const [first] = mirrored.filter(({ invoice }) => invoice !== undefined);
	const paymentEventIds = [...new Set(events)];
	const about = {
		...found,
		paymentEventIds,
		invoiceId: first?.invoice?.invoiceId ?? null,
		invoiceNumber: first?.invoice?.invoiceNumber ?? null,
		customerCode: first?.invoice?.customerCode ?? null,
		serviceId: first?.service?.serviceId ?? null,
	};
	if (paymentEventIds.length === 0) return [item(change, about)];
	return paymentEventIds.map((paymentEventId) => item(change, { ...about, paymentEventId }));
}

function item(
	{ companyCode, entity, id }: NinjaChange,
	found: Pick<RecordedChange, 'outcome' | 'detail'> & Partial<RecordedChange>,
): RecordedChange {
	const nobody = { invoiceId: null, invoiceNumber: null, customerCode: null, serviceId: null };
	return {
		needsAttention: false,
		paymentEventId: null,
		paymentEventIds: [],
		...nobody,
		companyCode,
		entity,
		id,
		...found,
	};
}
