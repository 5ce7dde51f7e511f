import { createdFilter, createdFilters } from './billing/held';
import { missingParameter, noSuch } from './errors';
import { checkedPage } from './parameters';
import type { StripeState } from './state';

type Held = Readonly<Record<string, unknown>>;

/** What this Stripe knows besides sessions of its own: the objects by the IDs that they are asked for. */
export interface StripeKnowledge {
	/** Invoice payments by the payment intent that makes them. */
	readonly invoicePayments: Readonly<Record<string, readonly Held[]>>;
	/** Checkout sessions by their payment intent. */
	readonly sessions: Readonly<Record<string, readonly Held[]>>;
	readonly paymentIntents: Readonly<Record<string, Held>>;
	readonly charges: Readonly<Record<string, Held>>;
	readonly invoices: Readonly<Record<string, Held>>;
}

export const knowsNothing: StripeKnowledge = {
	invoicePayments: {},
	sessions: {},
	paymentIntents: {},
	charges: {},
	invoices: {},
};

/** Adds objects to what this Stripe knows. An object with a known ID takes the place of the one before. */
export function tellStripe(state: StripeState, told: Partial<StripeKnowledge>): void {
	const before = knowledgeOf(state);
	state.knowledge = {
		invoicePayments: { ...before.invoicePayments, ...told.invoicePayments },
		sessions: { ...before.sessions, ...told.sessions },
		paymentIntents: { ...before.paymentIntents, ...told.paymentIntents },
		charges: { ...before.charges, ...told.charges },
		invoices: { ...before.invoices, ...told.invoices },
	};
}

/** A state file of an older stand-in has no knowledge. */
const knowledgeOf = ({ knowledge = knowsNothing }: Pick<Partial<StripeState>, 'knowledge'>): StripeKnowledge =>
	knowledge;

export const known = {
	/** `GET /v1/invoice_payments`, by payment intent. */
	invoicePayments(state: StripeState, query: URLSearchParams, url: string) {
		const type = query.get('payment[type]');
		const intent = query.get('payment[payment_intent]');
		const data = checkedPage(url, query, ['payment[type]', 'payment[payment_intent]', 'invoice', 'status']);
		const ofInvoice = query.get('invoice');
		const { invoicePayments } = state.billing;
		if (intent === null) {
			const all: readonly Held[] = [...invoicePayments, ...Object.values(knowledgeOf(state).invoicePayments).flat()];
			return data(all.filter(({ invoice }) => ofInvoice === null || invoice === ofInvoice));
		}
		// `payment[type]` is required wherever `payment` is given (specification, InvoicePaymentListParams.Payment).
		if (type !== 'payment_intent') throw missingParameter('payment[type]');
		const made = invoicePayments.filter(({ payment }) => payment.payment_intent === intent);
		return data(made.length > 0 ? made : of(state, intent, 'invoicePayments'));
	},

	/** `GET /v1/checkout/sessions`, by payment intent. Sessions of mode subscription have none. */
	sessions(state: StripeState, query: URLSearchParams, url: string) {
		const data = checkedPage(url, query, ['payment_intent', 'subscription', 'customer', 'status', ...createdFilters]);
		const intent = query.get('payment_intent');
		const made = createdFilter(query);
		const chosen = (session: Held) =>
			['customer', 'subscription', 'status'].every(
				(field) => (query.get(field) ?? session[field]) === session[field],
			) && made({ created: Number(session.created ?? 0) });
		if (intent === null)
			return data([...state.sessions, ...Object.values(knowledgeOf(state).sessions).flat()].filter(chosen));
		const own = state.sessions.filter((session) => session.payment_intent === intent);
		return data(own.length > 0 ? own : of(state, intent, 'sessions'));
	},

	retrieve(state: StripeState, kind: 'paymentIntents' | 'charges' | 'invoices', id: string): Held {
		const own: ReadonlyArray<Held & { readonly id: string }> = state.billing[kind];
		const found = own.find((one) => one.id === id) ?? knowledgeOf(state)[kind][id];
		if (found) return found;
		const names = { paymentIntents: 'payment_intent', charges: 'charge', invoices: 'invoice' };
		throw noSuch(names[kind], id);
	},
};

/** A list by an intent that this Stripe never had is refused; by one that it had, it may be empty. */
function of(state: StripeState, intent: string, kind: 'invoicePayments' | 'sessions'): readonly Held[] {
	const knowledge = knowledgeOf(state);
	const found = knowledge[kind][intent];
	if (found) return found;
	if (knowledge.paymentIntents[intent] ?? state.billing.paymentIntents.some(({ id }) => id === intent)) return [];
	throw noSuch('payment_intent', intent, 'payment_intent');
}
