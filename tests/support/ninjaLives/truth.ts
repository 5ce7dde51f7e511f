import { sum, type NinjaBooks } from './books';

/** What the books of the pack have to say of one invoice in the end. */
export interface InvoiceTruth {
	readonly id: string;
	readonly status: string;
	readonly balanceMinor: number;
	/** The money that was taken for it, also what went back; null where that is not told for each invoice. */
	readonly moneyMinor: number;
	/** What went back of it; null where a gateway gave back a part of a payment of several invoices. */
	readonly refundedMinor: number | null;
	/** Whether what was heard of its payments pays it. */
	readonly settled: boolean | null;
}

const words: Readonly<Record<number, string>> = { 2: 'open', 3: 'partial', 4: 'paid' };

/** From the books of Invoice Ninja and of the gateways, and from nothing of the pack. */
export function truthOf({ invoices, payments }: NinjaBooks): InvoiceTruth[] {
	return invoices.map((invoice) => {
		let moneyMinor = 0;
		let refundedMinor: number | null = 0;
		let paidMinor: number | null = 0;
		for (const payment of payments.filter(({ isDeleted }) => !isDeleted)) {
			const part = payment.parts.find((one) => one.invoice === invoice);
			if (!part) continue;
			const cash = cashOf(
				payment.parts.map(({ priceMinor }) => priceMinor),
				payment.amountMinor,
				payment.creditMinor,
			);
			const own = cash[payment.parts.indexOf(part)] ?? 0;
			moneyMinor += own;
			const total = Math.max(payment.refundedMinor, payment.charge?.refundedMinor ?? 0);
			const simple = payment.parts.length === 1 && payment.amountMinor + payment.creditMinor === part.priceMinor;
			const isWhole = total >= payment.amountMinor && payment.amountMinor > 0;
			const back: number | null = isWhole ? own : simple ? total : total === 0 ? 0 : null;
			refundedMinor = back === null || refundedMinor === null ? null : refundedMinor + back;
			const returned = part.backMinor >= part.priceMinor || (own > 0 && back !== null && back >= own);
			if (back === null) paidMinor = null;
			else if (paidMinor !== null && !returned) paidMinor += part.priceMinor;
		}
		const status = words[invoice.status] ?? 'draft';
		const settled = paidMinor === null ? null : paidMinor >= invoice.totalMinor;
		return {
			...{ id: invoice.id, status, balanceMinor: invoice.totalMinor - invoice.paidMinor },
			...{ moneyMinor, refundedMinor, settled },
		};
	});
}

/** The money of each part: what the credits do not pay, by the largest remainder. */
function cashOf(prices: readonly number[], amountMinor: number, creditMinor: number): number[] {
	const price = sum(prices);
	const cash = Math.min(Math.max(price - creditMinor, 0), amountMinor);
	if (price === 0) return prices.map(() => 0);
	const floors = prices.map((one) => Math.floor((cash * one) / price));
	const rest = cash - sum(floors);
	const byRemainder = prices
		.map((one, index) => ({ index, remainder: (cash * one) % price }))
		.sort((one, other) => other.remainder - one.remainder || one.index - other.index);
	const lucky = new Set(byRemainder.slice(0, rest).map(({ index }) => index));
	return floors.map((floor, index) => floor + (lucky.has(index) ? 1 : 0));
}

/** All money that the gateways and the tills took, and all that went back of it: each once. */
export function moneyOf({ payments }: NinjaBooks) {
	const living = payments.filter(({ isDeleted, charge }) => !isDeleted || charge);
	return {
		cameMinor: sum(living.map(({ amountMinor }) => amountMinor)),
		backMinor: sum(
			living.map(({ isDeleted, refundedMinor, charge }) =>
				isDeleted ? (charge?.refundedMinor ?? 0) : Math.max(refundedMinor, charge?.refundedMinor ?? 0),
			),
		),
	};
}
