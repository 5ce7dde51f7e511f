import { z } from 'zod';
import { bounds, within } from './bounds';
import { dayOf } from './dates';
import { compareDecimals, minus, plus, zero, type Decimal } from './decimal';
import { headingsBySubtotal } from './headings';
import { readFees, readLine, readLines } from './lines';
import { isTree, numberOf, textOf, treeOf, wordsOf } from './meta';
import type { NoteBook } from './notes';
import { changeStatus, currencyCode, doubtIn, idOf, type PostOptions } from './posts';
import type { SproutClient, SproutInvoice, SproutPayment, SproutSite } from './site';
import { sproutTotal } from './sproutTotal';
import { invoiceStatusOf, paymentStatusOf } from './statuses';

type JsonObject = Readonly<Record<string, unknown>>;
const object = z.record(z.string(), z.unknown());

const isClient = (found: JsonObject) => 'company_name' in found;
const isPayment = (found: JsonObject) => 'payment_method' in found && 'amount' in found;
const isDocument = (found: JsonObject) => 'line_items' in found;
/** An estimate's object has none of these (Zapier_Controller::estimate_data). */
const isInvoice = (found: JsonObject) => isDocument(found) && ('due_date' in found || 'balance' in found);

export const isPluginData = (found: JsonObject): boolean => isClient(found) || isPayment(found) || isDocument(found);

/**
 * Makes the one form out of the objects of the plugin's JSON. An invoice may hold its client, and a payment its invoice.
 *
 * The plugin swaps two lists of a client: its `estimate_ids` are invoices, and its `invoice_ids` are estimates. So a list is
 * never believed by its name; an ID that is among the invoices is one.
 */
export function siteOfPlugin(objects: readonly JsonObject[], notes: NoteBook, options: PostOptions): SproutSite {
	const payments = firstOf(objects.filter(isPayment));
	const documents = [...objects.filter(isDocument), ...payments.flatMap((payment) => held(payment, 'invoice_data'))];
	const invoices = firstOf(documents.filter(isInvoice));
	const clients = firstOf([...objects.filter(isClient), ...documents.flatMap((one) => held(one, 'client_data'))]);
	within(clients.length, bounds.clients, 'clients', 'clients');
	within(invoices.length, bounds.invoices, 'invoices', 'invoices');
	within(payments.length, bounds.payments, 'payments', 'payments');
	const ownerOf = new Map(
		clients.flatMap((client) =>
			['estimate_ids', 'invoice_ids'].flatMap((list) =>
				ids(client[list]).map((id) => [id, idOfObject(client)] as const),
			),
		),
	);
	return {
		clients: clients.map(clientOf),
		invoices: invoices.flatMap((one) => invoiceOf(one, ownerOf, notes, options)),
		payments: payments.flatMap((one) => paymentOf(one, notes, options)),
		estimates: documents.filter((one) => isDocument(one) && !isInvoice(one)).length,
		notes: notes.all(),
	};
}

const idOfObject = (found: JsonObject) => idOf(textOf(found.id ?? found.ID));
const ids = (list: unknown): string[] => (Array.isArray(list) ? list.map(textOf).map(idOf).filter(Boolean) : []);
const held = (holder: JsonObject, name: string): JsonObject[] => {
	const found = object.safeParse(holder[name]).data;
	return found && Object.keys(found).length > 0 ? [found] : [];
};

/** Each object once, by its ID. One without an ID cannot be told from another, and is passed over. */
function firstOf(objects: readonly JsonObject[]): readonly JsonObject[] {
	const byId = new Map<string, JsonObject>();
	for (const found of objects) {
		const id = idOfObject(found);
		if (id !== '' && !byId.has(id)) byId.set(id, found);
	}
	return [...byId.values()];
}

function clientOf(found: JsonObject): SproutClient {
	const address = treeOf(found.address, 'client address');
	const part = (name: string) => (isTree(address) ? wordsOf(address.get(name)) : '');
	const mails = Array.isArray(found.user_emails) ? found.user_emails.map(textOf) : [textOf(found.user_email)];
	return {
		key: idOfObject(found),
		name: wordsOf(found.company_name),
		contacts: mails.filter(Boolean).map((email) => ({ email: email.trim(), firstName: '', lastName: '' })),
		address: {
			street: part('street'),
			city: part('city'),
			zone: part('zone'),
			postalCode: part('postal_code'),
			country: part('country'),
		},
		currency: currencyCode(textOf(found.currency)),
		phone: textOf(found.phone).trim(),
		website: textOf(found.website).trim(),
		notes: '',
	};
}

