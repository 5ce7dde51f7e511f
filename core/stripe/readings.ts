import type { z } from 'zod';
import { addressOf } from '../kernel/postalAddress';
import { compact, names, packReferences, reader, type PaymentEventKind, type Read, type Reading } from '../payments';
import { moneyOfStripe } from './amount';
import { priceOfInvoice } from './invoicePrice';
import * as objects from './objects';

/** The amount in ISO minor units; nulls when the object has none. */
function amountOf(
	amount: number | null | undefined,
	currency: string | null | undefined,
): Pick<Reading, 'amountMinor' | 'currency'> {
	if (typeof amount !== 'number' || !currency) return { amountMinor: null, currency: null };
	return moneyOfStripe(amount, currency);
}

const minorOf = (amount: number | null | undefined, currency: string | null | undefined) =>
	amountOf(amount, currency).amountMinor;

function referencesIn(metadata: Readonly<Record<string, string>> = {}): Reading['references'] {
	return packReferences((key) => metadata[key]);
}

/** The domain that a buyer typed on the page of a payment link: such a link says the same plan to everybody. */
const typedDomain = ({ custom_fields = [] }: z.output<typeof objects.checkoutSession>) =>
	custom_fields.find(({ key }) => key === 'domain')?.text?.value;

type Contact = NonNullable<z.output<typeof objects.charge>['billing_details']>;

interface ToldPayer extends Pick<Contact, 'name' | 'email' | 'address'> {
	readonly taxIds?: Contact['tax_ids'];
}

/** Who paid. Of several tax numbers the one that is a VAT number, whose country is in it. */
function payerOf({ name, email, address, taxIds = [] }: ToldPayer): Reading['payer'] {
	const { postal_code: postalCode, ...known } = address ?? {};
	const vat = taxIds.find(({ type }) => type?.endsWith('_vat'));
	return compact({ name, email, address: addressOf({ ...known, postalCode }), taxId: vat?.value });
}

/** A session that asks for no money now is settled: a coupon took all of it, or a trial begins. */
function nothingAsked({ payment_status, mode, amount_total }: z.output<typeof objects.checkoutSession>): boolean {
	return payment_status === 'no_payment_required' && (mode === 'subscription' || (amount_total ?? 0) === 0);
}

function sessionKind(session: z.output<typeof objects.checkoutSession>): PaymentEventKind {
	if (session.mode === 'setup') return 'ignored';
	// Stripe says no_payment_required also of money that is only due later.
	return session.payment_status === 'paid' || nothingAsked(session) ? 'payment_succeeded' : 'payment_pending';
}

const session = (kind?: PaymentEventKind) =>
	reader(objects.checkoutSession, (object) => ({
		kind: kind ?? sessionKind(object),
		paymentReference: object.payment_intent ?? object.invoice ?? object.id,
		names: names(object.id, object.payment_intent, object.invoice),
		object: { type: 'session', id: object.id },
		...amountOf(nothingAsked(object) ? 0 : object.amount_total, object.currency),
		// The subtotal is what the lines cost, before discounts and without the tax and shipping on top of them.
		priceMinor: minorOf(object.amount_subtotal, object.currency),
		references: compact({
			...compact({ domain: typedDomain(object) }),
			...referencesIn(object.metadata),
			...compact({ order: object.client_reference_id }),
			providerCustomer: object.customer,
			providerInvoice: object.invoice,
			providerSubscription: object.subscription,
		}),
		detail: compact({
			nothingAsked: nothingAsked(object) || undefined,
			recurring: object.mode === 'subscription' ? ('first' as const) : undefined,
		}),
		payer: payerOf({
			name: object.customer_details?.business_name ?? object.customer_details?.name,
			email: object.customer_details?.email ?? object.customer_email,
			address: object.customer_details?.address,
			taxIds: object.customer_details?.tax_ids,
		}),
	}));

const intent = (kind: PaymentEventKind) =>
	reader(objects.paymentIntent, (object) => {
		const received = kind === 'payment_succeeded' ? (object.amount_received ?? object.amount) : object.amount;
		const tip = object.amount_details?.tip?.amount ?? 0;
		return {
			kind,
			paymentReference: object.id,
			names: names(object.id, object.latest_charge, object.invoice),
			object: { type: 'intent', id: object.id },
			...amountOf(received, object.currency),
			priceMinor: tip > 0 ? minorOf((received ?? 0) - tip, object.currency) : null,
			references: compact({
				...compact({ order: object.payment_details?.order_reference }),
				...referencesIn(object.metadata),
				providerCustomer: object.customer,
				providerInvoice: object.invoice,
			}),
			detail: {},
			payer: compact({ email: object.receipt_email }),
		};
	});

/** Whether an invoice of Stripe is the first of its subscription or a later one. */
export function recurringOf(billingReason: string | null | undefined): 'first' | 'renewal' | undefined {
	if (billingReason === 'subscription_create') return 'first';
	return billingReason === 'subscription_cycle' ? 'renewal' : undefined;
}

