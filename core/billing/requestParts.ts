import { grouped } from '../kernel/groups';
import type { AskedPart, StoredPaymentEvent } from '../payments';
import type { PaymentFacts } from './paymentFacts';
import { noMoreThan, spread, sum, withMore, withRest, type Share } from './shares';

/*
 * One payment for several invoices. How it is split was written down before anybody paid (msp.payment_request_invoice), so
 * that the split is the same for every order of the events, whatever became of the invoices meanwhile:
 *
 * - What came pays the invoices in their order, each with what was asked for it. What is above that pays none.
 * - What went back is first what pays none; then what a refund names by the number of an invoice in its metadata, `invoice`;
 *   the rest is shared out over what is left of each, by amount and to the cent. A part of several invoices that nobody
 *   named is marked for a person.
 * - What Invoice Ninja says of its copy of the payment counts for what went back of its invoices, and nothing else.
 * - What a lost dispute took is shared out over what is left after that. An open one holds every invoice of the payment.
 */

/** What is asked for by the payment requests that the events name, each invoice once. */
export function askedOf(events: readonly StoredPaymentEvent[]): AskedPart[] {
	const requests = new Map(
		events.flatMap(({ references: { paymentRequest = '' }, asked }) =>
			asked ? [[paymentRequest, asked] as const] : [],
		),
	);
	// One payment is for one request. Should it be for two, nothing of them is lost.
	const all = [...requests].toSorted(([one], [other]) => (one < other ? -1 : 1)).flatMap(([, asked]) => asked);
	return [...grouped(all, ({ invoiceId }) => invoiceId).values()].flatMap((parts) =>
		parts.slice(0, 1).map((part) => ({ ...part, amountMinor: sum(parts.map(({ amountMinor }) => amountMinor)) })),
	);
}

export const asShares = (asked: readonly AskedPart[]): Share[] =>
	asked.map((part) => ({
		invoice: part.invoiceId,
		amountMinor: part.amountMinor,
		priceMinor: part.amountMinor,
		refundedMinor: 0,
		asked: part,
	}));

/** What a payment of one or more invoices has as its own reference for the part of one of them. */
const partReference = (name: string, invoiceId: string) => `${name}:${invoiceId}`;
/** What a part of a payment is called that pays no invoice. */
export const unappliedName = (reference: string) => `${reference}:unapplied`;

/** Every name that a part of the payment may ever have had. */
export function everyPartName(names: readonly string[], asked: readonly AskedPart[]): string[] {
	if (asked.length === 0) return [];
	return names.flatMap((name) => [
		...asked.map(({ invoiceId }) => partReference(name, invoiceId)),
		unappliedName(name),
	]);
}

/** The names that the part of one invoice may have had; of the first one also those of the payment. */
export const namesOfPart = (names: readonly string[], invoiceId: string | null): string[] =>
	names.map((name) => (invoiceId === null ? unappliedName(name) : partReference(name, invoiceId)));

/** What Invoice Ninja says of its copies of a payment, by the invoice there. */
export interface NinjaSays {
	/** What the parts of the copies are called. */
	readonly names: readonly string[];
	readonly refunded: ReadonlyMap<string, number>;
	/** The invoices whose copy was deleted: the money is still there. */
	readonly deleted: ReadonlySet<string>;
}

interface Heard {
	readonly events: readonly StoredPaymentEvent[];
	readonly asked: readonly AskedPart[];
	readonly ninja: NinjaSays;
}

/** What a payment pays of each invoice of its request. Pure, and the same for every order of the events. */
export function partsOfRequest(
	facts: PaymentFacts,
	{ events, asked, ninja }: Heard,
): readonly [PaymentFacts, ...PaymentFacts[]] {
	const { succeeded, paymentReference, names } = facts;
	const shares = succeeded ? sharesThatCame(facts, asked) : sharesOfNothing(facts, asked);
	const { refunds, lost, guessed } = succeeded
		? backOf(...withNamedRefunds(shares, facts, { events, ninja }))
		: backOfNothing(shares, facts);
	const only = shares.length === 1;
	const [first, ...others] = shares.map(({ invoice, amountMinor, priceMinor, asked: part }, index): PaymentFacts => {
		const own = [...namesOfPart(names, invoice), ...namesInNinja(ninja, part)];
		const [reference = paymentReference] = namesOfPart([paymentReference], invoice);
		return {
			...facts,
			...{ amountMinor, priceMinor, refundedMinor: refunds[index] ?? 0, lostMinor: lost[index] ?? 0 },
			paymentReference: only ? paymentReference : reference,
			names: index === 0 ? [...new Set([...names, ...own])] : own,
			invoiceId: invoice,
			request: { invoiceId: invoice },
			// What costs nothing settles one invoice, and nobody asks for a payment of nothing here.
			nothingAsked: false,
			failedRefundMinor: index === 0 ? facts.failedRefundMinor : 0,
			...(guessed && { shareUnknown: true }),
			...(part?.externalId && ninja.deleted.has(part.externalId) && succeeded && { withdrawn: true }),
		};
	});
	if (!first) throw new RangeError(`the payment ${paymentReference} is for no invoice`);
	return [first, ...others];
}

