import type { z } from 'zod';
import { parseDecimal } from '../kernel/money';
import { addressOf } from '../kernel/postalAddress';
import { compact, names, packReferences, reader, type PaymentEventKind, type Read, type Reading } from '../payments';
import * as objects from './objects';
import { priceOfOrder, priceOfPayment } from './price';

/**
 * PayPal's decimal text in ISO 4217 minor units. For HUF, JPY and TWD PayPal takes no decimals
 * (developer.paypal.com, "currency codes"), though ISO has two for HUF and TWD: 500 HUF are 50000 minor units.
 */
function amountOf(amount: objects.AnyAmount): Pick<Reading, 'amountMinor' | 'currency'> {
	if (!amount) return { amountMinor: null, currency: null };
	const value = 'total' in amount ? amount.total : amount.value;
	const currency = 'currency_code' in amount ? amount.currency_code : amount.currency;
	// Some refunds come as negative payments.
	const { amountMinor } = parseDecimal(value, currency);
	return { amountMinor: Math.abs(amountMinor), currency };
}

/**
 * Reads the fields that the merchant attached. `custom_id` is the order, or several of the pack's keys written as in a
 * query: `order=…&customer_code=…&plan_code=…&domain=…`. `invoice_id` is the number of the invoice, or the order.
 */
function referencesIn(custom: string | undefined, invoiceId: string | undefined): Reading['references'] {
	const fields = new URLSearchParams(custom?.includes('=') ? custom : { order: custom ?? '' });
	const { invoice = invoiceId, ...others } = packReferences((key) => fields.get(key) ?? undefined);
	return compact({ ...others, invoice });
}

type Payer = z.output<typeof objects.order>['payer'];

function payerOf(payer: Payer): Reading['payer'] {
	const name = [payer?.name?.given_name, payer?.name?.surname].filter(Boolean).join(' ') || undefined;
	const { address_line_1: line1, address_line_2: line2, ...place } = payer?.address ?? {};
	const { admin_area_2: city, admin_area_1: state, postal_code: postalCode, country_code: country } = place;
	const address = addressOf({ line1, line2, city, postalCode, state, country });
	return compact({ name, email: payer?.email_address, address, taxId: payer?.tax_info?.tax_id });
}

type Payment = z.output<typeof objects.payment>;

/** The IDs in the links of a payment: of its order, authorisation, capture, sale or older payment. */
function linkedNames({ links = [] }: Payment): string[] {
	const kinds = 'captures|capture|sales|sale|authorizations|authorization|orders|payments/payment';
	return links.flatMap(({ href }) => new RegExp(`/(?:${kinds})/([\\w-]+)`).exec(href)?.[1] ?? []);
}

function namesOf(payment: Payment): string[] {
	const { order_id, authorization_id, capture_id } = payment.supplementary_data?.related_ids ?? {};
	const own = [payment.id, payment.capture_id, payment.sale_id, payment.parent_payment];
	return names(...own, order_id, authorization_id, capture_id, ...linkedNames(payment));
}

/** The payment that a refund is about: its field, or a link that is called up, sale or capture, names it. */
function paymentOfRefund({ sale_id, capture_id, supplementary_data, links = [] }: Payment): string | undefined {
	const linked = links.find(({ href }) => /\/(captures?|sales?)\/[\w-]+\/?$/.test(href));
	const known = sale_id ?? capture_id ?? supplementary_data?.related_ids?.capture_id;
	return known ?? linked?.href.replace(/\/$/, '').split('/').at(-1);
}

const payment = (kind: PaymentEventKind, type: 'capture' | 'sale') =>
	reader(objects.payment, (resource) => ({
		kind,
		paymentReference: resource.id,
		names: namesOf(resource),
		object: { type, id: resource.id },
		...amountOf(resource.amount),
		priceMinor: priceOfPayment(resource.amount),
		references: compact({
			...referencesIn(resource.custom_id ?? resource.custom, resource.invoice_id ?? resource.invoice_number),
			providerCustomer: resource.payer?.payer_id,
			providerSubscription: resource.billing_agreement_id,
		}),
		detail: {},
		payer: payerOf(resource.payer),
	}));

/** One that is pending was taken from the seller already. */
const failed = (status = '') => ['FAILED', 'CANCELLED'].includes(status.toUpperCase());