const invoice = (kind: PaymentEventKind) =>
	reader(objects.invoice, (object) => {
		const details = object.parent?.subscription_details ?? object.subscription_details;
		const payments = object.payments?.data ?? [];
		const [payment] = payments.length === 1 ? payments : [];
		// Newer versions count money from outside Stripe apart, older ones in both: so it is not the sum.
		const outside = object.paid_out_of_band ? object.amount_due : object.amount_paid_off_stripe;
		const paid = Math.max(object.amount_paid ?? 0, outside ?? 0);
		const succeeded = kind === 'payment_succeeded';
		const price = priceOfInvoice(object);
		const recurs = recurringOf(object.billing_reason);
		// Credit, a coupon or a trial: only what begins or renews a subscription is settled by it. The change of one may
		// come to nothing or less, and settles nothing.
		const nothingDue = succeeded && paid === 0 && object.amount_due === 0;
		return {
			kind: nothingDue && recurs === undefined && (price ?? 0) <= 0 ? 'ignored' : kind,
			paymentReference: object.payment_intent ?? payment?.payment?.payment_intent ?? object.id,
			names: names(
				...[object.id, object.payment_intent, object.charge],
				...payments.flatMap((made) => [made.id, made.payment?.payment_intent, made.payment?.charge]),
			),
			object: { type: 'invoice', id: object.id },
			...amountOf(succeeded ? paid : object.amount_due, object.currency),
			priceMinor: succeeded ? minorOf(price, object.currency) : null,
			references: compact({
				...referencesIn({ ...details?.metadata, ...object.metadata }),
				providerCustomer: object.customer,
				providerInvoice: object.id,
				providerSubscription: details?.subscription ?? object.subscription,
			}),
			detail: compact({
				nothingAsked: (nothingDue && recurs !== undefined) || undefined,
				recurring: recurs,
			}),
			payer: payerOf({
				name: object.customer_name,
				email: object.customer_email,
				address: object.customer_address,
				taxIds: object.customer_tax_ids,
			}),
		};
	});

const invoicePayment = reader(objects.invoicePayment, (object) => ({
	kind: 'payment_succeeded',
	paymentReference: object.payment?.payment_intent ?? object.payment?.charge ?? object.invoice ?? object.id,
	names: names(object.id, object.payment?.payment_intent, object.payment?.charge, object.invoice),
	object: { type: 'invoice_payment', id: object.id },
	...amountOf(object.amount_paid, object.currency),
	priceMinor: null,
	references: compact({ providerInvoice: object.invoice }),
	detail: {},
	payer: {},
}));

const chargeRefunded = reader(objects.charge, (object) => {
	const { amountMinor, currency } = amountOf(object.amount_refunded, object.currency);
	return {
		kind: 'refunded',
		paymentReference: object.payment_intent ?? object.id,
		names: names(object.id, object.payment_intent, object.invoice),
		object: { type: 'charge', id: object.id },
		amountMinor,
		priceMinor: null,
		currency,
		references: compact({
			...referencesIn(object.metadata),
			providerCustomer: object.customer,
			providerInvoice: object.invoice,
		}),
		detail: compact({ refundedSoFarMinor: amountMinor ?? undefined }),
		payer: payerOf({
			name: object.billing_details?.name,
			email: object.billing_details?.email ?? object.receipt_email,
			address: object.billing_details?.address,
		}),
	};
});

const refundKinds: Readonly<Record<string, PaymentEventKind>> = {
	succeeded: 'refunded',
	failed: 'refund_failed',
	canceled: 'refund_failed',
};

const refund = reader(objects.refund, (object) => ({
	// One that is pending has not reached the buyer, and may still fail.
	kind: refundKinds[object.status ?? ''] ?? 'ignored',
	paymentReference: object.payment_intent ?? object.charge?.id ?? null,
	names: names(object.id, object.payment_intent, object.charge?.id),
	object: { type: 'refund', id: object.id },
	...amountOf(object.amount, object.currency),
	priceMinor: null,
	references: referencesIn(object.metadata),
	detail: compact({
		refundedSoFarMinor: minorOf(object.charge?.amount_refunded, object.currency) ?? undefined,
		refundedAt: object.created === undefined ? undefined : new Date(object.created * 1000).toISOString(),
	}),
	payer: {},
}));

const disputeOver: ReadonlySet<string | undefined> = new Set(['won', 'lost', 'warning_closed', 'prevented']);

/** An update may come after the end: its status tells that the dispute is over. */
const dispute = (told: 'disputed' | 'dispute_closed') =>
	reader(objects.dispute, (object) => {
		const kind = disputeOver.has(object.status) ? 'dispute_closed' : told;
		return {
			kind,
			paymentReference: object.payment_intent ?? object.charge ?? null,
			names: names(object.id, object.payment_intent, object.charge),
			object: { type: 'dispute', id: object.id },
			...amountOf(object.amount, object.currency),
			priceMinor: null,
			references: referencesIn(object.metadata),
			detail: compact({ disputeOutcome: kind === 'dispute_closed' ? outcomeOf(object.status) : undefined }),
			payer: {},
		};
	});

/** A closed inquiry took no money; a dispute that is won gave it back; one that was prevented never took it. */
function outcomeOf(status: string | undefined): 'won' | 'lost' {
	return ['won', 'warning_closed', 'prevented'].includes(status ?? '') ? 'won' : 'lost';
}

/** The event types that mean money. The pack ignores every other one. */
export const stripeReadings: ReadonlyMap<string, Read> = new Map([
	['checkout.session.completed', session()],
	['checkout.session.async_payment_succeeded', session('payment_succeeded')],
	['checkout.session.async_payment_failed', session('payment_failed')],
	['payment_intent.succeeded', intent('payment_succeeded')],
	['payment_intent.processing', intent('payment_pending')],
	['payment_intent.payment_failed', intent('payment_failed')],
	['payment_intent.canceled', intent('payment_failed')],
	['invoice.paid', invoice('payment_succeeded')],
	['invoice.payment_failed', invoice('payment_failed')],
	['invoice.payment_action_required', invoice('payment_pending')],
	['invoice_payment.paid', invoicePayment],
	['charge.refunded', chargeRefunded],
	['charge.refund.updated', refund],
	['refund.created', refund],
	['refund.updated', refund],
	['refund.failed', refund],
	['charge.dispute.created', dispute('disputed')],
	['charge.dispute.updated', dispute('disputed')],
	['charge.dispute.closed', dispute('dispute_closed')],
]);
