import { z } from 'zod';
import { dayIn } from '../kernel/calendar';
import type { StagedEntry } from './entries';
import {
	providerNames,
	providerOf,
	type BackFact,
	type ChargeFact,
	type Fact,
	type NinjaFact,
	type ProviderName,
	type StoreFact,
} from './facts';
import { holdsDay, holdsMoment, type Period } from './period';

/** What Stripe or PayPal has of one money, as it is now. */
export const providerSide = z.object({
	provider: z.enum(providerNames),
	references: z.array(z.string()),
	/** Null when only refunds of it are known. */
	amountMinor: z.number().nullable(),
	currency: z.string(),
	refundedMinor: z.number(),
	lostMinor: z.number(),
	disputeOpen: z.boolean(),
	pending: z.boolean(),
	/** When it came; null when nobody told. */
	at: z.coerce.date().nullable(),
});
export type ProviderSide = z.infer<typeof providerSide>;

export const ninjaSide = z.object({
	numbers: z.array(z.string()),
	paymentIds: z.array(z.string()),
	amountMinor: z.number(),
	currency: z.string(),
	refundedMinor: z.number(),
	pending: z.boolean(),
	/** There are only payments that somebody deleted. */
	deleted: z.boolean(),
	/** How many of them have come. */
	payments: z.number(),
	day: z.string(),
});
export type NinjaSide = z.infer<typeof ninjaSide>;

export const storeSide = z.object({
	paymentIds: z.array(z.string()),
	amountMinor: z.number(),
	currency: z.string(),
	refundedMinor: z.number(),
	lostMinor: z.number(),
	outcomes: z.array(z.string()),
	outcomeDetail: z.string(),
	at: z.coerce.date(),
});
export type StoreSide = z.infer<typeof storeSide>;

