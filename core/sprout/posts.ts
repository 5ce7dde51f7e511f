import { bounds, within } from './bounds';
import { dayOf, dayOfPost } from './dates';
import { decimalText } from './decimal';
import { readFees, readLines, type Doubt } from './lines';
import { isTree, metaText, metaTree, numberOf, textOf, wordsOf, type ReadNumber, type WordPressPost } from './meta';
import type { NoteBook } from './notes';
import type { SproutClient, SproutContact, SproutInvoice, SproutPayment, SproutSite } from './site';
import { invoiceStatusOf, paymentStatusOf } from './statuses';

export interface PostOptions {
	/** In which unix seconds of the site are days. WordPress runs PHP in UTC. */
	readonly timeZone: string;
}

/** Makes the one form out of posts with their meta, from a dump or from JSON. */
export function siteOfPosts(
	posts: readonly WordPressPost[],
	contactOf: (userId: string) => SproutContact | undefined,
	notes: NoteBook,
	options: PostOptions,
): SproutSite {
	const ofType = (type: string) => posts.filter((post) => post.type === type);
	const [clients, invoices, payments] = [ofType('sa_client'), ofType('sa_invoice'), ofType('sa_payment')];
	within(clients.length, bounds.clients, 'clients', 'clients');
	within(invoices.length, bounds.invoices, 'invoices', 'invoices');
	within(payments.length, bounds.payments, 'payments', 'payments');
	return {
		clients: clients.flatMap((post) => clientOf(post, contactOf, notes)),
		invoices: invoices.flatMap((post) => invoiceOf(post, notes, options)),
		payments: payments.flatMap((post) => paymentOf(post, notes)),
		estimates: ofType('sa_estimate').filter(({ status }) => !gone.has(status)).length,
		notes: notes.all(),
	};
}

/** What WordPress keeps that nobody made, or that somebody threw away. */
const gone = new Set(['auto-draft', 'inherit', 'trash']);

function clientOf(
	post: WordPressPost,
	contactOf: (userId: string) => SproutContact | undefined,
	notes: NoteBook,
): SproutClient[] {
	const told = notes.about('client', post.id);
	if (gone.has(post.status))
		return told.leftOut('status', `is '${post.status}'`, 'Restore it in WordPress to move it.');
	const users = (post.meta.get('_associated_users') ?? []).map(textOf).filter((id) => /^\d+$/.test(id));
	const contacts = [...new Set(users)].flatMap((id) => contactOf(id) ?? []);
	if (contacts.length < new Set(users).size) {
		told.note(
			'contacts',
			'has contacts whose WordPress users are not in the export',
			'Export the tables users and usermeta too, or add the contacts in Invoice Ninja.',
		);
	}
	const address = metaTree(post, '_address');
	const part = (name: string) => (isTree(address) ? wordsOf(address.get(name)) : '');
	return [
		{
			key: post.id,
			name: wordsOf(post.title),
			contacts,
			address: {
				street: part('street'),
				city: part('city'),
				zone: part('zone'),
				postalCode: part('postal_code'),
				country: part('country'),
			},
			currency: currencyCode(metaText(post, '_currency')),
			phone: metaText(post, '_phone').trim(),
			website: metaText(post, '_website').trim(),
			notes: '',
		},
	];
}

export const currencyCode = (text: string): string => {
	const code = text.trim().toUpperCase();
	return /^[A-Z]{3}$/.test(code) ? code : '';
};

/** Notes what is no plain number, and what Sprout makes of it. */
export const doubtIn =
	(told: ReturnType<NoteBook['about']>): Doubt =>
	(field, written, { value }: ReadNumber) =>
		told.note(
			field,
			`is not a plain number: '${textOf(written).slice(0, 30)}'. Sprout reads ${decimalText(value)}`,
			'Compare the totals, and correct the invoice in Sprout Invoices if they differ.',
		);

function invoiceOf(post: WordPressPost, notes: NoteBook, { timeZone }: PostOptions): SproutInvoice[] {
	const told = notes.about('invoice', metaText(post, '_invoice_id').trim() || post.id);
	if (gone.has(post.status))
		return told.leftOut('status', `is '${post.status}'`, 'Restore it in WordPress to move it.');
	const status = invoiceStatusOf(post.status);
	if (!status) return told.leftOut('status', `is '${post.status}', which Sprout Invoices does not know`, changeStatus);
	const doubt = doubtIn(told);
	const number = (key: string) => {
		const written = metaText(post, key);
		const read = numberOf(written);
		if (!read.plain) doubt(key, written, read);
		return read.value;
	};
	// Sprout shows the date of the post. Older versions kept a date of their own beside it.
	const posted = dayOfPost(post.date);
	const kept = dayOf(Number(metaText(post, '_invoice_issue_date') || 0), timeZone);
	if (posted !== '' && kept !== '' && posted !== kept) {
		told.note('date', `is ${posted}, and an older version kept ${kept}`, `${posted} is moved: Sprout shows it.`);
	}
	const total = metaText(post, '_total');
	return [
		{
			key: post.id,
			number: metaText(post, '_invoice_id').trim() || post.id,
			title: wordsOf(post.title),
			clientKey: idOf(metaText(post, '_client_id')),
			status,
			date: posted || kept,
			dueDate: dayOf(Number(metaText(post, '_due_date') || 0), timeZone),
			currency: currencyCode(metaText(post, '_doc_currency')),
			lines: readLines(metaTree(post, '_doc_line_items'), doubt),
			discount: number('_doc_discount'),
			tax1: number('_doc_tax'),
			tax2: number('_doc_tax2'),
			shipping: number('_doc_shipping'),
			fees: readFees(metaTree(post, '_fees'), doubt),
			deposit: number('_deposit'),
			total: total.trim() === '' ? null : number('_total'),
			poNumber: metaText(post, '_doc_po_number').trim(),
			terms: wordsOf(metaText(post, '_doc_terms')),
			notes: wordsOf(metaText(post, '_invoice_notes')),
		},
	];
}

export const changeStatus = 'Give it a status of Sprout Invoices there, and export again.';

/** An ID as WordPress writes it; empty for none. */
export const idOf = (text: string): string => (/^[1-9]\d*$/.test(text.trim()) ? text.trim() : '');

function paymentOf(post: WordPressPost, notes: NoteBook): SproutPayment[] {
	const told = notes.about('payment', post.id);
	if (gone.has(post.status))
		return told.leftOut('status', `is '${post.status}'`, 'Restore it in WordPress to move it.');
	const status = paymentStatusOf(post.status);
	if (!status) return told.leftOut('status', `is '${post.status}', which Sprout Invoices does not know`, changeStatus);
	const written = metaText(post, '_amount');
	const amount = numberOf(written);
	if (!amount.plain) doubtIn(told)('_amount', written, amount);
	return [
		{
			key: post.id,
			invoiceKey: idOf(metaText(post, '_payment_invoice')),
			amount: amount.value,
			date: dayOfPost(post.date),
			method: wordsOf(metaText(post, '_payment_method')),
			reference: metaText(post, '_trans_id').trim(),
			status,
		},
	];
}
