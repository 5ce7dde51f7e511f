import { grouped } from '../kernel/groups';
import { unknownCurrency } from '../kernel/money';
import type { EventReferences, Payer, Payment, PaymentEventKind, Provider, StoredPaymentEvent } from '../payments';
import { disputesOf, type Disputes } from './disputes';
import { refundsOf } from './refunds';

/** The facts that all events of one payment tell together, in any order and any number. */
export interface PaymentFacts extends Pick<
	Payment,
	| 'paymentReference'
	| 'amountMinor'
	| 'priceMinor'
	| 'currency'
	| 'refundedMinor'
	| 'lostMinor'
	| 'receivedAt'
	| 'invoiceId'
> {
	readonly provider: Provider;
	/** Every ID of the payment that an event knows. */
	readonly names: readonly string[];
	/** Whether money came, or the provider asked for none. Otherwise the amount is what was refunded, disputed or refused. */
	readonly succeeded: boolean;
	/** The provider asked for no money, such as for a trial: it settles its invoice. */
	readonly nothingAsked: boolean;
	/** What was on its way back and failed, in minor units. */
	readonly failedRefundMinor: number;
	readonly dispute: Disputes['dispute'];
	readonly disputeIds: readonly string[];
	/** Whether it is the first payment of its subscription or a later one; null when no event says. */
	readonly recurring: 'first' | 'renewal' | null;
	readonly references: EventReferences;
	/** Who paid, as the provider has it. */
	readonly payer: Payer;
	/** Of a payment of Invoice Ninja: the invoice there that it pays, `<companyCode>:<id>`; null for what pays none. */
	readonly source?: { readonly invoice: string | null };
	/** Of a payment of a request of the pack: the invoice that this part of it pays; null for what pays none. */
	readonly request?: { readonly invoiceId: string | null };
	/** Invoice Ninja does not know the payment any more, and a gateway has its money. */
	readonly withdrawn?: boolean;
	/** A part of a payment of several invoices went back, and nobody said of which invoice. */
	readonly shareUnknown?: boolean;
}

/** Kinds of events that are about money that moved, or was refused. */
const moneyKinds: ReadonlySet<PaymentEventKind> = new Set([
	'payment_succeeded',
	'payment_failed',
	'refunded',
	'refund_failed',
	'disputed',
	'dispute_closed',
]);

/** False for an event that changes nothing: a payment on its way, or nothing about money. */
export function isMoney({ kind }: Pick<StoredPaymentEvent, 'kind'>): boolean {
	return moneyKinds.has(kind);
}

/**
 * Adds up the events of one payment. Pure, and the same for every order of them.
 *
 * @param events at least one of them is about money.
 */
export function paymentFacts(events: readonly StoredPaymentEvent[]): PaymentFacts {
	const sorted = [...events].sort(byTime);
	const money = sorted.filter(isMoney);
	const [first] = money;
	if (!first) throw new RangeError('none of the events is about money');
	const successes = money.filter(({ kind }) => kind === 'payment_succeeded');
	const telling =
		successes.findLast(({ amountMinor: told, currency }) => told !== null && currency !== null) ??
		successes.at(-1) ??
		[...money].reverse().find((event) => event.amountMinor !== null) ??
		first;
	const currency = telling.currency ?? unknownCurrency;
	const cameMinor = mostOf(successes, currency, ({ amountMinor }) => amountMinor);
	const amountMinor = successes.length > 0 ? cameMinor : Math.max(telling.amountMinor ?? 0, 0);
	const { failedMinor, ...refunds } = refundsOf(money);
	const { dispute, lostMinor, disputeIds } = disputesOf(money, currency);
	const lost = Math.min(lostMinor ?? amountMinor, amountMinor);
	// PayPal counts what disputes and reversals took among the refunds, and Stripe does not.
	const alsoLost = first.provider === 'paypal' ? lost : 0;
	const most = successes.length > 0 ? amountMinor : Number.MAX_SAFE_INTEGER;
	const backMinor = Math.min(Math.max(refunds.singleMinor, refunds.totalMinor - alsoLost), most);
	return {
		provider: first.provider,
		paymentReference: paymentReferenceOf(successes[0] ?? first),
		names: [...new Set(sorted.flatMap(({ names }) => names))],
		succeeded: successes.length > 0,
		nothingAsked: cameMinor === 0 && successes.some(({ detail }) => detail.nothingAsked),
		amountMinor,
		priceMinor: successes.length > 0 ? priceOf(sorted, currency, amountMinor) : amountMinor,
		currency,
		refundedMinor: backMinor,
		failedRefundMinor: failedMinor,
		lostMinor: Math.min(lost, Math.max(amountMinor - backMinor, 0)),
		dispute,
		disputeIds,
		recurring: sorted.find(({ detail }) => detail.recurring)?.detail.recurring ?? null,
		receivedAt: (successes[0] ?? first).occurredAt,
		references: mergedReferences(sorted),
		payer: mergedPayer(sorted),
		invoiceId: sorted.find(({ invoiceId }) => invoiceId !== null)?.invoiceId ?? null,
	};
}

