import { createHash } from 'node:crypto';
import type { Customer } from '../customers';
import type { Store } from '../db';
import { systemClock } from '../kernel/clock';
import { ExternalError } from '../kernel/errors';
import type { Language } from '../kernel/languages';
import { money } from '../kernel/money';
import { writerOf } from '../messages';
import { checkoutCreation, performNamed, type CheckoutInput, type StripeAccount } from '../stripe';
import { runUnrecorded } from '../tasks';
import { pendingOf } from './openInvoices';
import { contentOf, renewRequest } from './renewRequest';
import { lockRequests, notePage, requestsUnderWay, type PaymentRequest } from './requests';
import { closePage, coveredBy, lookAtPage, noteLooks, type LookedAt } from './sessions';

export interface CheckoutWish {
	readonly customer: Customer;
	readonly currency: string;
	readonly language: Language;
	/** Where the customer goes after paying, and who does not want to. */
	readonly successUrl: string;
	readonly cancelUrl: string;
	readonly keepPaymentMethod: boolean;
	/** What the customer saw: when something else is open, nothing is begun. */
	readonly seen?: string;
}

export type StartedCheckout =
	/** The customer pays there. */
	| { readonly state: 'ready'; readonly url: string; readonly request: PaymentRequest }
	/** Nothing is to be paid, or what is has been paid already. */
	| { readonly state: 'nothing' }
	/** Something else is open than what the customer saw. */
	| { readonly state: 'changed' };

/** Each round ends with a page, or with something that another one has changed meanwhile. */
const mostRounds = 5;

/**
 * Opens a page of Stripe for what a customer has open in a currency now. There is one page at a time that can be paid: the
 * one for the same amounts is used again, and every other one is closed before. Two runs at once end at one page. An
 * invoice whose money is on its way is not asked for.
 *
 * It holds no lock while it asks Stripe. A page is given to the customer only after it was noted with its request, and a
 * request that something else has taken the place of notes none: its page is closed, and nobody has seen it.
 *
 * @throws ExternalError in Stripe's words; then nobody was given a page.
 */
export async function openCheckout(
	{ store }: { readonly store: Store },
	stripe: StripeAccount,
	wish: CheckoutWish,
): Promise<StartedCheckout> {
	const { customerId } = wish.customer;
	const of = { customerId, currency: wish.currency };
	for (let round = 1; round <= mostRounds; round++) {
		const looks = await lookAtPages(store, stripe, of);
		await noteLooks(store, customerId, looks);
		const request = await store.asCustomer(
			customerId,
			async (transaction) => await renewRequest(transaction, of, coveredBy(looks)),
		);
		const others = looks.filter(
			({ state, request: { requestId } }) => state === 'open' && requestId !== request?.requestId,
		);
		if (!(await closeAll(store, stripe, others))) continue;
		if (!request) return { state: 'nothing' };
		if (wish.seen !== undefined && wish.seen !== contentOf(request.invoices)) return { state: 'changed' };
		const own = looks.find(({ request: { requestId } }) => requestId === request.requestId);
		if (own?.state === 'open' && own.url !== null) return { state: 'ready', url: own.url, request };
		const page = await makePage(stripe, request, wish);
		const noted = await store.asCustomer(customerId, async (transaction) => {
			// A charge that begins now either finds this page, or is found here.
			await lockRequests(transaction, of);
			const ids = request.invoices.map(({ invoiceId }) => invoiceId);
			if ((await pendingOf(transaction, ids, systemClock.now())).size > 0) return false;
			return await notePage(transaction, request.requestId, page.sessionId);
		});
		if (!noted) await closePage(stripe, { ...request, sessionId: page.sessionId });
		else if (page.status === 'open' && page.url !== null) return { state: 'ready', url: page.url, request };
	}
	throw new ExternalError(
		'busy',
		'What the customer has open changes all the time',
		'Ask the customer to try again in a minute.',
	);
}

/** How the pages that may take money, or have taken some, are at Stripe. */
export async function lookAtPages(
	store: Store,
	stripe: StripeAccount,
	of: { readonly customerId: string; readonly currency: string },
): Promise<LookedAt[]> {
	const underWay = await store.asCustomer(
		of.customerId,
		async (transaction) => await requestsUnderWay(transaction, of),
	);
	return await Promise.all(underWay.map(async (request) => await lookAtPage(stripe, request)));
}

/** False when somebody paid on one of them before it was closed. */
async function closeAll(store: Store, stripe: StripeAccount, open: readonly LookedAt[]): Promise<boolean> {
	for (const { request } of open) {
		const closed = await closePage(stripe, request);
		await noteLooks(store, request.customerId, [closed]);
		if (closed.state !== 'expired') return false;
	}
	return true;
}

async function makePage(stripe: StripeAccount, request: PaymentRequest, wish: CheckoutWish) {
	const params = pageFor(request, wish);
	// Links of two mails lead back to different addresses: each makes a page of its own, and only one of them is noted.
	const asked = createHash('sha256').update(JSON.stringify(params)).digest('hex').slice(0, 16);
	const work = { kind: 'named', id: `payment request ${request.requestId} ${asked}` } as const;
	return await performNamed(checkoutCreation(stripe), { work, params }, runUnrecorded);
}

/** A value of Stripe's metadata has at most 500 characters. */
const longestValue = 500;

function pageFor({ requestId, invoices }: PaymentRequest, wish: CheckoutWish): CheckoutInput {
	const { customer, currency, language, successUrl, cancelUrl, keepPaymentMethod } = wish;
	const { words, say } = writerOf(language);
	const numbers = invoices.map(({ invoiceNumber }) => invoiceNumber).join(', ');
	return {
		mode: 'payment',
		lines: invoices.map(({ invoiceNumber: number, amountMinor }) => ({
			name: say(words.payPage.line, { number }),
			unitAmount: money(amountMinor, currency),
			quantity: 1,
		})),
		...{ successUrl, cancelUrl, language, keepPaymentMethod },
		...(customer.stripeCustomerId !== null
			? { customerId: customer.stripeCustomerId }
			: customer.email !== null && { email: customer.email }),
		references: { customerCode: customer.customerCode, paymentRequest: requestId },
		// For people who look at Stripe; the request is what counts.
		metadata: { invoices: numbers.length <= longestValue ? numbers : `${numbers.slice(0, longestValue - 1)}…` },
	};
}
