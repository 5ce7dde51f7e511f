import { allocate } from '../kernel/money';
import type { AskedPart } from '../payments';

/** What a money pays of each invoice, or of none, before what went back is shared out. */
export interface Share {
	/** `<companyCode>:<id>` of Invoice Ninja, or the ID of an invoice of a payment request; null for none. */
	readonly invoice: string | null;
	readonly amountMinor: number;
	readonly priceMinor: number;
	readonly refundedMinor: number;
	/** Of a payment request: what it asks for this invoice. */
	readonly asked?: AskedPart;
}

/** With what pays no invoice; at least one share. */
export function withRest(shares: readonly Share[], restMinor: number): Share[] {
	const known = shares.find(({ invoice }) => invoice === null);
	const applied = shares.filter(({ invoice }) => invoice !== null);
	const amountMinor = (known?.amountMinor ?? 0) + restMinor;
	if (amountMinor <= 0 && applied.length > 0) return applied;
	return [...applied, { invoice: null, amountMinor, priceMinor: amountMinor, refundedMinor: 0 }];
}

/** No more money than came: what is above it was noted and did not come, the last first. */
export function noMoreThan(shares: readonly Share[], cameMinor: number): Share[] {
	let left = cameMinor;
	return shares.map((share) => {
		const amountMinor = Math.min(share.amountMinor, left);
		left -= amountMinor;
		const missingMinor = share.amountMinor - amountMinor;
		return { ...share, amountMinor, priceMinor: share.priceMinor - missingMinor };
	});
}

/**
 * What went back of each share: what somebody says of it, and of what went back beside that first what pays no invoice. What
 * of several invoices a gateway gave back in part, nobody knows: it is shared out, and a person has to look.
 */
export function withMore(
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
export function spread(amountMinor: number, weights: readonly number[], currency: string, whole = false): number[] {
	const total = sum(weights);
	if (total <= 0 || amountMinor <= 0) return weights.map(() => 0);
	const spreadMinor = whole ? amountMinor : Math.min(amountMinor, total);
	return allocate({ amountMinor: spreadMinor, currency }, weights).map((part) => part.amountMinor);
}

export const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
