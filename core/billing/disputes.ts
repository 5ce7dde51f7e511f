import { grouped } from '../kernel/groups';
import type { StoredPaymentEvent } from '../payments';

/** What disputes mean for one payment. */
export interface Disputes {
	/** Open while one of them is; lost when none is open and one was lost. */
	readonly dispute: 'none' | 'open' | 'lost';
	/** What the lost ones took, in minor units. Null when one does not say how much: then it is all. */
	readonly lostMinor: number | null;
	/** The provider's IDs of those that are not won. */
	readonly disputeIds: readonly string[];
}

interface Dispute {
	readonly id: string;
	readonly state: 'open' | 'won' | 'lost';
	readonly amountMinor: number | null;
	readonly since: Date;
	/** The payment that it is about. */
	readonly payment: string | null;
	/** The provider took the money by itself. */
	readonly isReversal: boolean;
}

/** Adds up the disputes of one money, each by its own ID. The same for every order of the events. */
export function disputesOf(events: readonly StoredPaymentEvent[], currency: string): Disputes {
	const told = grouped(
		events.filter(({ kind }) => kind === 'disputed' || kind === 'dispute_closed'),
		({ objectId, names }) => objectId ?? names[0],
	);
	const disputes = [...told.values()].map((ofOne) => disputeOf(ofOne, currency));
	const lost = disputes.filter(({ state }) => state === 'lost');
	// One order may have several captures, each with a dispute of its own.
	const byPayment = [...grouped(lost, ({ payment }) => payment).values()];
	return {
		dispute: disputes.some(({ state }) => state === 'open') ? 'open' : lost.length > 0 ? 'lost' : 'none',
		lostMinor: sumOf(byPayment.map((ofOne) => lostOf(ofOne, events))),
		disputeIds: disputes.flatMap(({ id, state }) => (state === 'won' ? [] : [id])).sort(),
	};
}

/** What the lost disputes of one payment took. PayPal tells the same loss as the end of a dispute and as a reversal. */
function lostOf(lost: readonly Dispute[], events: readonly StoredPaymentEvent[]): number | null {
	const reversed = sumOf(lost.filter(({ isReversal }) => isReversal).map(({ amountMinor }) => amountMinor));
	const taken = sumOf(
		notRefunded(
			lost.filter(({ isReversal }) => !isReversal),
			events,
		),
	);
	return reversed === null || taken === null ? null : Math.max(reversed, taken);
}

function sumOf(amounts: ReadonlyArray<number | null>): number | null {
	return amounts.reduce<number | null>((sum, amount) => (sum === null || amount === null ? null : sum + amount), 0);
}

/** @param events of one dispute, at least one, in the order in which they happened. */
function disputeOf(events: readonly StoredPaymentEvent[], currency: string): Dispute {
	const begin = events.filter(({ kind }) => kind === 'disputed').at(-1);
	const end = events.filter(({ kind }) => kind === 'dispute_closed').at(-1);
	// Events of one second have no order: a dispute is closed after it was opened.
	const closed = end && (!begin || begin.occurredAt <= end.occurredAt) ? end : undefined;
	const last = closed ?? begin;
	return {
		id: last?.objectId ?? 'without an ID',
		state: closed ? (closed.detail.disputeOutcome === 'won' ? 'won' : 'lost') : 'open',
		// A bank may dispute in another currency than that of the payment.
		amountMinor: last?.currency === currency ? last.amountMinor : null,
		since: (events[0] ?? last)?.occurredAt ?? new Date(0),
		payment: last?.paymentReference ?? null,
		isReversal: last?.objectType === 'reversal',
	};
}

/**
 * What lost disputes took beside the refunds. PayPal pays the buyer of a lost dispute by a refund or a reversal of its
 * own: one of the same amount that came after the dispute began is the same money.
 */
function notRefunded(lost: readonly Dispute[], events: readonly StoredPaymentEvent[]): Array<number | null> {
	const payment = lost[0]?.payment;
	const refunds = events.filter(
		({ provider, kind, objectType, paymentReference }) =>
			provider === 'paypal' && kind === 'refunded' && objectType === 'refund' && paymentReference === payment,
	);
	return lost.map(({ amountMinor, since }) => {
		const same = refunds.findIndex((refund) => refund.amountMinor === amountMinor && refund.occurredAt >= since);
		if (same < 0) return amountMinor;
		refunds.splice(same, 1);
		return 0;
	});
}
