import { allocate, unknownCurrency } from '../kernel/money';
import { grouped } from '../kernel/groups';
import type { PaymentPart, PaymentSnapshot, StoredPaymentEvent } from '../payments';
import { isMoney, paymentFacts, type PaymentFacts } from './paymentFacts';

/** A payment of Invoice Ninja as its last reading has it. */
interface Told {
	readonly event: StoredPaymentEvent;
	readonly snapshot: PaymentSnapshot;
	/** What it paid before it was deleted; a deleted one pays nothing and says so. */
	readonly parts: readonly PaymentPart[];
	/** When its money was first told. */
	readonly cameAt: Date | undefined;
}

/** What a money pays of one invoice, or of none, before what went back is shared out. */
interface Share {
	readonly invoice: string | null;
	readonly amountMinor: number;
	readonly priceMinor: number;
	readonly refundedMinor: number;
}

/**
 * What one money pays, each invoice apart. A payment of Stripe or PayPal pays one invoice. A payment of Invoice Ninja may pay
 * several, and a part of it none; its last reading says what, and the events of the gateway that made it say what came and
 * what went back: the same money, once. Pure, and the same for every order of the events.
 *
 * @param events at least one of them is about money.
 * @returns at least one part. The first has the names of the money; another one its own name only.
 */
export function partsOf(events: readonly StoredPaymentEvent[]): readonly [PaymentFacts, ...PaymentFacts[]] {
	const told = lastReadings(events);
	if (told.length === 0) return [paymentFacts(events)];
	const heard = events.filter(({ detail }) => !detail.snapshot);
	const gateway = heard.some(isMoney) ? paymentFacts(heard) : undefined;
	// A payment that is pending at Invoice Ninja has come when the gateway says so.
	const alive = told.filter(
		({ snapshot: { state } }) => state === 'completed' || (state === 'pending' && gateway?.succeeded),
	);
	const base = baseOf(events, told, alive, gateway);
	const [first, ...others] = alive.length > 0 ? partsOfLiving(alive, gateway, base) : partsOfDead(told, gateway, base);
	// A name of a part stays that part's, also of one that a later reading has no more.
	const own = events.flatMap(({ names }) => names).filter((name) => !isPartName(name));
	return [
		{ ...first, names: [...new Set([...own, first.paymentReference])] },
		...others.map((part) => ({ ...part, names: [part.paymentReference] })),
	];
}

/** `ninja:<company>:<payment>:<invoice>` */
const isPartName = (name: string) => /^ninja:([^:]+:){2,}[^:]+$/.test(name);

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

/** What a part of a payment is called that pays no invoice. */
export const unappliedName = (reference: string) => `${reference}:unapplied`;

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

/** With what pays no invoice; at least one share. */
function withRest(shares: readonly Share[], restMinor: number): Share[] {
	const known = shares.find(({ invoice }) => invoice === null);
	const applied = shares.filter(({ invoice }) => invoice !== null);
	const amountMinor = (known?.amountMinor ?? 0) + restMinor;
	if (amountMinor <= 0 && applied.length > 0) return applied;
	return [...applied, { invoice: null, amountMinor, priceMinor: amountMinor, refundedMinor: 0 }];
}

/** No more money than came: what is above it was noted and did not come, the last first. */
function noMoreThan(shares: readonly Share[], cameMinor: number): Share[] {
	let left = cameMinor;
	return shares.map((share) => {
		const amountMinor = Math.min(share.amountMinor, left);
		left -= amountMinor;
		const missingMinor = share.amountMinor - amountMinor;
		return { ...share, amountMinor, priceMinor: share.priceMinor - missingMinor };
	});
}

/**
 * What went back of each share: what Invoice Ninja says, and of what went back beside it first what pays no invoice. What of
 * several invoices a gateway gave back in part, nobody knows: it is shared out, and a person has to look.
 */
function withMore(
	shares: readonly Share[],
	backMinor: number,
	currency: string,
): { readonly amounts: readonly number[]; readonly guessed: boolean } {
	const amounts = shares.map(({ refundedMinor, amountMinor }) => Math.min(refundedMinor, amountMinor));
	let restMinor = backMinor - sum(amounts);
	if (restMinor <= 0) return { amounts, guessed: false };
	const free = shares.findIndex(({ invoice }) => invoice === null);
	if (free >= 0) {
		const taken = Math.min(restMinor, (shares[free]?.amountMinor ?? 0) - (amounts[free] ?? 0));
		amounts[free] = (amounts[free] ?? 0) + taken;
		restMinor -= taken;
	}
	const open = shares.map(({ amountMinor }, index) => amountMinor - (amounts[index] ?? 0));
	const more = spread(restMinor, open, currency);
	const guessed = restMinor > 0 && restMinor < sum(open) && open.filter((amount) => amount > 0).length > 1;
	return { amounts: amounts.map((amount, index) => amount + (more[index] ?? 0)), guessed };
}

/** @param whole also beyond the sum of the weights. */
function spread(amountMinor: number, weights: readonly number[], currency: string, whole = false): number[] {
	const total = sum(weights);
	if (total <= 0 || amountMinor <= 0) return weights.map(() => 0);
	const spreadMinor = whole ? amountMinor : Math.min(amountMinor, total);
	return allocate({ amountMinor: spreadMinor, currency }, weights).map((part) => part.amountMinor);
}

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