function sharesThatCame({ amountMinor, priceMinor, currency }: PaymentFacts, asked: readonly AskedPart[]): Share[] {
	const applied = noMoreThan(asShares(asked), priceMinor);
	const paid = applied.filter((share) => share.priceMinor > 0);
	const shares = withRest(
		paid.length > 0 ? paid : applied.slice(0, 1),
		priceMinor - sum(applied.map(({ priceMinor: of }) => of)),
	);
	// What came on top of the price, such as a tip, goes with it.
	const amounts = spread(amountMinor, weightsOf(shares.map(({ priceMinor: of }) => of)), currency, true);
	return shares.map((share, index) => ({ ...share, amountMinor: amounts[index] ?? 0 }));
}

/** Nothing came that is known of: the amount is what was refused, or what went back. */
function sharesOfNothing({ amountMinor, currency }: PaymentFacts, asked: readonly AskedPart[]): Share[] {
	const shares = asShares(asked);
	const amounts = spread(amountMinor, weightsOf(shares.map(({ amountMinor: of }) => of)), currency, true);
	return shares.map((share, index) => ({
		...share,
		amountMinor: amounts[index] ?? 0,
		priceMinor: amounts[index] ?? 0,
	}));
}

interface Back {
	readonly refunds: readonly number[];
	readonly lost: readonly number[];
	/** Nobody said of which invoice it was. */
	readonly guessed: boolean;
}

/** What refunds and lost disputes took of each share. */
function backOf(
	shares: readonly Share[],
	{ refundedMinor, lostMinor, currency }: Pick<PaymentFacts, 'refundedMinor' | 'lostMinor' | 'currency'>,
): Back {
	const { amounts: refunds, guessed } = withMore(shares, refundedMinor, currency);
	const left = shares.map(({ amountMinor }, index) => amountMinor - (refunds[index] ?? 0));
	return { refunds, lost: spread(lostMinor, left, currency), guessed };
}

function backOfNothing(shares: readonly Share[], { refundedMinor, lostMinor, currency }: PaymentFacts): Back {
	const weights = weightsOf(shares.map(({ amountMinor }) => amountMinor));
	const of = (amountMinor: number) => spread(amountMinor, weights, currency, true);
	return { refunds: of(refundedMinor), lost: of(lostMinor), guessed: false };
}

const weightsOf = (amounts: readonly number[]) => (sum(amounts) > 0 ? amounts : amounts.map(() => 1));

/** What the part of an invoice of Invoice Ninja may have been called while only the copy of the payment was known. */
const namesInNinja = ({ names }: NinjaSays, part: AskedPart | undefined) => {
	const id = part?.externalId?.slice(part.externalId.indexOf(':') + 1);
	return id === undefined ? [] : names.filter((name) => name.endsWith(`:${id}`));
};

/** The refunds of which is known of which invoice they are, no more of them than went back, nor than came for it. */
function withNamedRefunds(
	shares: readonly Share[],
	facts: PaymentFacts,
	{ events, ninja }: Pick<Heard, 'events' | 'ninja'>,
): [shares: readonly Share[], facts: PaymentFacts] {
	const named = namedRefunds(events);
	const toldMinor = sum([...ninja.refunded.values()]);
	const cameMinor = sum(shares.map(({ amountMinor }) => amountMinor));
	const refundedMinor = Math.min(Math.max(facts.refundedMinor, toldMinor), cameMinor - facts.lostMinor);
	let left = refundedMinor;
	const known = shares.map((share) => {
		const byName = share.asked ? (named.get(share.asked.invoiceNumber) ?? 0) : 0;
		const byNinja = share.asked?.externalId ? (ninja.refunded.get(share.asked.externalId) ?? 0) : 0;
		const ofShareMinor = Math.min(Math.max(byName, byNinja), share.amountMinor, left);
		left -= ofShareMinor;
		return { ...share, refundedMinor: ofShareMinor };
	});
	return [known, { ...facts, refundedMinor }];
}

/** By the number of the invoice. A refund that failed is none, and of one refund the last event counts. */
function namedRefunds(events: readonly StoredPaymentEvent[]): Map<string, number> {
	const refunds = events.filter(({ objectType }) => objectType === 'refund');
	const failed = new Set(refunds.filter(({ kind }) => kind === 'refund_failed').map(({ objectId }) => objectId));
	const last = new Map(
		refunds
			.filter(({ kind, objectId }) => kind === 'refunded' && !failed.has(objectId))
			.toSorted(byTime)
			.map((event) => [event.objectId, event]),
	);
	const byInvoice = grouped([...last.values()], ({ references }) => references.invoice ?? '');
	return new Map(
		[...byInvoice].map(([number, ofOne]) => [number, sum(ofOne.map(({ amountMinor }) => amountMinor ?? 0))]),
	);
}

const byTime = (one: StoredPaymentEvent, other: StoredPaymentEvent) =>
	one.occurredAt.getTime() - other.occurredAt.getTime() || (one.eventId < other.eventId ? -1 : 1);