/** One money, as the sides have it. */
export interface Money {
	readonly provider: ProviderSide | null;
	readonly ninja: NinjaSide | null;
	readonly store: StoreSide | null;
	/** Whose charge another side says that it is. */
	readonly claimed: ProviderName | null;
	/** Whether Invoice Ninja owns an invoice of it. */
	readonly ofNinja: boolean;
	readonly companyCodes: readonly string[];
	readonly customerCode: string | null;
	readonly invoiceNumbers: readonly string[];
	/** What is read to name it to a person. */
	readonly reference: string;
	readonly at: Date;
	/** Whether it came within the period, by each side that tells. */
	readonly cameInPeriod: readonly boolean[];
	/** Whether any side has something of it in the period. */
	readonly inPeriod: boolean;
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
const least = (moments: readonly Date[]): Date | null =>
	moments.length === 0 ? null : new Date(Math.min(...moments.map((moment) => moment.getTime())));

const isBack = (one: Fact): one is BackFact => one.kind === 'refund' || one.kind === 'dispute';

/** Adds up what the sides say of one money. Pure, and the same for every order of the entries. */
export function moneyOf(entries: readonly StagedEntry[], period: Period): Money {
	const facts = entries.map(({ fact }) => fact);
	const charges = oncePerReference(facts.filter((one) => one.kind === 'charge'));
	const backs = facts.filter(isBack);
	const ninjas = facts.filter((one) => one.kind === 'ninja');
	const stored = facts.filter((one) => one.kind === 'store');
	const names = entries.flatMap((entry) => entry.names);
	const provider = providerSideOf(charges, backs);
	const ninja = ninjaSideOf(ninjas);
	const store = storeSideOf(stored);
	const claims = names.flatMap((name) => providerOf(name) ?? []);
	const came = [
		...(provider?.at ? [holdsMoment(period, provider.at)] : []),
		...(store ? [holdsMoment(period, store.at)] : []),
		...(ninja && !ninja.deleted ? [holdsDay(period, ninja.day)] : []),
	];
	return {
		...{ provider, ninja, store },
		claimed: provider?.provider ?? stored.map(ownProvider).find(Boolean) ?? claims[0] ?? null,
		ofNinja: stored.some(({ ofNinja }) => ofNinja),
		companyCodes: [...new Set(stored.flatMap(({ companyCode }) => companyCode ?? []))],
		customerCode: stored.map(({ customerCode }) => customerCode).find((code) => code !== null) ?? null,
		invoiceNumbers: [...new Set(stored.flatMap(({ invoiceNumber }) => invoiceNumber ?? []))].sort(),
		reference: provider?.references[0] ?? ninjas[0]?.charge ?? stored[0]?.reference ?? ninjas[0]?.number ?? '',
		at:
			provider?.at ??
			store?.at ??
			least(backs.map(({ at }) => at)) ??
			new Date(`${ninja?.day ?? '1970-01-01'}T12:00:00Z`),
		cameInPeriod: came,
		inPeriod: came.includes(true) || backs.some(({ at }) => holdsMoment(period, at)),
	};
}

function ownProvider({ provider }: StoreFact): ProviderName | undefined {
	return provider === 'invoiceninja' ? undefined : provider;
}

/** A charge that was listed and looked up, or listed twice, is one. */
function oncePerReference(charges: readonly ChargeFact[]): ChargeFact[] {
	const known = new Map<string, ChargeFact>();
	for (const charge of charges) {
		const before = known.get(charge.reference);
		if (!before || (!before.listed && charge.listed)) known.set(charge.reference, charge);
	}
	return [...known.values()].sort(
		(one, other) => one.at.getTime() - other.at.getTime() || (one.reference < other.reference ? -1 : 1),
	);
}

function providerSideOf(charges: readonly ChargeFact[], backs: readonly BackFact[]): ProviderSide | null {
	const [first] = charges;
	const [firstBack] = backs;
	const provider = first?.provider ?? firstBack?.provider;
	const currency = first?.currency ?? firstBack?.currency;
	if (provider === undefined || currency === undefined) return null;
	const seenBack = (kind: BackFact['kind']) =>
		sum(backs.filter((back) => back.kind === kind).map(({ amountMinor }) => amountMinor));
	// A charge that tells its refunds tells all of them; without it, only those that were listed are known.
	const tells = charges.length > 0 && charges.every(({ refundedMinor }) => refundedMinor !== null);
	return {
		provider,
		references: charges.length > 0 ? charges.map(({ reference }) => reference) : namedBy(backs),
		amountMinor: first ? sum(charges.map(({ amountMinor }) => amountMinor)) : null,
		currency,
		refundedMinor: tells ? sum(charges.map(({ refundedMinor }) => refundedMinor ?? 0)) : seenBack('refund'),
		lostMinor: tells ? sum(charges.map(({ lostMinor }) => lostMinor)) : seenBack('dispute'),
		disputeOpen: charges.some(({ disputeOpen }) => disputeOpen),
		pending: charges.length > 0 && charges.every(({ pending }) => pending),
		at: least(charges.map(({ at }) => at)),
	};
}

const namedBy = (backs: readonly BackFact[]): string[] => [
	...new Set(backs.map(({ chargeReference, reference }) => chargeReference ?? reference)),
];

function ninjaSideOf(payments: readonly NinjaFact[]): NinjaSide | null {
	const living = payments.filter(({ isDeleted }) => !isDeleted);
	const shown = (living.length > 0 ? living : payments).toSorted((one, other) => (one.day < other.day ? -1 : 1));
	const [first] = shown;
	if (!first) return null;
	const came = living.filter(({ status }) => /^(completed|partially_refunded|refunded)$/.test(status));
	const tried =
		came.length === 0 && living.length > 0 && living.every(({ status }) => /^(failed|cancelled)$/.test(status));
	if (tried) return null;
	return {
		numbers: shown.map(({ number }) => number),
		paymentIds: shown.map(({ paymentId }) => paymentId),
		amountMinor: sum(came.map(({ amountMinor }) => amountMinor)),
		currency: first.currency,
		refundedMinor: sum(came.map(({ refundedMinor }) => refundedMinor)),
		pending: came.length === 0 && living.some(({ status }) => status === 'pending'),
		deleted: living.length === 0,
		payments: came.length,
		day: first.day,
	};
}

function storeSideOf(payments: readonly StoreFact[]): StoreSide | null {
	const [first] = payments.toSorted((one, other) => one.at.getTime() - other.at.getTime());
	if (!first) return null;
	// What a provider refused has the amount that was asked for, and nothing came.
	const came = payments.filter(({ outcome }) => outcome !== 'failed');
	return {
		paymentIds: payments.map(({ paymentId }) => paymentId),
		amountMinor: sum(came.map(({ amountMinor }) => amountMinor)),
		currency: (came[0] ?? first).currency,
		refundedMinor: sum(came.map(({ refundedMinor }) => refundedMinor)),
		lostMinor: sum(came.map(({ lostMinor }) => lostMinor)),
		outcomes: [...new Set(payments.map(({ outcome }) => outcome))],
		outcomeDetail: payments.map(({ outcomeDetail }) => outcomeDetail).find((words) => words !== '') ?? '',
		at: first.at,
	};
}

/** The day on which a money came, on the calendar of the period. */
export const dayOfMoney = ({ at }: Pick<Money, 'at'>, { timeZone }: Period): string => dayIn(timeZone, at);
