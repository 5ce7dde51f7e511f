import { grouped } from '../kernel/groups';
import type { StoredPaymentEvent } from '../payments';

/** What went back of one payment, in minor units. */
export interface Refunds {
	/** What single refunds add up to. */
	readonly singleMinor: number;
	/** The most that an event says was refunded in all until then; at PayPal with what disputes and reversals took. */
	readonly totalMinor: number;
	/** What was on its way back and failed: the money is here again. */
	readonly failedMinor: number;
}

interface FailedRefund {
	readonly amountMinor: number;
	readonly madeAt: number;
	readonly failedAt: number;
}

/**
 * Adds up the refunds of one money. Some events tell of one refund, some of all until then, and some of both. A refund that
 * failed counts in neither. The same for every order of the events.
 */
export function refundsOf(events: readonly StoredPaymentEvent[]): Refunds {
	const refunds = events.filter(isRefund);
	// An invoice tells of all its payments together.
	const ofInvoices = refundsOfPayment(refunds.filter(({ objectType }) => objectType === 'invoice'));
	const byPayment = grouped(
		refunds.filter(({ objectType }) => objectType !== 'invoice'),
		({ paymentReference, names }) => paymentReference ?? names[0],
	);
	const ofPayments = [...byPayment.values()].map(refundsOfPayment);
	return {
		singleMinor: sum(ofPayments.map(({ singleMinor }) => singleMinor)),
		totalMinor: Math.max(sum(ofPayments.map(({ totalMinor }) => totalMinor)), ofInvoices.totalMinor),
		failedMinor: sum(ofPayments.map(({ failedMinor }) => failedMinor)),
	};
}

const isRefund = ({ kind }: StoredPaymentEvent) => kind === 'refunded' || kind === 'refund_failed';

function refundsOfPayment(events: readonly StoredPaymentEvent[]): Refunds {
	const failed = failedRefunds(events);
	const refunded = events.filter(({ kind }) => kind === 'refunded');
	const singles = new Map(
		refunded
			.filter(({ objectType, objectId }) => objectType === 'refund' && !failed.has(objectId))
			.map(({ objectId, amountMinor }) => [objectId, amountMinor ?? 0]),
	);
	return {
		singleMinor: sum([...singles.values()]),
		totalMinor: Math.max(0, ...refunded.map((event) => totalAt(event, [...failed.values()]))),
		failedMinor: sum([...failed.values()].map(({ amountMinor }) => amountMinor)),
	};
}

/** By the ID of the refund. A refund that failed once does not come back. */
function failedRefunds(events: readonly StoredPaymentEvent[]): Map<string | null, FailedRefund> {
	const failures = new Map<string | null, FailedRefund>();
	for (const { kind, objectId, amountMinor, detail, occurredAt } of events) {
		if (kind !== 'refund_failed') continue;
		const madeAt = detail.refundedAt === undefined ? 0 : Date.parse(detail.refundedAt);
		const failedAt = Math.min(occurredAt.getTime(), failures.get(objectId)?.failedAt ?? Infinity);
		failures.set(objectId, { amountMinor: amountMinor ?? 0, madeAt, failedAt });
	}
	return failures;
}

/** What an event says was refunded until then, without the refunds that it still counted and that failed afterwards. */
function totalAt(
	{ detail, occurredAt, objectType, amountMinor }: StoredPaymentEvent,
	failed: readonly FailedRefund[],
): number {
	const total = detail.refundedSoFarMinor ?? (objectType === 'refund' ? 0 : (amountMinor ?? 0));
	const at = occurredAt.getTime();
	// Stripe counts in seconds, so that a refund may be made in the second in which an event tells of it.
	const counted = failed.filter(({ madeAt, failedAt }) => Math.floor(madeAt / 1000) * 1000 <= at && failedAt >= at);
	return total - sum(counted.map((refund) => refund.amountMinor));
}

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