function invoiceOf(
	found: JsonObject,
	ownerOf: ReadonlyMap<string, string>,
	notes: NoteBook,
	{ timeZone }: PostOptions,
): SproutInvoice[] {
	const key = idOfObject(found);
	const number = textOf(found.invoice_id).trim() || key;
	const told = notes.about('invoice', number);
	const status = invoiceStatusOf(textOf(found.status));
	if (!status) return told.leftOut('status', `is '${textOf(found.status)}'`, changeStatus);
	const doubt = doubtIn(told);
	const amount = (name: string) => {
		const read = numberOf(found[name]);
		if (!read.plain) doubt(name, found[name], read);
		return read.value;
	};
	const invoice: SproutInvoice = {
		key,
		number,
		title: wordsOf(found.title),
		clientKey: idOf(textOf(found.client_id)) || (ownerOf.get(key) ?? ''),
		status,
		date: dayOfMoment(found.issue_date, timeZone),
		dueDate: dayOfMoment(found.due_date, timeZone),
		currency: currencyCode(textOf(found.currency)),
		lines: linesOf(found, told),
		discount: amount('discount'),
		tax1: amount('tax'),
		tax2: amount('tax2'),
		shipping: amount('shipping'),
		fees: readFees(treeOf(found.fees, `invoice ${number} fees`), doubt),
		deposit: amount('deposit'),
		total: textOf(found.total ?? found.calculated_total) === '' ? null : amount('total'),
		poNumber: textOf(found.po_number).trim(),
		terms: wordsOf(found.terms),
		notes: wordsOf(found.notes),
	};
	const shipping = shippingOf(found, invoice);
	if (!shipping) return [invoice];
	told.note(
		'shipping',
		'is not in the JSON: it is what the total has beside everything else',
		'Compare it with Sprout.',
	);
	return [{ ...invoice, shipping }];
}

/** The plugin's objects name a fee for shipping, and not how much it is. */
function shippingOf(found: JsonObject, invoice: SproutInvoice): Decimal | undefined {
	const fees = treeOf(found.fees, 'fees');
	if (!isTree(fees) || !fees.has('shipping') || 'shipping' in found || !invoice.total) return undefined;
	const rest = minus(invoice.total, sproutTotal(invoice, 'after_taxes'));
	return compareDecimals(rest, zero) > 0 ? rest : undefined;
}

/** The objects have lost the keys of their lines, so that the subtotal has to tell which of them are headings. */
function linesOf(found: JsonObject, told: ReturnType<NoteBook['about']>): SproutInvoice['lines'] {
	const doubt = doubtIn(told);
	const tree = treeOf(found.line_items, 'line_items');
	if (!Array.isArray(found.line_items)) return readLines(tree, doubt);
	if (!isTree(tree)) return [];
	within(tree.size, bounds.lines, 'lineItems', 'line items in one invoice');
	const items = [...tree.values()].flatMap((item) => (isTree(item) ? [item] : []));
	const lines = items.map((item) => readLine(item, false, doubt));
	if (textOf(found.subtotal) === '') return lines;
	const totals = items.map((item) => numberOf(item.get('total')).value);
	const headings = headingsBySubtotal(lines, totals, numberOf(found.subtotal).value);
	if (headings) return lines.map((line, index) => ({ ...line, heading: headings.has(index) }));
	told.note(
		'lineItems',
		`do not add up to the subtotal ${textOf(found.subtotal)}, whichever of them are headings`,
		'Take this invoice from an SQL export: it tells headings from lines.',
	);
	return lines;
}

function paymentOf(found: JsonObject, notes: NoteBook, { timeZone }: PostOptions): SproutPayment[] {
	const key = idOfObject(found);
	const told = notes.about('payment', key);
	const status = paymentStatusOf(textOf(found.status));
	if (!status) return told.leftOut('status', `is '${textOf(found.status)}'`, changeStatus);
	const amount = numberOf(found.amount);
	if (!amount.plain) doubtIn(told)('amount', found.amount, amount);
	return [
		{
			key,
			invoiceKey: idOf(textOf(found.invoice_id)),
			amount: plus(amount.value),
			date: dayOfMoment(found.date ?? found.post_date, timeZone),
			method: wordsOf(found.payment_method),
			reference: textOf(found.transaction_id ?? found.trans_id).trim(),
			status,
		},
	];
}

/** The day of `2024-03-04T00:00:00+0000`, or of unix seconds. */
function dayOfMoment(value: unknown, timeZone: string): string {
	const text = textOf(value).trim();
	if (/^\d{9,11}$/.test(text)) return dayOf(Number(text), timeZone);
	if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
	const time = Date.parse(text.replace(' ', 'T').replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
	return Number.isNaN(time) ? '' : dayOf(time / 1_000, timeZone);
}
