import {
	referenceOf,
	type EventReferences,
	type Payment,
	type PaymentEventKind,
	type StoredPaymentEvent,
} from '../payments';

/** The facts that all events of one payment tell together, in any order and any number. */
export interface PaymentFacts extends Pick<
	Payment,
	'provider' | 'paymentReference' | 'amountMinor' | 'currency' | 'refundedMinor' | 'receivedAt' | 'invoiceId'
> {
	/** Whether money came. Without it the amount is what was refunded, disputed or refused. */
	readonly succeeded: boolean;
	readonly dispute: 'none' | 'open' | 'lost';
	readonly references: EventReferences;
}

/** Kinds of events that are about money that moved, or was refused. */
const moneyKinds: ReadonlySet<PaymentEventKind> = new Set([
	'payment_succeeded',
	'payment_failed',
	'refunded',
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
	const sorted = events.filter(isMoney).sort(byTime);
	const [first] = sorted;
	if (!first) throw new RangeError('none of the events is about money');
	const of = (kind: PaymentEventKind) => sorted.filter((event) => event.kind === kind);
	const successes = of('payment_succeeded');
	// The last success says how much came: an earlier event may tell of less, such as a part that was captured.
	const money = successes.at(-1) ?? [...sorted].reverse().find((event) => event.amountMinor !== null) ?? first;
	const amountMinor = Math.max(money.amountMinor ?? 0, 0);
	// Each tells of all refunds so far, or of at least one of them.
	const refunded = Math.max(0, ...of('refunded').map((event) => event.amountMinor ?? 0));
	return {
		provider: first.provider,
		paymentReference: referenceOf(first),
		succeeded: successes.length > 0,
		amountMinor,
		currency: money.currency ?? 'XXX',
		refundedMinor: successes.length > 0 ? Math.min(refunded, amountMinor) : refunded,
		dispute: disputeOf(of('disputed'), of('dispute_closed')),
		receivedAt: (successes[0] ?? first).occurredAt,
		references: mergedReferences(sorted),
		invoiceId: events.find(({ invoiceId }) => invoiceId !== null)?.invoiceId ?? null,
	};
}

function disputeOf(
	opened: readonly StoredPaymentEvent[],
	closed: readonly StoredPaymentEvent[],
): PaymentFacts['dispute'] {
	const end = closed.at(-1);
	const begin = opened.at(-1);
	// Events of one second have no order: a dispute is closed after it was opened.
	if (end && (!begin || begin.occurredAt <= end.occurredAt)) {
		return end.references.disputeOutcome === 'won' ? 'none' : 'lost';
	}
	return begin ? 'open' : 'none';
}

/** The first value of each reference: a later event of a payment may know less, and none knows otherwise. */
function mergedReferences(sorted: readonly StoredPaymentEvent[]): EventReferences {
	return Object.assign({}, ...[...sorted].reverse().map(({ references }) => references)) as EventReferences;
}

function byTime(one: StoredPaymentEvent, other: StoredPaymentEvent): number {
	return (
		one.occurredAt.getTime() - other.occurredAt.getTime() ||
		(one.eventId < other.eventId ? -1 : Number(one.eventId > other.eventId))
	);
}
