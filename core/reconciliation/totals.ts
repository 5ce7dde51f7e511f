import { z } from 'zod';
import { holdsDay, holdsMoment, type Period } from './period';
import { sideNames, type Entry, type SideName } from './facts';

/** What a side counts in the period, in one currency: money by the day on which it moved. */
export const sideTotal = z.object({
	side: z.enum(sideNames),
	currency: z.string(),
	/** How many payments came. */
	payments: z.number(),
	cameMinor: z.number(),
	/** What was given back in the period; of Invoice Ninja and the store, of the payments that came in it. */
	refundedMinor: z.number(),
	/** What disputes took. */
	disputedMinor: z.number(),
	/** What the provider kept. It is in the currency in which the provider pays out. */
	feeMinor: z.number(),
});
export type SideTotal = z.infer<typeof sideTotal>;

/** Adds up while the sides are read: a line for each side and currency, however many payments there are. */
export interface TotalsBook {
	entry(entry: Entry): void;
	fee(side: 'stripe' | 'paypal', currency: string, feeMinor: number): void;
	all(): SideTotal[];
}

export function openTotals(period: Period): TotalsBook {
	const held = new Map<string, SideTotal>();
	const add = (side: SideName, currency: string, more: Partial<Omit<SideTotal, 'side' | 'currency'>>) => {
		const key = `${side} ${currency}`;
		const before = held.get(key) ?? {
			...{ side, currency, payments: 0, cameMinor: 0, refundedMinor: 0, disputedMinor: 0, feeMinor: 0 },
		};
		held.set(key, {
			side,
			currency,
			payments: before.payments + (more.payments ?? 0),
			cameMinor: before.cameMinor + (more.cameMinor ?? 0),
			refundedMinor: before.refundedMinor + (more.refundedMinor ?? 0),
			disputedMinor: before.disputedMinor + (more.disputedMinor ?? 0),
			feeMinor: before.feeMinor + (more.feeMinor ?? 0),
		});
	};
	return {
		entry: ({ side, fact }) => {
			switch (fact.kind) {
				case 'charge':
					if (fact.listed && !fact.pending && holdsMoment(period, fact.at))
						add(side, fact.currency, { payments: 1, cameMinor: fact.amountMinor });
					return;
				case 'refund':
				case 'dispute': {
					if (!holdsMoment(period, fact.at)) return;
					const back = fact.kind === 'refund' ? 'refundedMinor' : 'disputedMinor';
					add(side, fact.currency, { [back]: fact.amountMinor });
					return;
				}
				case 'ninja':
					if (
						!fact.isDeleted &&
						holdsDay(period, fact.day) &&
						/^(completed|partially_refunded|refunded)$/.test(fact.status)
					)
						add(side, fact.currency, { payments: 1, cameMinor: fact.amountMinor, refundedMinor: fact.refundedMinor });
					return;
				case 'store':
					if (fact.outcome !== 'failed' && holdsMoment(period, fact.at)) {
						const { refundedMinor, lostMinor: disputedMinor } = fact;
						add(side, fact.currency, { payments: 1, cameMinor: fact.amountMinor, refundedMinor, disputedMinor });
					}
			}
		},
		fee: (side, currency, feeMinor) => {
			if (feeMinor !== 0) add(side, currency, { feeMinor });
		},
		all: () =>
			[...held.values()].sort(
				(one, other) =>
					sideNames.indexOf(one.side) - sideNames.indexOf(other.side) || (one.currency < other.currency ? -1 : 1),
			),
	};
}