const refund = reader(objects.payment, (resource) => {
	const soFar = amountOf(resource.seller_payable_breakdown?.total_refunded_amount ?? resource.total_refunded_amount);
	const own = amountOf(resource.amount);
	return {
		kind: failed(resource.status ?? resource.state) ? 'refund_failed' : 'refunded',
		paymentReference: paymentOfRefund(resource) ?? resource.id,
		names: namesOf(resource),
		object: { type: 'refund', id: resource.id },
		...(own.amountMinor === null ? soFar : own),
		priceMinor: null,
		references: referencesIn(resource.custom_id ?? resource.custom, resource.invoice_id ?? resource.invoice_number),
		detail: compact({
			refundedSoFarMinor: soFar.amountMinor ?? undefined,
			refundedAt: resource.create_time === undefined ? undefined : new Date(resource.create_time).toISOString(),
		}),
		payer: payerOf(resource.payer),
	};
});

/** What PayPal takes back by itself, such as for a bank, is lost as in a dispute. */
const reversal: Read = (object) => {
	const read = refund(object);
	return {
		...read,
		kind: 'dispute_closed',
		object: read.object && { ...read.object, type: 'reversal' },
		detail: { disputeOutcome: 'lost' },
	};
};

/** An order is money as far as it was captured: the captures' own events carry their IDs. */
const order = reader(objects.order, (resource) => {
	const units = resource.purchase_units ?? [];
	const [unit] = units;
	const captures = units.flatMap(({ payments }) => payments?.captures ?? []);
	const [capture] = captures;
	const completed = captures.filter(({ status }) => status === 'COMPLETED').map(({ amount }) => amountOf(amount));
	const captured = completed.reduce((sum, { amountMinor }) => sum + (amountMinor ?? 0), 0);
	const asked = amountOf(unit?.amount);
	const money = completed.length > 0 ? { ...asked, ...completed[0], amountMinor: captured } : asked;
	const whole = units.length === 1 && money.amountMinor === asked.amountMinor;
	return {
		kind: completed.length > 0 ? 'payment_succeeded' : 'payment_pending',
		paymentReference: captures.length === 1 && capture ? capture.id : resource.id,
		names: names(resource.id, ...captures.flatMap(namesOf)),
		object: { type: 'order', id: resource.id },
		...money,
		priceMinor: whole ? priceOfOrder(unit?.amount) : null,
		references: compact({
			...referencesIn(unit?.custom_id ?? capture?.custom_id, unit?.invoice_id ?? capture?.invoice_id),
			providerCustomer: resource.payer?.payer_id,
		}),
		detail: {},
		payer: payerOf(resource.payer),
	};
});

const subscriptionFailed = reader(objects.subscription, (resource) => ({
	kind: 'payment_failed',
	// Each failed try is a payment of its own: the subscription is the name of all its payments, and so of none.
	paymentReference: null,
	names: [],
	object: { type: 'subscription', id: resource.id },
	...amountOf(resource.billing_info?.last_failed_payment?.amount),
	priceMinor: null,
	references: compact({
		...referencesIn(resource.custom_id, undefined),
		providerCustomer: resource.subscriber?.payer_id,
		providerSubscription: resource.id,
	}),
	detail: {},
	payer: payerOf(resource.subscriber),
}));

/**
 * A subscription that begins names its order: some shops' sales name only the subscription. A free trial has no sale, and
 * this is all that tells of it.
 */
const subscriptionBegun = reader(objects.subscription, (resource) => {
	const { cycle_executions = [], last_payment, outstanding_balance } = resource.billing_info ?? {};
	const [cycle] = cycle_executions;
	const trial = cycle?.tenure_type === 'TRIAL' && (cycle.cycles_completed ?? 0) > 0 && last_payment === undefined;
	const owed = amountOf(outstanding_balance);
	const free = trial && owed.amountMinor === 0;
	return {
		kind: free ? 'payment_succeeded' : 'payment_pending',
		paymentReference: resource.id,
		names: [],
		object: { type: 'subscription', id: resource.id },
		...owed,
		priceMinor: null,
		references: compact({
			...referencesIn(resource.custom_id, undefined),
			providerCustomer: resource.subscriber?.payer_id,
			providerSubscription: resource.id,
		}),
		detail: free ? { nothingAsked: true, recurring: 'first' } : {},
		payer: payerOf(resource.subscriber),
	};
});

