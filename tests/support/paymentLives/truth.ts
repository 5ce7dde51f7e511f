import type { MoneyTruth } from './types';

/** A price and what changes it before somebody pays. All amounts are minor units of ISO 4217. */
export interface Bill {
	readonly priceMinor: number;
	/** Coupon. */
	readonly discountMinor: number;
	readonly taxMinor: number;
	/** Inclusive tax is a part of the price; exclusive tax comes on top. */
	readonly taxIncluded: boolean;
	readonly shippingMinor: number;
	readonly tipMinor: number;
	/** Credit of the customer that the provider applies. */
	readonly creditMinor: number;
	readonly trial: boolean;
}

export const plainBill = (priceMinor: number): Bill => ({
	priceMinor,
	discountMinor: 0,
	taxMinor: 0,
	taxIncluded: false,
	shippingMinor: 0,
	tipMinor: 0,
	creditMinor: 0,
	trial: false,
});

/** What comes on top of the price. */
export const extraOf = ({ taxMinor, taxIncluded, shippingMinor, tipMinor, trial }: Bill): number =>
	trial ? 0 : (taxIncluded ? 0 : taxMinor) + shippingMinor + tipMinor;

/** The total of the bill, before credit. */
export const totalOf = (bill: Bill): number => (bill.trial ? 0 : bill.priceMinor - bill.discountMinor + extraOf(bill));

/** What somebody has to pay. */
export const dueOf = (bill: Bill): number => totalOf(bill) - bill.creditMinor;

/** What went back, as the provider knows it. */
export interface WentBack {
	readonly refundedMinor: number;
	readonly lostMinor: number;
	readonly disputeOpen: boolean;
}

export const nothingBack: WentBack = { refundedMinor: 0, lostMinor: 0, disputeOpen: false };

/** The truth about a bill that was settled: through the provider, or (`outside`) by money that it never saw. */
export function settledTruth(bill: Bill, back: WentBack = nothingBack, outside = false): MoneyTruth {
	const moneyMinor = dueOf(bill);
	// A credit that covers everything covers the tax too: then nothing is paid on top of the price.
	const extraMinor = Math.min(extraOf(bill), moneyMinor);
	return {
		settled: true,
		moneyMinor,
		extraMinor,
		grantedMinor: bill.priceMinor + extraMinor - moneyMinor,
		outsideMinor: outside ? moneyMinor : 0,
		...back,
	};
}

/** The truth about a bill that nobody settled. */
export const unsettledTruth: MoneyTruth = {
	settled: false,
	moneyMinor: 0,
	extraMinor: 0,
	grantedMinor: 0,
	outsideMinor: 0,
	...nothingBack,
};
