import { invalidParameter, missingParameter, wrongState } from '../errors';
import type { FormObject } from '../form';
import { checked, metadataOf, textOf } from '../parameters';
import type { StripeState } from '../state';
import { amountOf, checkAmount, currencyOf, find, wholeOf } from './held';
import { cardError, confirm } from './payments';
import {
	hostedInvoice,
	invoiceItemShape,
	invoicePaymentShape,
	invoiceShape,
	lineShape,
	type Invoice,
} from './invoiceShapes';
import { now, paymentIntentShape } from './shapes';
import { tell } from './tell';

const invoiceOf = (state: StripeState, id: string) => find(state.billing.invoices, 'invoice', id);

/** Adds the items of an invoice up. */
function addUp(state: StripeState, invoice: Invoice): void {
	const items = state.billing.invoiceItems.filter((item) => item.invoice === invoice.id);
	if (items.length > 0) invoice.lines.data = items.map(lineShape);
	const lines = invoice.lines.data as Array<ReturnType<typeof lineShape>>;
	const total = lines.reduce((sum, { amount }) => sum + amount, 0);
	Object.assign(invoice, { subtotal: total, total, amount_due: total, amount_remaining: total });
}

export function finalize(state: StripeState, invoice: Invoice): Invoice {
	addUp(state, invoice);
	invoice.status = 'open';
	invoice.number = `STANDIN-${String(state.billing.invoices.length).padStart(4, '0')}`;
	invoice.status_transitions.finalized_at = now();
	Object.assign(invoice, hostedInvoice(invoice.id), { effective_at: now() });
	tell(state, 'invoice.finalized', invoice);
	if (invoice.total <= 0) settle(state, invoice);
	return invoice;
}

function settle(state: StripeState, invoice: Invoice): void {
	invoice.status = 'paid';
	invoice.status_transitions.paid_at = now();
	Object.assign(invoice, { amount_paid: invoice.amount_due, amount_remaining: 0, attempted: true });
	tell(state, 'invoice.paid', invoice);
}

/** Charges the customer's payment method for an open invoice. */
export function collect(state: StripeState, invoice: Invoice, method: string | null): void {
	const { billing } = state;
	const intent = paymentIntentShape(invoice.amount_remaining, invoice.currency);
	Object.assign(intent, { customer: invoice.customer, payment_method: method });
	billing.paymentIntents.unshift(intent);
	invoice.attempted = true;
	invoice.attempt_count += 1;
	const decline = confirm(state, intent);
	if (decline) {
		tell(state, 'invoice.payment_failed', invoice);
		throw cardError(decline, intent);
	}
	if (intent.status !== 'succeeded') return;
	const payment = invoicePaymentShape(invoice, intent);
	billing.invoicePayments.unshift(payment);
	settle(state, invoice);
	tell(state, 'invoice_payment.paid', payment);
}

