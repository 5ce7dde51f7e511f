import type { z } from 'zod';
import { compact, packReferences, reader, type PaymentEventKind, type Read, type Reading } from '../payments';
import { moneyOfStripe } from './amount';
import * as objects from './objects';

/** The amount in ISO minor units; nulls when the object has none. */
function amountOf(
	amount: number | null | undefined,
	currency: string | null | undefined,
): Pick<Reading, 'amountMinor' | 'currency'> {
	if (typeof amount !== 'number' || !currency) return { amountMinor: null, currency: null };
	return moneyOfStripe(amount, currency);
}

function referencesIn(metadata: Readonly<Record<string, string>> = {}): Reading['references'] {
	return packReferences((key) => metadata[key]);
}

function sessionKind(session: z.output<typeof objects.checkoutSession>): PaymentEventKind {
	if (session.mode === 'setup') return 'ignored';
	if (session.payment_status === 'paid') return 'payment_succeeded';
	// Stripe says the same of money that is only due later. A session with nothing to pay counts as paid.
	const nothingToPay = session.payment_status === 'no_payment_required' && (session.amount_total ?? 0) === 0;
	return nothingToPay ? 'payment_succeeded' : 'payment_pending';
}

const session = (kind?: PaymentEventKind) =>
	reader(objects.checkoutSession, (object) => ({
		kind: kind ?? sessionKind(object),
		paymentReference: object.payment_intent ?? object.invoice ?? object.id,
		...amountOf(object.amount_total, object.currency),
		references: compact({
			...referencesIn(object.metadata),
			...compact({ order: object.client_reference_id }),
			providerCustomer: object.customer,
			providerInvoice: object.invoice,
			providerSubscription: object.subscription,
		}),
		payer: compact({
			name: object.customer_details?.name,
			email: object.customer_details?.email ?? object.customer_email,
		}),
	}));

const intent = (kind: PaymentEventKind) =>
	reader(objects.paymentIntent, (object) => ({
		kind,
		paymentReference: object.id,
		...amountOf(
			kind === 'payment_succeeded' ? (object.amount_received ?? object.amount) : object.amount,
			object.currency,
		),
		references: compact({
			...compact({ order: object.payment_details?.order_reference }),
			...referencesIn(object.metadata),
			providerCustomer: object.customer,
			providerInvoice: object.invoice,
		}),
		payer: compact({ email: object.receipt_email }),
	}));

const invoice = (kind: PaymentEventKind) =>
	reader(objects.invoice, (object) => {
		const details = object.parent?.subscription_details ?? object.subscription_details;
		const [payment] = object.payments?.data.length === 1 ? object.payments.data : [];
		// Newer versions count money from outside Stripe apart, older ones in both: so it is not the sum.
		const paid = Math.max(object.amount_paid ?? 0, object.amount_paid_off_stripe ?? 0);
		return {
			kind,
			paymentReference: object.payment_intent ?? payment?.payment?.payment_intent ?? object.id,
			...amountOf(kind === 'payment_succeeded' ? paid : object.amount_due, object.currency),
			references: compact({
				...referencesIn({ ...details?.metadata, ...object.metadata }),
				providerCustomer: object.customer,
				providerInvoice: object.id,
				providerSubscription: details?.subscription ?? object.subscription,
			}),
			payer: compact({ name: object.customer_name, email: object.customer_email }),
		};
	});

const invoicePayment = reader(objects.invoicePayment, (object) => ({
	kind: 'payment_succeeded',
	paymentReference: object.payment?.payment_intent ?? object.payment?.charge ?? object.invoice ?? object.id,
	...amountOf(object.amount_paid, object.currency),
	references: compact({ providerInvoice: object.invoice }),
	payer: {},
}));

const chargeRefunded = reader(objects.charge, (object) => ({
	kind: 'refunded',
	paymentReference: object.payment_intent ?? object.id,
	...amountOf(object.amount_refunded, object.currency),
	references: compact({
		...referencesIn(object.metadata),
		providerCustomer: object.customer,
		providerInvoice: object.invoice,
	}),
	payer: compact({ name: object.billing_details?.name, email: object.billing_details?.email ?? object.receipt_email }),
}));

const refund = reader(objects.refund, (object) => ({
	// A pending refund may still fail.
	kind: object.status === 'succeeded' ? 'refunded' : 'ignored',
	paymentReference: object.payment_intent ?? object.charge?.id ?? null,
	...amountOf(object.charge?.amount_refunded ?? object.amount, object.currency),
	references: referencesIn(object.metadata),
	payer: {},
}));

const dispute = (kind: PaymentEventKind) =>
	reader(objects.dispute, (object) => ({
		kind,
		paymentReference: object.payment_intent ?? object.charge ?? null,
		...amountOf(object.amount, object.currency),
		references: compact({
			...referencesIn(object.metadata),
			disputeOutcome: kind === 'dispute_closed' ? outcomeOf(object.status) : undefined,
		}),
		payer: {},
	}));

/** A closed inquiry took no money; a dispute that is won gave it back. */
function outcomeOf(status: string | undefined): 'won' | 'lost' {
	return status === 'won' || status === 'warning_closed' ? 'won' : 'lost';
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
	['refund.created', refund],
	['refund.updated', refund],
	['charge.dispute.created', dispute('disputed')],
	['charge.dispute.updated', dispute('disputed')],
	['charge.dispute.closed', dispute('dispute_closed')],
]);
