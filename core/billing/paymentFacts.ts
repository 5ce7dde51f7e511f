import type { EventReferences, StoredPaymentEvent } from '../payments';

/** What all events of one payment say together, whatever their order and however often they came. */
export interface PaymentFacts {
	readonly succeeded: boolean;
	/** Of the money that came; until it is known, of what was refunded, disputed or refused. */
	readonly amountMinor: number;
	readonly currency: string;
	/** In all, never more than came. */
	readonly refundedMinor: number;
	readonly dispute: 'none' | 'open' | 'lost';
	/** When the money came; until that is known, when the payment was first heard of. */
	readonly at: Date;
	readonly references: EventReferences;
}

/** Kinds of events that are about money that moved, or was refused. */
const moneyKinds: ReadonlySet<string> = new Set([
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
 * @param events at least one that is about money.
 */
export function paymentFacts(events: readonly StoredPaymentEvent[]): PaymentFacts {
	const sorted = events.filter(isMoney).sort(byTime);
	const [first] = sorted;
	if (!first) throw new RangeError('none of the events is about money');
	const of = (kind: string) => sorted.filter((event) => event.kind === kind);
	const successes = of('payment_succeeded');
	// The last word on how much came: an earlier event may tell of less, such as a part that was captured.
	const money = successes.at(-1) ?? [...sorted].reverse().find(({ amountMinor }) => amountMinor !== null) ?? first;
	const amountMinor = money.amountMinor ?? 0;
	// Each tells of all refunds so far, or of at least one of them.
	const refunded = Math.max(0, ...of('refunded').map((event) => event.amountMinor ?? 0));
	return {
		succeeded: successes.length > 0,
		amountMinor: Math.max(amountMinor, 0),
		currency: money.currency ?? 'XXX',
		refundedMinor: successes.length > 0 ? Math.min(refunded, Math.max(amountMinor, 0)) : refunded,
		dispute: disputeOf(of('disputed'), of('dispute_closed')),
		at: (successes[0] ?? first).occurredAt,
		references: mergedReferences(sorted),
	};
}

function disputeOf(
	opened: readonly StoredPaymentEvent[],
	closed: readonly StoredPaymentEvent[],
): PaymentFacts['dispute'] {
	const end = closed.at(-1);
	const begin = opened.at(-1);
	// Events of one second are not ordered: a dispute is closed after it was opened.
	if (end && (!begin || begin.occurredAt <= end.occurredAt)) {
		return end.references.disputeOutcome === 'won' ? 'none' : 'lost';
	}
	return begin ? 'open' : 'none';
}

/** The first that was said of each: a later event of a payment may know less, and none knows otherwise. */
function mergedReferences(sorted: readonly StoredPaymentEvent[]): EventReferences {
	return Object.assign({}, ...[...sorted].reverse().map(({ references }) => references)) as EventReferences;
}

function byTime(one: StoredPaymentEvent, other: StoredPaymentEvent): number {
	return (
		one.occurredAt.getTime() - other.occurredAt.getTime() ||
		(one.eventId < other.eventId ? -1 : Number(one.eventId > other.eventId))
	);
}