const paymentReferenceOf = ({ paymentReference, names, eventId }: StoredPaymentEvent) =>
	paymentReference ?? names[0] ?? `event:${eventId}`;

/**
 * An amount that several events tell. They look at the same money through objects of several types, such as an invoice
 * and the intents that pay it: the objects of one type add up, and the type that knows the most counts. Of one object
 * the last event counts: an earlier one may tell of less, such as a part that was captured.
 */
function mostOf(
	events: readonly StoredPaymentEvent[],
	currency: string,
	amountOf: (event: StoredPaymentEvent) => number | null,
): number {
	const telling = events.filter((event) => event.currency === currency && amountOf(event) !== null);
	const byType = grouped(telling, ({ objectType }) => objectType);
	// A session tells what it asked for, and its invoice what was paid of that: credit may have paid a part.
	if (byType.has('invoice')) byType.delete('session');
	const sums = [...byType.values()].map((ofType) => {
		const last = new Map(ofType.map((event) => [event.objectId ?? event.eventId, amountOf(event) ?? 0]));
		return [...last.values()].reduce((sum, amount) => sum + amount, 0);
	});
	return Math.max(0, ...sums);
}

/** What the money pays of the price. An event of an order that is not paid yet tells it for the whole order only. */
function priceOf(sorted: readonly StoredPaymentEvent[], currency: string, amountMinor: number): number {
	const telling = sorted.filter(
		({ kind, amountMinor: asked }) =>
			kind === 'payment_succeeded' || (kind === 'payment_pending' && asked !== null && asked <= amountMinor),
	);
	const known = telling.filter(({ priceMinor }) => priceMinor !== null);
	return known.length > 0 ? mostOf(known, currency, ({ priceMinor }) => priceMinor) : amountMinor;
}

/** The first value of each reference: a later event of a payment may know less, and none knows otherwise. */
function mergedReferences(sorted: readonly StoredPaymentEvent[]): EventReferences {
	return Object.assign({}, ...[...sorted].reverse().map(({ references }) => references)) as EventReferences;
}

/** What a buyer has filled in counts before what was printed on an invoice or a card. */
const payerTypes = ['session', 'order', 'subscription', 'invoice'];

/** Who paid: of each part the first that an event tells. */
function mergedPayer(sorted: readonly StoredPaymentEvent[]): Payer {
	const rank = ({ objectType }: StoredPaymentEvent) => (payerTypes.indexOf(objectType ?? '') + 10) % 10;
	const told = sorted.toSorted((one, other) => rank(one) - rank(other));
	return Object.assign({}, ...told.reverse().map(({ payer }) => payer)) as Payer;
}

function byTime(one: StoredPaymentEvent, other: StoredPaymentEvent): number {
	return (
		one.occurredAt.getTime() - other.occurredAt.getTime() ||
		(one.eventId < other.eventId ? -1 : Number(one.eventId > other.eventId))
	);
}
