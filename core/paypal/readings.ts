import type { z } from 'zod';
import { parseDecimal } from '../kernel/money';
import { compact, packReferences, reader, type PaymentEventKind, type Read, type Reading } from '../payments';
import * as objects from './objects';

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
 * query: `order=…&customer_code=…&plan_code=…&domain=…`. `invoice_id` is the invoice, and by default the order.
 */
function referencesIn(custom: string | undefined, invoiceId: string | undefined): Reading['references'] {
	const fields = new URLSearchParams(custom?.includes('=') ? custom : { order: custom ?? '' });
	const { order = invoiceId, invoice = invoiceId, ...others } = packReferences((key) => fields.get(key) ?? undefined);
	return compact({ ...others, order, invoice });
}

type Payer = z.output<typeof objects.order>['payer'];

function payerOf(payer: Payer): Reading['payer'] {
	const name = [payer?.name?.given_name, payer?.name?.surname].filter(Boolean).join(' ') || undefined;
	return compact({ name, email: payer?.email_address });
}

/** The payment that a refund is about: the older API names it, the newer one links it as `up`. */
function paymentOfRefund({ sale_id, capture_id, links = [] }: z.output<typeof objects.payment>): string | undefined {
	const up = links.find(({ rel, href }) => rel === 'up' && /\/captures\//.test(href));
	return sale_id ?? capture_id ?? up?.href.split('/').at(-1);
}

const payment = (kind: PaymentEventKind) =>
	reader(objects.payment, (resource) => ({
		kind,
		paymentReference: resource.id,
		...amountOf(resource.amount),
		references: compact({
			...referencesIn(resource.custom_id ?? resource.custom, resource.invoice_id ?? resource.invoice_number),
			providerCustomer: resource.payer?.payer_id,
			providerSubscription: resource.billing_agreement_id,
		}),
		payer: payerOf(resource.payer),
	}));

const refund = reader(objects.payment, (resource) => ({
	kind: 'refunded',
	paymentReference: paymentOfRefund(resource) ?? resource.id,
	...amountOf(
		resource.seller_payable_breakdown?.total_refunded_amount ?? resource.total_refunded_amount ?? resource.amount,
	),
	references: referencesIn(resource.custom_id ?? resource.custom, resource.invoice_id ?? resource.invoice_number),
	payer: payerOf(resource.payer),
}));

/** An order is money only when it names its one capture: the capture's own events carry the same ID. */
const order = reader(objects.order, (resource) => {
	const [unit] = resource.purchase_units ?? [];
	const captures = (resource.purchase_units ?? []).flatMap(({ payments }) => payments?.captures ?? []);
	const [capture] = captures.length === 1 ? captures : [];
	const paid = capture?.status === 'COMPLETED';
	return {
		kind: paid ? 'payment_succeeded' : 'payment_pending',
		paymentReference: capture?.id ?? resource.id,
		...amountOf(capture?.amount ?? unit?.amount),
		references: compact({
			...referencesIn(unit?.custom_id ?? capture?.custom_id, unit?.invoice_id ?? capture?.invoice_id),
			providerCustomer: resource.payer?.payer_id,
		}),
		payer: payerOf(resource.payer),
	};
});

const subscriptionFailed = reader(objects.subscription, (resource) => ({
	kind: 'payment_failed',
	paymentReference: resource.id,
	...amountOf(resource.billing_info?.last_failed_payment?.amount),
	references: compact({
		...referencesIn(resource.custom_id, undefined),
		providerCustomer: resource.subscriber?.payer_id,
		providerSubscription: resource.id,
	}),
	payer: payerOf(resource.subscriber),
}));

const invoice = (kind: PaymentEventKind) =>
	reader(objects.invoice, (resource) => ({
		kind,
		paymentReference: resource.payments?.transactions?.at(-1)?.payment_id ?? resource.id,
		...amountOf(kind === 'refunded' ? resource.refunds?.refund_amount : resource.payments?.paid_amount),
		references: compact({
			...referencesIn(resource.detail?.reference, resource.detail?.invoice_number),
			providerInvoice: resource.id,
		}),
		payer: {},
	}));

const dispute = (kind: PaymentEventKind) =>
	reader(objects.dispute, (resource) => {
		const [transaction] = resource.disputed_transactions ?? [];
		return {
			kind,
			paymentReference: transaction?.seller_transaction_id ?? null,
			...amountOf(resource.dispute_amount),
			references: compact({
				...referencesIn(transaction?.custom, transaction?.invoice_number),
				disputeOutcome: kind === 'dispute_closed' ? outcomeOf(resource.dispute_outcome?.outcome_code) : undefined,
			}),
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
	['PAYMENT.CAPTURE.COMPLETED', payment('payment_succeeded')],
	['PAYMENT.CAPTURE.PENDING', payment('payment_pending')],
	['PAYMENT.CAPTURE.DENIED', payment('payment_failed')],
	['PAYMENT.CAPTURE.DECLINED', payment('payment_failed')],
	['PAYMENT.CAPTURE.REFUNDED', refund],
	['PAYMENT.CAPTURE.REVERSED', refund],
	['PAYMENT.SALE.COMPLETED', payment('payment_succeeded')],
	['PAYMENT.SALE.REFUNDED', refund],
	['PAYMENT.SALE.REVERSED', refund],
	['CHECKOUT.ORDER.APPROVED', order],
	['CHECKOUT.ORDER.COMPLETED', order],
	['BILLING.SUBSCRIPTION.PAYMENT.FAILED', subscriptionFailed],
	['INVOICING.INVOICE.PAID', invoice('payment_succeeded')],
	['INVOICING.INVOICE.REFUNDED', invoice('refunded')],
	['CUSTOMER.DISPUTE.CREATED', dispute('disputed')],
	['CUSTOMER.DISPUTE.UPDATED', dispute('disputed')],
	['CUSTOMER.DISPUTE.RESOLVED', dispute('dispute_closed')],
]);