export const invoices = {
	create(state: StripeState, form: FormObject) {
		const given = checked(form, [
			...['customer', 'currency', 'collection_method', 'days_until_due', 'due_date', 'auto_advance', 'description'],
			...['metadata', 'pending_invoice_items_behavior', 'footer', 'number', 'default_payment_method'],
		]);
		const { billing } = state;
		const customer = find(billing.customers, 'customer', textOf(given.customer, 'customer'), 'customer');
		const currency = given.currency === undefined ? (customer.currency ?? 'eur') : currencyOf(given.currency);
		const invoice = invoiceShape(customer, currency);
		const days = wholeOf(given.days_until_due, 'days_until_due');
		const sends = given.collection_method === 'send_invoice';
		if (sends && days === undefined && given.due_date === undefined)
			throw invalidParameter('collection_method', 'If collection_method is send_invoice, a due date is required.');
		Object.assign(invoice, {
			collection_method: sends ? 'send_invoice' : 'charge_automatically',
			due_date: days === undefined ? (wholeOf(given.due_date, 'due_date') ?? null) : now() + days * 86_400,
			auto_advance: given.auto_advance === 'true',
			description: textOf(given.description, 'description') ?? null,
			footer: textOf(given.footer, 'footer') ?? null,
			metadata: metadataOf(given.metadata),
		});
		billing.invoices.unshift(invoice);
		if (given.pending_invoice_items_behavior === 'include') {
			const waiting = billing.invoiceItems.filter((item) => item.invoice === null && item.customer === customer.id);
			for (const item of waiting) item.invoice = invoice.id;
			addUp(state, invoice);
		}
		tell(state, 'invoice.created', invoice);
		return invoice;
	},

	finalize(state: StripeState, id: string, form: FormObject) {
		checked(form, ['auto_advance']);
		const invoice = invoiceOf(state, id);
		if (invoice.status !== 'draft') throw wrongState('invoice_not_editable', 'This invoice is already finalized.');
		return finalize(state, invoice);
	},

	send(state: StripeState, id: string) {
		const invoice = invoiceOf(state, id);
		if (invoice.status === 'draft') finalize(state, invoice);
		if (invoice.status !== 'open')
			throw invalidParameter('invoice', `You can't send an invoice that is ${invoice.status}.`);
		tell(state, 'invoice.sent', invoice);
		return invoice;
	},

	pay(state: StripeState, id: string, form: FormObject) {
		const given = checked(form, ['paid_out_of_band', 'payment_method', 'off_session']);
		const { billing } = state;
		const invoice = invoiceOf(state, id);
		if (invoice.status === 'paid') throw wrongState('invoice_already_paid', 'Invoice is already paid');
		if (invoice.status === 'draft') finalize(state, invoice);
		if (invoice.status === 'paid') return invoice;
		if (invoice.status === 'void') throw wrongState('invoice_not_payable', 'Voided invoices cannot be paid.');
		if (given.paid_out_of_band === 'true') {
			invoice.amount_paid_off_stripe = invoice.amount_remaining;
			settle(state, invoice);
			return invoice;
		}
		const customer = find(billing.customers, 'customer', invoice.customer);
		const chosen = textOf(given.payment_method, 'payment_method') ?? customer.invoice_settings.default_payment_method;
		if (!chosen) {
			throw wrongState(
				'missing_default_payment_method',
				'There is no `default_payment_method` set on this Customer or Invoice.',
			);
		}
		collect(state, invoice, find(billing.paymentMethods, 'PaymentMethod', chosen, 'payment_method').id);
		return invoice;
	},

	void(state: StripeState, id: string) {
		const invoice = invoiceOf(state, id);
		if (invoice.status !== 'open' && invoice.status !== 'uncollectible') {
			const message = `You can only pass in open invoices. This invoice isn't open: it is ${invoice.status}.`;
			throw wrongState('invoice_not_voidable', message);
		}
		invoice.status = 'void';
		invoice.status_transitions.voided_at = now();
		tell(state, 'invoice.voided', invoice);
		return invoice;
	},

	markUncollectible(state: StripeState, id: string) {
		const invoice = invoiceOf(state, id);
		if (invoice.status !== 'open')
			throw wrongState(
				'invoice_not_open',
				`You can only mark open invoices as uncollectible, not ${invoice.status} ones.`,
			);
		invoice.status = 'uncollectible';
		invoice.status_transitions.marked_uncollectible_at = now();
		tell(state, 'invoice.marked_uncollectible', invoice);
		return invoice;
	},

	remove(state: StripeState, id: string) {
		const invoice = invoiceOf(state, id);
		if (invoice.status !== 'draft') throw wrongState('invoice_not_editable', 'You can only delete draft invoices.');
		state.billing.invoices = state.billing.invoices.filter((one) => one !== invoice);
		return { id, object: 'invoice', deleted: true };
	},
};

export const invoiceItems = {
	create(state: StripeState, form: FormObject) {
		const given = checked(form, [
			...['customer', 'amount', 'currency', 'invoice', 'description', 'metadata', 'quantity', 'pricing', 'price_data'],
			...['discountable', 'period', 'subscription', 'tax_behavior', 'unit_amount_decimal'],
		]);
		const { billing } = state;
		const id = textOf(given.invoice, 'invoice');
		const invoice = id === undefined ? undefined : find(billing.invoices, 'invoice', id, 'invoice');
		const named = textOf(given.customer, 'customer') ?? invoice?.customer;
		if (named === undefined) throw missingParameter('customer');
		const customer = find(billing.customers, 'customer', named, 'customer');
		if (invoice && invoice.status !== 'draft')
			throw wrongState('invoice_not_editable', 'This invoice is already finalized, you cannot add items to it.');
		const currency = currencyOf(given.currency);
		if (invoice && invoice.currency !== currency) {
			throw invalidParameter('currency', `The invoice's currency is ${invoice.currency}, not ${currency}.`);
		}
		const amount = checkAmount(amountOf(given.amount, 'amount'), currency, 'amount');
		const item = invoiceItemShape(customer.id, amount, currency);
		item.invoice = invoice?.id ?? null;
		item.description = textOf(given.description, 'description') ?? null;
		item.metadata = metadataOf(given.metadata);
		billing.invoiceItems.unshift(item);
		if (invoice) addUp(state, invoice);
		return item;
	},

	remove(state: StripeState, id: string) {
		const item = find(state.billing.invoiceItems, 'invoiceitem', id);
		const invoice = state.billing.invoices.find((one) => one.id === item.invoice);
		if (invoice && invoice.status !== 'draft')
			throw wrongState('invoice_not_editable', 'This invoice is already finalized, you cannot delete its items.');
		state.billing.invoiceItems = state.billing.invoiceItems.filter((one) => one !== item);
		if (invoice) {
			invoice.lines.data = [];
			addUp(state, invoice);
		}
		return { id, object: 'invoiceitem', deleted: true };
	},
};
