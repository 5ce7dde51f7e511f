import type { Store } from '../db';
import { ExternalError } from '../kernel/errors';
import { checkoutExpiry, getCheckout, getPayment, type StripeAccount } from '../stripe';
import { runUnrecorded } from '../tasks';
import { noteSession, type PaymentRequest } from './requests';

/**
 * How the page of a request is at Stripe. `paid`: the money came, and its event is on its way. `pending`: the customer has
 * done their part, and a bank takes days. `failed`: they had, and no money came.
 */
export type PageState = 'open' | 'expired' | 'paid' | 'pending' | 'failed';

/** A request whose page was looked at. */
export interface LookedAt {
	readonly request: PaymentRequest;
	readonly state: PageState;
	/** Where an open page is. */
	readonly url: string | null;
}

const unlessGone = (error: unknown): undefined => {
	if (error instanceof ExternalError && error.errorClass === 'not_found') return undefined;
	throw error;
};

/** Looks at the page of a request. One that Stripe does not have, such as after another account was connected, is over. */
export async function lookAtPage(stripe: StripeAccount, request: PaymentRequest): Promise<LookedAt> {
	const { sessionId } = request;
	const session = sessionId === null ? undefined : await getCheckout(stripe, sessionId).catch(unlessGone);
	if (!session || session.status === 'expired') return { request, state: 'expired', url: null };
	if (session.status === 'open') return { request, state: 'open', url: session.url };
	if (session.paymentStatus !== 'unpaid') return { request, state: 'paid', url: null };
	return { request, state: await stateOfIntent(stripe, session.paymentIntentId), url: null };
}

/** A page that is complete and unpaid has a payment that takes days, or that failed in the end. */
async function stateOfIntent(stripe: StripeAccount, paymentIntentId: string | null): Promise<PageState> {
	const payment = paymentIntentId === null ? undefined : await getPayment(stripe, paymentIntentId).catch(unlessGone);
	if (payment?.status === 'succeeded') return 'paid';
	return payment?.status === 'requires_payment_method' || payment?.status === 'canceled' ? 'failed' : 'pending';
}

/**
 * Closes the page of a request, so that nobody pays on it any more. A customer may be quicker: then it is paid or pending,
 * and the state says so.
 */
export async function closePage(stripe: StripeAccount, request: PaymentRequest): Promise<LookedAt> {
	const { sessionId } = request;
	if (sessionId === null) return { request, state: 'expired', url: null };
	const work = { kind: 'named', id: `close ${sessionId}` } as const;
	try {
		await runUnrecorded(checkoutExpiry(stripe), { work, params: { sessionId } });
		return { request, state: 'expired', url: null };
	} catch (error) {
		if (!(error instanceof ExternalError) || !['invalid', 'not_found'].includes(error.errorClass)) throw error;
		const now = await lookAtPage(stripe, request);
		if (now.state === 'open') throw error;
		return now;
	}
}

/** Writes down how pages were found, as far as it is news for good. */
export async function noteLooks(store: Store, customerId: string, looks: readonly LookedAt[]): Promise<void> {
	const over = looks.flatMap(({ request, state }) => (state === 'open' ? [] : [{ request, state }]));
	if (over.length === 0) return;
	await store.asCustomer(customerId, async (transaction) => {
		for (const { request, state } of over) {
			const kept = state === 'expired' || state === 'failed' ? state : 'complete';
			await noteSession(transaction, request.requestId, kept);
		}
	});
}

/** The invoices whose money is on its way: nobody is asked for it again. */
export const coveredBy = (looks: readonly LookedAt[]): Set<string> =>
	new Set(
		looks
			.filter(({ state }) => state === 'paid' || state === 'pending')
			.flatMap(({ request }) => request.invoices.map(({ invoiceId }) => invoiceId)),
	);
