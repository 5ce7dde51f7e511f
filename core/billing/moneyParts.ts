import { unknownCurrency } from '../kernel/money';
import { grouped } from '../kernel/groups';
import type { PaymentPart, PaymentSnapshot, StoredPaymentEvent } from '../payments';
import { isMoney, paymentFacts, type PaymentFacts } from './paymentFacts';
import { askedOf, partsOfRequest, unappliedName, type NinjaSays } from './requestParts';
import { noMoreThan, spread, sum, withMore, withRest, type Share } from './shares';

/** A payment of Invoice Ninja as its last reading has it. */
interface Told {
	readonly event: StoredPaymentEvent;
	readonly snapshot: PaymentSnapshot;
	/** What it paid before it was deleted; a deleted one pays nothing and says so. */
	readonly parts: readonly PaymentPart[];
	/** When its money was first told. */
	readonly cameAt: Date | undefined;
}

/**
 * What one money pays, each invoice apart. A payment of Stripe or PayPal pays one invoice. A payment of Invoice Ninja may pay
 * several, and a part of it none; its last reading says what, and the events of the gateway that made it say what came and
 * what went back: the same money, once. A payment of a request of the pack pays what the request asks for each of its
 * invoices, and what Invoice Ninja says of it is a copy. Pure, and the same for every order of the events.
 *
 * @param events at least one of them is about money.
 * @returns at least one part. The first has the names of the money; another one its own name only.
 */
export function partsOf(events: readonly StoredPaymentEvent[]): readonly [PaymentFacts, ...PaymentFacts[]] {
	const told = lastReadings(events);
	const asked = askedOf(events);
	const heard = events.filter(({ detail }) => !detail.snapshot);
	if (asked.length > 0 && heard.some(isMoney))
		return partsOfRequest(withOwnNames(paymentFacts(heard), events), { events: heard, asked, ninja: saysOf(told) });
	if (told.length === 0) return [paymentFacts(events)];
	const gateway = heard.some(isMoney) ? paymentFacts(heard) : undefined;
	// A payment that is pending at Invoice Ninja has come when the gateway says so.
	const alive = told.filter(
		({ snapshot: { state } }) => state === 'completed' || (state === 'pending' && gateway?.succeeded),
	);
	const base = baseOf(events, told, alive, gateway);
	const [first, ...others] = alive.length > 0 ? partsOfLiving(alive, gateway, base) : partsOfDead(told, gateway, base);
	// A name of a part stays that part's, also of one that a later reading has no more.
	const own = ownNames(events);
	return [
		{ ...first, names: [...new Set([...own, first.paymentReference])] },
		...others.map((part) => ({ ...part, names: [part.paymentReference] })),
	];
}

/** `ninja:<company>:<payment>:<invoice>` */
const isPartName = (name: string) => /^ninja:([^:]+:){2,}[^:]+$/.test(name);

const ownNames = (events: readonly StoredPaymentEvent[]) => [
	...new Set(events.flatMap(({ names }) => names).filter((name) => !isPartName(name))),
];

const withOwnNames = (facts: PaymentFacts, events: readonly StoredPaymentEvent[]): PaymentFacts => ({
	...facts,
	names: ownNames(events),
});

/** What Invoice Ninja says of its copies of a payment, by the invoice there. */
function saysOf(told: readonly Told[]): NinjaSays {
	const isOver = ({ snapshot: { state } }: Told) => state !== 'completed' && state !== 'pending';
	const alive = told.filter((one) => !isOver(one));
	const invoicesOf = (some: readonly Told[]) => some.flatMap(({ parts }) => parts.map(({ invoice }) => invoice));
	const kept = new Set(invoicesOf(alive));
	return {
		names: told.flatMap(({ event }) => event.names.filter(isPartName)),
		refunded: new Map(
			[
				...grouped(
					alive.flatMap(({ parts }) => parts),
					({ invoice }) => invoice,
				),
			].map(([invoice, parts]) => [invoice, sum(parts.map(({ refundedMinor }) => refundedMinor))] as const),
		),
		deleted: new Set(invoicesOf(told.filter(isOver)).filter((invoice) => !kept.has(invoice))),
	};
}

function lastReadings(events: readonly StoredPaymentEvent[]): Told[] {
	const readings = events.flatMap((event) =>
		event.detail.snapshot ? [{ event, snapshot: event.detail.snapshot }] : [],
	);
	const byPayment = [...grouped(readings, ({ event }) => event.objectId).values()];
	return byPayment.flatMap((ofOne) => {
		const sorted = ofOne.toSorted(byReading);
		const last = sorted.at(-1);
		if (!last) return [];
		const parts = sorted.findLast(({ snapshot }) => snapshot.parts.length > 0)?.snapshot.parts ?? [];
		const cameAt = sorted.find(({ snapshot: { state } }) => state === 'completed')?.event.occurredAt;
		const isOver = last.snapshot.state !== 'completed' && last.snapshot.state !== 'pending';
		return [{ ...last, parts: isOver ? parts : last.snapshot.parts, cameAt }];
	});
}

type Reading = Pick<Told, 'event' | 'snapshot'>;

function byReading({ event: one, snapshot: first }: Reading, { event: other, snapshot: second }: Reading): number {
	return (
		one.occurredAt.getTime() - other.occurredAt.getTime() ||
		Date.parse(first.readAt) - Date.parse(second.readAt) ||
		one.receivedAt.getTime() - other.receivedAt.getTime() ||
		(one.eventId < other.eventId ? -1 : 1)
	);
}

type Base = Omit<
	PaymentFacts,
	'paymentReference' | 'names' | 'amountMinor' | 'priceMinor' | 'refundedMinor' | 'lostMinor'
