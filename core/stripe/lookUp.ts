import type Stripe from 'stripe';
import { ExternalError } from '../kernel/errors';
import { compact, names, packReferences, type EventDetail, type EventReferences } from '../payments';
import { checkEndpointAccess } from './endpoints';
import { recurringOf } from './readings';
import { unlessMissing, withStripe, type StripeAccount } from './client';

/** What Stripe tells about a payment. */
export interface StripePayment {
	readonly names: readonly string[];
	readonly references: EventReferences;
	readonly detail: Pick<EventDetail, 'recurring'>;
}

/** What the key must be allowed to do for a look-up. */
const right = 'to read Payment Intents, Charges, Invoices and Checkout Sessions';

/**
 * Asks Stripe which objects a payment has and who paid for what. Since the API version 2025-03-31 a charge names neither
 * its invoice nor its checkout: only Stripe can tell that a refund of the one is about the other.
 *
 * @param known IDs of the payment: intents and charges, others are passed over.
 * @throws ExternalError in Stripe's words, such as `permission` when the key may not read them.
 */
export async function lookUpPayment(account: StripeAccount, known: readonly string[]): Promise<StripePayment> {
	return await withStripe(
		account,
		async (stripe) => {
			const charges = known.filter((id) => /^(ch|py)_/.test(id));
			const told = await Promise.all(charges.map(async (id) => await ofCharge(stripe, id)));
			const intents = new Set([...known, ...told.flatMap((one) => one.names)].filter((id) => id.startsWith('pi_')));
			for (const id of intents) told.push(...(await ofIntent(stripe, id)));
			return {
				names: names(...told.flatMap((one) => one.names)),
				references: Object.assign({}, ...told.map(({ references }) => references)) as EventReferences,
				detail: Object.assign({}, ...told.map(({ detail }) => detail)) as StripePayment['detail'],
			};
		},
		right,
	);
}

/**
 * Finds what the key is for: to manage webhook endpoints, or only to read the payments that a look-up asks about.
 *
 * @throws ExternalError in Stripe's words when it may do neither, and InputError when there is no key.
 */
export async function checkAccess(account: StripeAccount): Promise<'endpoints' | 'payments'> {
	try {
		await checkEndpointAccess(account);
		return 'endpoints';
	} catch (error) {
		if (!(error instanceof ExternalError && error.errorClass === 'permission')) throw error;
		await withStripe(account, async (stripe) => await stripe.checkout.sessions.list({ limit: 1 }), right);
		return 'payments';
	}
}

const nothing: StripePayment = { names: [], references: {}, detail: {} };

async function ofCharge(stripe: Stripe, id: string): Promise<StripePayment> {
	const charge = await stripe.charges.retrieve(id).catch(unlessMissing);
	if (!charge) return nothing;
	return { names: names(charge.id, idOf(charge.payment_intent)), references: referencesIn(charge), detail: {} };
}

async function ofIntent(stripe: Stripe, id: string): Promise<StripePayment[]> {
	const [intent, sessions, payments] = await Promise.all([
		stripe.paymentIntents.retrieve(id).catch(unlessMissing),
		stripe.checkout.sessions.list({ payment_intent: id, limit: 1 }).catch(unlessMissing),
		stripe.invoicePayments
			.list({ payment: { type: 'payment_intent', payment_intent: id }, limit: 10 })
			.catch(unlessMissing),
	]);
	const ofInvoices = (payments?.data ?? []).map(async (payment) => {
		const invoice = idOf(payment.invoice);
		return { names: names(payment.id, invoice), ...(await ofInvoice(stripe, invoice)) };
	});
	return [
		intent
			? { names: names(intent.id, idOf(intent.latest_charge)), references: referencesIn(intent), detail: {} }
			: nothing,
		...(sessions?.data ?? []).map((session) => ({
			names: names(session.id, idOf(session.invoice)),
			references: {
				...referencesIn(session),
				...compact({
					order: session.client_reference_id ?? undefined,
					providerSubscription: idOf(session.subscription),
				}),
			},
			detail: session.subscription ? { recurring: 'first' as const } : {},
		})),
		...(await Promise.all(ofInvoices)),
	];
}

async function ofInvoice(stripe: Stripe, id: string | undefined): Promise<Omit<StripePayment, 'names'>> {
	const invoice = id === undefined ? undefined : await stripe.invoices.retrieve(id).catch(unlessMissing);
	if (!invoice) return nothing;
	const subscription = invoice.parent?.subscription_details;
	const metadata = { ...subscription?.metadata, ...invoice.metadata };
	return {
		references: compact({
			...referencesIn({ metadata, customer: invoice.customer }),
			providerInvoice: invoice.id,
			providerSubscription: idOf(subscription?.subscription),
		}),
		detail: compact({ recurring: recurringOf(invoice.billing_reason) }),
	};
}

type Named = string | { readonly id?: string } | null | undefined;

function referencesIn({ metadata, customer }: { metadata: Stripe.Metadata | null; customer: Named }): EventReferences {
	return compact({ ...packReferences((key) => metadata?.[key]), providerCustomer: idOf(customer) });
}

function idOf(named: Named): string | undefined {
	return typeof named === 'string' ? named : named?.id;
}
