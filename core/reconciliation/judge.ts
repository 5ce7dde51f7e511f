import type { ReadSources } from './sources';
import type { Money } from './sides';

/** What is so of one money, the most serious first: a person must look at each up to `not_placed`. */
export const moneyStates = [
	'missing_in_store',
	'missing_at_provider',
	'currency_differs',
	'amount_differs',
	'noted_twice',
	'dispute_differs',
	'refund_differs',
	'deleted_in_ninja',
	'missing_in_ninja',
	'not_placed',
	'dispute_open',
	'period_edge',
	'on_its_way',
	'matched',
] as const;
export type MoneyState = (typeof moneyStates)[number];

export const severityOf = (state: MoneyState): number => moneyStates.indexOf(state);

/** Whether a person must do something about it. */
export const needsPerson = (state: MoneyState): boolean => severityOf(state) <= severityOf('not_placed');

export interface Judgement {
	readonly state: MoneyState;
	/** What else is so of it. */
	readonly also: readonly MoneyState[];
}

const unplaced: ReadonlySet<string> = new Set([
	'unknown_plan',
	'unknown_customer',
	'unknown_order',
	'waiting',
	'duplicate',
	'wrong_currency',
]);

/**
 * Says whether the sides agree about one money. Pure. A side that was not read, or not to its end, is missing nothing.
 */
export function judge(money: Money, sources: ReadSources): Judgement {
	const states = [...missing(money, sources), ...differing(money), ...informing(money)];
	const [state = 'matched', ...also] = [...new Set(states)].sort((one, other) => severityOf(one) - severityOf(other));
	return { state, also };
}

function missing({ provider, ninja, store, claimed, ofNinja, at }: Money, sources: ReadSources): MoneyState[] {
	const pending = provider?.pending === true || (!provider && ninja?.pending === true);
	const states: MoneyState[] = [];
	if (!store && (provider || (ninja && !ninja.deleted))) states.push(pending ? 'on_its_way' : 'missing_in_store');
	if (!provider && claimed !== null && cameSomewhere(store?.amountMinor, ninja) && sources[claimed].read) {
		const { completeUntil } = sources[claimed];
		states.push(completeUntil !== null && at >= completeUntil ? 'on_its_way' : 'missing_at_provider');
	}
	if (sources.invoice_ninja.read && !pending) {
		if (ninja?.deleted && (provider || (store && store.amountMinor > store.refundedMinor)))
			states.push('deleted_in_ninja');
		else if (!ninja && ofNinja && (provider || (store && store.amountMinor > 0))) states.push('missing_in_ninja');
	}
	return states;
}

const cameSomewhere = (storeMinor: number | undefined, ninja: Money['ninja']): boolean =>
	(storeMinor ?? 0) > 0 || (ninja !== null && !ninja.deleted && ninja.amountMinor > 0);

interface Told {
	readonly currency: string;
	readonly amountMinor: number | null;
	readonly refundedMinor: number;
	readonly lostMinor: number;
}

/** Compares the sides that have it, each with each: money that is on its way has no amount yet. */
function differing({ provider, ninja, store }: Money): MoneyState[] {
	const told: Told[] = [
		...(provider && !provider.pending ? [provider] : []),
		...(store ? [store] : []),
		// Invoice Ninja knows no dispute: what one took is a refund there, or it is not there.
		...(ninja && !ninja.deleted && !ninja.pending ? [{ ...ninja, lostMinor: 0 }] : []),
	];
	const pairs = told.flatMap((one, index) => told.slice(index + 1).map((other) => [one, other] as const));
	if (pairs.some(([one, other]) => one.currency !== other.currency)) return ['currency_differs'];
	const states: MoneyState[] = [];
	const amounts = pairs.some(
		([one, other]) => one.amountMinor !== null && other.amountMinor !== null && one.amountMinor !== other.amountMinor,
	);
	if (amounts) states.push(isNotedTwice(provider, ninja) ? 'noted_twice' : 'amount_differs');
	if (provider && store && !provider.pending) states.push(...differingBack(provider, store));
	if (ninja && !ninja.deleted && !ninja.pending)
		states.push(...differingInNinja(ninja.refundedMinor, provider ?? store));
	return states;
}

function isNotedTwice(provider: Money['provider'], ninja: Money['ninja']): boolean {
	return (
		ninja !== null &&
		ninja.payments > 1 &&
		provider !== null &&
		provider.amountMinor !== null &&
		ninja.amountMinor > provider.amountMinor
	);
}

/** Of PayPal only what was listed went back: later refunds may be in the store alone. */
function differingBack(provider: NonNullable<Money['provider']>, store: NonNullable<Money['store']>): MoneyState[] {
	const [there, here] = [provider.refundedMinor + provider.lostMinor, store.refundedMinor + store.lostMinor];
	const disputed = store.outcomes.includes('disputed');
	const aboutDispute = provider.lostMinor > 0 || store.lostMinor > 0 || provider.disputeOpen || disputed;
	if (there !== here) return [aboutDispute ? 'dispute_differs' : 'refund_differs'];
	return provider.disputeOpen && !disputed ? ['dispute_differs'] : [];
}

function differingInNinja(
	refundedMinor: number,
	other: Pick<Told, 'refundedMinor' | 'lostMinor'> | null,
): MoneyState[] {
	if (!other) return [];
	const { refundedMinor: back, lostMinor } = other;
	return refundedMinor === back || refundedMinor === back + lostMinor ? [] : ['refund_differs'];
}

function informing({ provider, store, ninja, cameInPeriod }: Money): MoneyState[] {
	const states: MoneyState[] = [];
	if (store?.outcomes.some((outcome) => unplaced.has(outcome))) states.push('not_placed');
	if (provider?.disputeOpen || (!provider && store?.outcomes.includes('disputed') && store.lostMinor === 0)) {
		states.push('dispute_open');
	}
	if (cameInPeriod.includes(true) && cameInPeriod.includes(false)) states.push('period_edge');
	if (provider?.pending || (!provider && ninja?.pending)) states.push('on_its_way');
	return states;
}