> & {
	readonly reference: string;
};

/** What all parts have in common. */
function baseOf(
	events: readonly StoredPaymentEvent[],
	told: readonly Told[],
	alive: readonly Told[],
	gateway: PaymentFacts | undefined,
): Base {
	const [main] = (alive.length > 0 ? alive : told).toSorted(({ event: one }, { event: other }) =>
		String(one.objectId) < String(other.objectId) ? -1 : 1,
	);
	const came = [...told.flatMap(({ cameAt }) => cameAt ?? []), ...(gateway?.succeeded ? [gateway.receivedAt] : [])];
	const first = came.toSorted((one, other) => one.getTime() - other.getTime())[0];
	return {
		provider: 'invoiceninja',
		reference: main?.event.paymentReference ?? main?.event.eventId ?? '',
		currency: main?.event.currency ?? unknownCurrency,
		receivedAt: first ?? events[0]?.occurredAt ?? new Date(0),
		invoiceId: null,
		succeeded: alive.length > 0,
		nothingAsked: alive.length > 0 && alive.every(({ event }) => event.detail.nothingAsked === true),
		failedRefundMinor: gateway?.failedRefundMinor ?? 0,
		dispute: gateway?.dispute ?? 'none',
		disputeIds: gateway?.disputeIds ?? [],
		recurring: null,
		references: {},
		payer: {},
	};
}

type Parts = readonly [PaymentFacts, ...PaymentFacts[]];

function partsOfLiving(alive: readonly Told[], gateway: PaymentFacts | undefined, base: Base): Parts {
	const shares = sharesOf(alive);
	const askedMinor = sum(shares.map(({ amountMinor }) => amountMinor));
	const seen = gateway?.currency === base.currency ? gateway : undefined;
	const cameMinor = seen?.succeeded ? seen.amountMinor : askedMinor;
	const capped = noMoreThan(shares, cameMinor);
	const restMinor = cameMinor - sum(capped.map(({ amountMinor }) => amountMinor));
	const all = withRest(capped, restMinor);
	const toldBackMinor = sum(alive.map(({ snapshot }) => snapshot.refundedMinor));
	const backMinor = Math.min(Math.max(toldBackMinor, seen?.refundedMinor ?? 0), cameMinor);
	const refunds = withMore(all, backMinor, base.currency);
	const lost = spread(
		Math.min(seen?.lostMinor ?? 0, cameMinor - backMinor),
		all.map(({ amountMinor }, index) => amountMinor - (refunds.amounts[index] ?? 0)),
		base.currency,
	);
	return asParts(all, base, (share, index) => ({
		amountMinor: share.amountMinor,
		priceMinor: share.priceMinor,
		refundedMinor: refunds.amounts[index] ?? 0,
		lostMinor: lost[index] ?? 0,
		...(refunds.guessed && { shareUnknown: true }),
	}));
}

/** What went with a payment that was deleted, failed or cancelled: money that a gateway has all the same needs a person. */
function partsOfDead(told: readonly Told[], gateway: PaymentFacts | undefined, base: Base): Parts {
	const shares = sharesOf(told).filter(({ invoice }) => invoice !== null);
	const all = shares.length > 0 ? shares : [{ invoice: null, amountMinor: 0, priceMinor: 0, refundedMinor: 0 }];
	const came = gateway?.succeeded ? gateway : undefined;
	const weights = all.map(({ amountMinor }) => Math.max(amountMinor, 1));
	const of = (amountMinor: number) => spread(amountMinor, weights, base.currency, true);
	const [amounts, refunds, losses] = [
		of(came?.amountMinor ?? 0),
		of(came?.refundedMinor ?? 0),
		of(came?.lostMinor ?? 0),
	];
	return asParts(all, { ...base, succeeded: came !== undefined }, (share, index) => ({
		amountMinor: came ? (amounts[index] ?? 0) : share.amountMinor,
		priceMinor: came ? (amounts[index] ?? 0) : share.priceMinor,
		refundedMinor: refunds[index] ?? 0,
		lostMinor: losses[index] ?? 0,
		...(came && { withdrawn: true }),
	}));
}

function asParts(
	shares: readonly Share[],
	{ reference, ...base }: Base,
	of: (share: Share, index: number) => Pick<PaymentFacts, 'amountMinor' | 'priceMinor' | 'refundedMinor' | 'lostMinor'>,
): Parts {
	const only = shares.length === 1;
	const parts = shares.map((share, index) => {
		const id = share.invoice?.slice(share.invoice.indexOf(':') + 1);
		const paymentReference = only ? reference : id === undefined ? unappliedName(reference) : `${reference}:${id}`;
		return { ...base, ...of(share, index), paymentReference, names: [], source: { invoice: share.invoice } };
	});
	const [first, ...others] = parts;
	if (!first) throw new RangeError('a payment has no part');
	return [first, ...others];
}

/** What several payments say, by invoice: Invoice Ninja may have noted one charge twice. */
function sharesOf(told: readonly Told[]): Share[] {
	const byInvoice = [
		...grouped(
			told.flatMap(({ parts }) => parts),
			({ invoice }) => invoice,
		).entries(),
	];
	const shares: Share[] = byInvoice
		.toSorted(([one], [other]) => (one < other ? -1 : 1))
		.map(([invoice, parts]) => ({
			invoice,
			amountMinor: sum(parts.map(({ amountMinor }) => amountMinor)),
			priceMinor: sum(parts.map(({ priceMinor }) => priceMinor)),
			refundedMinor: sum(parts.map(({ refundedMinor }) => refundedMinor)),
		}));
	const unapplied = sum(told.map(({ snapshot }) => snapshot.unappliedMinor));
	return withRest(shares, unapplied);
}
