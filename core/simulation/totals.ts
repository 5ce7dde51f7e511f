import { addDays, type Day } from '../kernel/calendar';
import { simulatedEvents, type SimulatedDay, type SimulatedEntry } from './entries';

interface Mutable {
	readonly day: Day;
	readonly counts: Record<(typeof simulatedEvents)[number], number>;
	readonly invoiced: Record<string, number>;
	/** By the night that decides. */
	decided: number;
}

/** Adds up what happens on each day of a look ahead; it keeps a few numbers for each day, and no entry. */
export function openTotals(from: Day, days: number) {
	const byDay = new Map<Day, Mutable>();
	for (let ahead = 0; ahead < days; ahead++) {
		const day = addDays(from, ahead);
		const none = Object.fromEntries(simulatedEvents.map((event) => [event, 0])) as Mutable['counts'];
		byDay.set(day, { day, counts: none, invoiced: {}, decided: 0 });
	}
	return {
		/** What happens after the last day is left out. */
		add({ day, decidedOn, what, amounts }: SimulatedEntry): void {
			const night = byDay.get(decidedOn);
			if (what === 'suspension' && night) night.decided += 1;
			const held = byDay.get(day);
			if (!held) return;
			held.counts[what] += 1;
			if (what !== 'invoice') return;
			for (const [currency, amount] of Object.entries(amounts)) {
				held.invoiced[currency] = (held.invoiced[currency] ?? 0) + amount;
			}
		},
		/** @param most how many suspensions one night may start by itself. */
		days: (most: number): SimulatedDay[] =>
			[...byDay.values()].map(({ day, counts, invoiced, decided }) => ({
				...{ day, counts, invoiced },
				stops: decided > most ? { suspensions: decided, most } : null,
			})),
	};
}
