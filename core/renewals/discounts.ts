import { daysBetween, earlierOf, laterOf } from '../kernel/calendar';
import { allocate } from '../kernel/money';
import { priceOf, shareOf } from './periods';
import type { Discount, Period, Terms } from './terms';

export interface TakenOff {
	readonly discount: Discount;
	/** Above zero. */
	readonly amountMinor: number;
}

const order = ['free', 'percent', 'fixed'] as const;

/**
 * What discounts take off the price of a period: first free days, then percentages, then fixed amounts, each of what the
 * ones before it left. Together they never take more than the price. Pure.
 */
export function discountsOf(
	{ discounts, currency }: Pick<Terms, 'discounts' | 'currency'>,
	period: Period,
	priceMinor: number,
): TakenOff[] {
	let leftMinor = priceMinor;
	const taken: TakenOff[] = [];
	const inOrder = [...discounts].sort(
		(one, other) => order.indexOf(one.kind) - order.indexOf(other.kind) || (one.discountId < other.discountId ? -1 : 1),
	);
	for (const discount of inOrder) {
		const amountMinor = Math.min(leftMinor, amountOf(discount, period, { leftMinor, priceMinor, currency }));
		if (amountMinor <= 0) continue;
		leftMinor -= amountMinor;
		taken.push({ discount, amountMinor });
	}
	return taken;
}

/** What a period costs after its discounts. Pure. */
export function netOf(terms: Terms, period: Period): number {
	const amountMinor = priceOf(terms, period);
	return discountsOf(terms, period, amountMinor).reduce((left, off) => left - off.amountMinor, amountMinor);
}

interface Price {
	readonly leftMinor: number;
	readonly priceMinor: number;
	readonly currency: string;
}

function amountOf(discount: Discount, { from, to }: Period, { leftMinor, priceMinor, currency }: Price): number {
	const { kind, startsOn, endsOn, percentHundredths, amountMinor } = discount;
	if (kind === 'free') {
		const free = daysBetween(laterOf(startsOn, from), endsOn === null ? to : earlierOf(endsOn, to));
		return shareOf({ amountMinor: priceMinor, currency }, free, daysBetween(from, to));
	}
	if (from < startsOn || (endsOn !== null && from >= endsOn)) return 0;
	if (kind === 'fixed') return amountMinor ?? 0;
	const percent = percentHundredths ?? 0;
	return allocate({ amountMinor: leftMinor, currency }, [percent, 10_000 - percent])[0]?.amountMinor ?? 0;
}
