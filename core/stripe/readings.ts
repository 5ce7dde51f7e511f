import type { z } from 'zod';
import { known, reader, type PaymentEventKind, type Read, type Reading } from '../payments';
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

/** The metadata keys that a checkout of the pack carries. */
function ours(metadata: Readonly<Record<string, string>> = {}): Reading['references'] {
	const given = (key: string) => metadata[key]?.trim() || undefined;
	return known({
		order: given('order'),
		customer: given('customer_code'),
		plan: given('plan_code'),
		domain: given('domain'),
		invoice: given('invoice'),
	});
}

function sessionKind(session: z.output<typeof objects.checkoutSession>): PaymentEventKind {
	if (session.mode === 'setup') return 'ignored';
	if (session.payment_status === 'paid') return 'payment_succeeded';
	// Also said of money that is only due later; nothing to pay is as good as paid.
	const nothingToPay = session.payment_status === 'no_payment_required' && (session.amount_total ?? 0) === 0;
	return nothingToPay ? 'payment_succeeded' : 'payment_pending';
}

const session = (kind?: PaymentEventKind) =>
	reader(objects.checkoutSession, (given) => ({
		kind: kind ?? sessionKind(given),
		paymentReference: given.payment_intent ?? given.invoice ?? given.id,
		...amountOf(given.amount_total, given.currency),
		references: known({
			...ours(given.metadata),
			...known({ order: given.client_reference_id }),
			providerCustomer: given.customer,
			providerInvoice: given.invoice,
			providerSubscription: given.subscription,
		}),
		payer: known({
			name: given.customer_details?.name,
			email: given.customer_details?.email ?? given.customer_email,
		}),
	}));

const intent = (kind: PaymentEventKind) =>
	reader(objects.paymentIntent, (given) => ({
		kind,
		paymentReference: given.id,
		...amountOf(kind === 'payment_succeeded' ? (given.amount_received ?? given.amount) : given.amount, given.currency),
		references: known({
			...known({ order: given.payment_details?.order_reference }),
			...ours(given.metadata),
			providerCustomer: given.customer,
			providerInvoice: given.invoice,
		}),
		payer: known({ email: given.receipt_email }),
	}));

const invoice = (kind: PaymentEventKind) =>
	reader(objects.invoice, (given) => {
		const details = given.parent?.subscription_details ?? given.subscription_details;
		const [payment] = given.payments?.data.length === 1 ? given.payments.data : [];
		// Money that came outside Stripe may be counted apart. Not the sum: older versions count it in both.
		const paid = Math.max(given.amount_paid ?? 0, given.amount_paid_off_stripe ?? 0);
		return {
			kind,
			paymentReference: given.payment_intent ?? payment?.payment?.payment_intent ?? given.id,
			...amountOf(kind === 'payment_succeeded' ? paid : given.amount_due, given.currency),
			references: known({
				...ours({ ...details?.metadata, ...given.metadata }),
				providerCustomer: given.customer,
				providerInvoice: given.id,
				providerSubscription: details?.subscription ?? given.subscription,
			}),
			payer: known({ name: given.customer_name, email: given.customer_email }),
		};
	});

const invoicePayment = reader(objects.invoicePayment, (given) => ({
	kind: 'payment_succeeded',
	paymentReference: given.payment?.payment_intent ?? given.payment?.charge ?? given.invoice ?? given.id,
	...amountOf(given.amount_paid, given.currency),
	references: known({ providerInvoice: given.invoice }),
	payer: {},
}));

const chargeRefunded = reader(objects.charge, (given) => ({
	kind: 'refunded',
	paymentReference: given.payment_intent ?? given.id,
	...amountOf(given.amount_refunded, given.currency),
	references: known({ ...ours(given.metadata), providerCustomer: given.customer, providerInvoice: given.invoice }),
	payer: known({ name: given.billing_details?.name, email: given.billing_details?.email ?? given.receipt_email }),
}));

const refund = reader(objects.refund, (given) => ({
	// A refund that is pending may still fail.
	kind: given.status === 'succeeded' ? 'refunded' : 'ignored',
	paymentReference: given.payment_intent ?? given.charge?.id ?? null,
	...amountOf(given.charge?.amount_refunded ?? given.amount, given.currency),
	references: ours(given.metadata),
	payer: {},
}));

const dispute = (kind: PaymentEventKind) =>
	reader(objects.dispute, (given) => ({
		kind,
		paymentReference: given.payment_intent ?? given.charge ?? null,
		...amountOf(given.amount, given.currency),
		references: known({
			...ours(given.metadata),
			disputeOutcome: kind === 'dispute_closed' ? outcomeOf(given.status) : undefined,
		}),
		payer: {},
	}));

/** An inquiry that is closed took no money, as one that is won gave it back. */
function outcomeOf(status: string | undefined): 'won' | 'lost' {
	return status === 'won' || status === 'warning_closed' ? 'won' : 'lost';
}

/** The event types that mean money; every other one is ignored. */
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