const invoice = (kind: PaymentEventKind) =>
	reader(objects.invoice, (resource) => {
		const paidBy = (resource.payments?.transactions ?? []).map(({ payment_id }) => payment_id);
		const amount = amountOf(kind === 'refunded' ? resource.refunds?.refund_amount : resource.payments?.paid_amount);
		return {
			kind,
			paymentReference: paidBy.at(-1) ?? resource.id,
			names: names(resource.id, ...paidBy),
			object: { type: 'invoice', id: resource.id },
			...amount,
			priceMinor: null,
			references: compact({
				...referencesIn(resource.detail?.reference, resource.detail?.invoice_number),
				providerInvoice: resource.id,
			}),
			detail: compact({ refundedSoFarMinor: kind === 'refunded' ? (amount.amountMinor ?? undefined) : undefined }),
			payer: {},
		};
	});

/** An update may come after the end: its status tells that the dispute is over. */
const dispute = (told: 'disputed' | 'dispute_closed') =>
	reader(objects.dispute, (resource) => {
		const kind = resource.status === 'RESOLVED' ? 'dispute_closed' : told;
		const transactions = resource.disputed_transactions ?? [];
		const [transaction] = transactions;
		// A dispute about several payments belongs to none of them: a person has to look at it.
		const about = transactions.length === 1 ? transaction?.seller_transaction_id : undefined;
		const outcome = kind === 'dispute_closed' ? resource.dispute_outcome : undefined;
		return {
			kind,
			paymentReference: about ?? null,
			names: names(resource.dispute_id, about),
			object: { type: 'dispute', id: resource.dispute_id },
			...amountOf(outcome?.amount_refunded ?? resource.dispute_amount),
			priceMinor: null,
			references: about === undefined ? {} : referencesIn(transaction?.custom, transaction?.invoice_number),
			detail: compact({ disputeOutcome: kind === 'dispute_closed' ? outcomeOf(outcome?.outcome_code) : undefined }),
			payer: {},
		};
	});

/** With PAYOUT_TO_SELLER PayPal pays the seller itself. */
function outcomeOf(code: string | undefined): 'won' | 'lost' {
	const keepsTheMoney = ['RESOLVED_SELLER_FAVOUR', 'RESOLVED_WITH_PAYOUT', 'CANCELED_BY_BUYER', 'DENIED'];
	return code !== undefined && keepsTheMoney.includes(code) ? 'won' : 'lost';
}

/** The event types that mean money. The pack ignores every other one. */
export const payPalReadings: ReadonlyMap<string, Read> = new Map([
	['PAYMENT.CAPTURE.COMPLETED', payment('payment_succeeded', 'capture')],
	['PAYMENT.CAPTURE.PENDING', payment('payment_pending', 'capture')],
	['PAYMENT.CAPTURE.DENIED', payment('payment_failed', 'capture')],
	['PAYMENT.CAPTURE.DECLINED', payment('payment_failed', 'capture')],
	['PAYMENT.CAPTURE.REFUNDED', refund],
	['PAYMENT.CAPTURE.REVERSED', reversal],
	['PAYMENT.SALE.COMPLETED', payment('payment_succeeded', 'sale')],
	['PAYMENT.SALE.REFUNDED', refund],
	['PAYMENT.SALE.REVERSED', reversal],
	['CHECKOUT.ORDER.APPROVED', order],
	['CHECKOUT.ORDER.COMPLETED', order],
	['BILLING.SUBSCRIPTION.ACTIVATED', subscriptionBegun],
	['BILLING.SUBSCRIPTION.PAYMENT.FAILED', subscriptionFailed],
	['INVOICING.INVOICE.PAID', invoice('payment_succeeded')],
	['INVOICING.INVOICE.REFUNDED', invoice('refunded')],
	['CUSTOMER.DISPUTE.CREATED', dispute('disputed')],
	['CUSTOMER.DISPUTE.UPDATED', dispute('disputed')],
	['CUSTOMER.DISPUTE.RESOLVED', dispute('dispute_closed')],
]);
