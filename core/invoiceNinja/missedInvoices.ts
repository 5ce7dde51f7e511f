import type { Frequency } from './statuses';

/** How far apart two invoices of a frequency are. */
const steps: Readonly<Record<Frequency, { readonly days?: number; readonly months?: number }>> = {
	daily: { days: 1 },
	weekly: { days: 7 },
	two_weeks: { days: 14 },
	four_weeks: { days: 28 },
	monthly: { months: 1 },
	two_months: { months: 2 },
	three_months: { months: 3 },
	four_months: { months: 4 },
	six_months: { months: 6 },
	yearly: { months: 12 },
	two_years: { months: 24 },
	three_years: { months: 36 },
};

/** More than anybody wants to issue at once. */
const atMost = 10_000;

export interface Schedule {
	/** YYYY-MM-DD. */
	readonly nextSendDate: string;
	readonly frequency: Frequency;
	/** -1 for an endless one. */
	readonly remainingCycles: number;
}

export interface Missed {
	/** How many invoices would be issued at once: Invoice Ninja catches up, one an hour. */
	readonly count: number;
	/** The first day of the schedule that is not over: today or later. */
	readonly nextDate: string;
}

/**
 * What a recurring invoice that starts today would issue for days that are over. Today's own invoice is not missed.
 *
 * @param today YYYY-MM-DD.
 */
export function missedInvoices({ nextSendDate, frequency, remainingCycles }: Schedule, today: string): Missed {
	let count = 0;
	let date = nextSendDate;
	while (date < today && count < atMost) {
		count += 1;
		date = later(nextSendDate, frequency, count);
	}
	return { count: remainingCycles < 0 ? count : Math.min(count, remainingCycles), nextDate: date };
}

/** Months are counted from the first day, so that the 31st stays the last day of each month. */
function later(day: string, frequency: Frequency, times: number): string {
	const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
	const { days = 0, months = 0 } = steps[frequency];
	if (months === 0) return isoDay(new Date(Date.UTC(year, month - 1, date + days * times)));
	const first = new Date(Date.UTC(year, month - 1 + months * times, 1));
	const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
	return isoDay(new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), Math.min(date, last))));
}

/** YYYY-MM-DD, in UTC. */
export const isoDay = (date: Date) => date.toISOString().slice(0, 10);
