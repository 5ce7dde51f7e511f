import type { z } from 'zod';
import { parseDecimal } from '../kernel/money';
import { known, reader, type PaymentEventKind, type Read, type Reading } from '../payments';
import * as objects from './objects';

/**
 * PayPal's decimal text in ISO 4217 minor units. For HUF, JPY and TWD PayPal takes no decimals
 * (developer.paypal.com, "currency codes"), though ISO has two for HUF and TWD: 500 HUF are 50000 minor units.
 */
function amountOf(given: objects.AnyAmount): Pick<Reading, 'amountMinor' | 'currency'> {
	if (!given) return { amountMinor: null, currency: null };
	const value = 'total' in given ? given.total : given.value;
	const currency = 'currency_code' in given ? given.currency_code : given.currency;
	// Some refunds are told as negative payments.
	const { amountMinor } = parseDecimal(value, currency);
	return { amountMinor: Math.abs(amountMinor), currency };
}

/**
 * What the merchant attached. `custom_id` is the order, or several of the pack's keys written as in a query:
 * `order=…&customer_code=…&plan_code=…&domain=…`. `invoice_id` is the invoice, and the order where there is no other.
 */
function ours(custom: string | undefined, invoiceId: string | undefined): Reading['references'] {
	const fields = new URLSearchParams(custom?.includes('=') ? custom : { order: custom ?? '' });
	const given = (key: string) => fields.get(key)?.trim() || undefined;
	return known({
		order: given('order') ?? invoiceId,
		customer: given('customer_code'),
		plan: given('plan_code'),
		domain: given('domain'),
		invoice: given('invoice') ?? invoiceId,
	});
}

type Payer = z.output<typeof objects.order>['payer'];

function payerOf(payer: Payer): Reading['payer'] {
	const name = [payer?.name?.given_name, payer?.name?.surname].filter(Boolean).join(' ') || undefined;
	return known({ name, email: payer?.email_address });
}

/** The payment that a refund is about: named by it in the older API, linked `up` in the newer one. */
function refunded({ sale_id, capture_id, links = [] }: z.output<typeof objects.payment>): string | undefined {
	const up = links.find(({ rel, href }) => rel === 'up' && /\/captures\//.test(href));
	return sale_id ?? capture_id ?? up?.href.split('/').at(-1);
}

const payment = (kind: PaymentEventKind) =>
	reader(objects.payment, (given) => ({
		kind,
		paymentReference: given.id,
		...amountOf(given.amount),
		references: known({
			...ours(given.custom_id ?? given.custom, given.invoice_id ?? given.invoice_number),
			providerCustomer: given.payer?.payer_id,
			providerSubscription: given.billing_agreement_id,
		}),
		payer: payerOf(given.payer),
	}));

const refund = reader(objects.payment, (given) => ({
	kind: 'refunded',
	paymentReference: refunded(given) ?? given.id,
	...amountOf(given.seller_payable_breakdown?.total_refunded_amount ?? given.total_refunded_amount ?? given.amount),
	references: ours(given.custom_id ?? given.custom, given.invoice_id ?? given.invoice_number),
	payer: payerOf(given.payer),
}));

/** An order is money only where it names its one capture, under which the capture's own events know it too. */
const order = reader(objects.order, (given) => {
	const [unit] = given.purchase_units ?? [];
	const captures = (given.purchase_units ?? []).flatMap(({ payments }) => payments?.captures ?? []);
	const [capture] = captures.length === 1 ? captures : [];
	const paid = capture?.status === 'COMPLETED';
	return {
		kind: paid ? 'payment_succeeded' : 'payment_pending',
		paymentReference: capture?.id ?? given.id,
		...amountOf(capture?.amount ?? unit?.amount),
		references: known({
			...ours(unit?.custom_id ?? capture?.custom_id, unit?.invoice_id ?? capture?.invoice_id),
			providerCustomer: given.payer?.payer_id,
		}),
		payer: payerOf(given.payer),
	};
});

const subscriptionFailed = reader(objects.subscription, (given) => ({
	kind: 'payment_failed',
	paymentReference: given.id,
	...amountOf(given.billing_info?.last_failed_payment?.amount),
	references: known({
		...ours(given.custom_id, undefined),
		providerCustomer: given.subscriber?.payer_id,
		providerSubscription: given.id,
	}),
	payer: payerOf(given.subscriber),
}));

const invoice = (kind: PaymentEventKind) =>
	reader(objects.invoice, (given) => ({
		kind,
		paymentReference: given.payments?.transactions?.at(-1)?.payment_id ?? given.id,
		...amountOf(kind === 'refunded' ? given.refunds?.refund_amount : given.payments?.paid_amount),
		references: known({
			...ours(given.detail?.reference, given.detail?.invoice_number),
			providerInvoice: given.id,
		}),
		payer: {},
	}));

const dispute = (kind: PaymentEventKind) =>
	reader(objects.dispute, (given) => {
		const [transaction] = given.disputed_transactions ?? [];
		return {
			kind,
			paymentReference: transaction?.seller_transaction_id ?? null,
			...amountOf(given.dispute_amount),
			references: known({
				...ours(transaction?.custom, transaction?.invoice_number),
				disputeOutcome: kind === 'dispute_closed' ? outcomeOf(given.dispute_outcome?.outcome_code) : undefined,
			}),
			payer: {},
		};
	});

/** With PAYOUT_TO_SELLER PayPal pays the seller itself. */
function outcomeOf(code: string | undefined): 'won' | 'lost' {
	const keepsTheMoney = ['RESOLVED_SELLER_FAVOUR', 'RESOLVED_WITH_PAYOUT', 'CANCELED_BY_BUYER', 'DENIED'];
	return code !== undefined && keepsTheMoney.includes(code) ? 'won' : 'lost';
}

/** The event types that mean money; every other one is ignored. */
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
