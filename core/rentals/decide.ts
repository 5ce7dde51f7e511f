import { addDays, dayIn, momentOf, type Day } from '../kernel/calendar';
import type { UnitTerms } from './unit';

export const bookingStatuses = ['held', 'confirmed', 'completed', 'expired', 'cancelled'] as const;
export type BookingStatus = (typeof bookingStatuses)[number];

/** An invoice of a booking, as far as the next thing to do depends on it. */
export interface InvoiceFacts {
	readonly settled: boolean;
	readonly dueOn: Day;
	readonly issuedAt: Date;
	/** Somebody has paid and the money is on its way, or an event of it waits to be dealt with. */
	readonly moneyPending: boolean;
}

export interface BookingFacts {
	readonly status: BookingStatus;
	readonly arrival: Day;
	readonly departure: Day;
	readonly timeZone: string;
	readonly checkOut: string;
	readonly bookedAt: Date;
	readonly holdUntil: Date;
	readonly balanceMinor: number;
	readonly terms: UnitTerms;
	/** The deposit, or the whole price. Null when a booking has no deposit. */
	readonly first: InvoiceFacts | null;
	readonly balance: InvoiceFacts | null;
	/** The notices that were started, by their words. */
	readonly noticed: ReadonlySet<string>;
}

/** What is to be done for a booking now, in this order. */
export type DueAction =
	| { readonly do: 'confirm' | 'expire' | 'issue_balance' | 'complete' }
	/** A reminder; its words make a repeat the same. */
	| { readonly do: 'notify'; readonly notice: string };

/**
 * What a booking asks for at a moment. It is derived from facts and never stepped: after missed nights only what is still
 * due is done, and of several reminders only the latest. Done, it asks for nothing more. Pure.
 */
export function decideBooking(booking: BookingFacts, now: Date): DueAction[] {
	const { status, first, balance, terms, timeZone } = booking;
	if (status === 'held') return decideHeld(booking, now);
	if (status !== 'confirmed') return [];
	if (now >= momentOf(booking.departure, booking.checkOut, timeZone)) return [{ do: 'complete' }];

	const today = dayIn(timeZone, now);
	const due: DueAction[] = [];
	if (balance === null && booking.balanceMinor > 0 && today >= addDays(booking.arrival, -terms.balanceDays)) {
		due.push({ do: 'issue_balance' });
	}
	if (balance && !balance.settled && !balance.moneyPending) due.push(...balanceReminder(booking, balance, today));
	const paid = (first?.settled ?? true) && (booking.balanceMinor === 0 || balance?.settled === true);
	if (paid) due.push(...arrivalReminder(booking, today));
	return due;
}

function decideHeld({ first, holdUntil, terms, noticed, bookedAt }: BookingFacts, now: Date): DueAction[] {
	if (first === null || first.settled) return [{ do: 'confirm' }];
	// Money that is on its way keeps the nights.
	if (first.moneyPending) return [];
	if (now >= holdUntil) return [{ do: 'expire' }];
	const reached = terms.depositReminderHours
		.map((hours) => ({ hours, at: new Date(holdUntil.getTime() - hours * 3_600_000) }))
		.filter(({ at }) => at > bookedAt && at <= now)
		.sort((one, other) => one.hours - other.hours);
	return latest(
		reached.map(({ hours }) => `deposit_reminder:${hours}`),
		noticed,
	);
}

function balanceReminder(
	{ terms, noticed, timeZone }: BookingFacts,
	{ dueOn, issuedAt }: InvoiceFacts,
	today: Day,
): DueAction[] {
	const issuedOn = dayIn(timeZone, issuedAt);
	const reached = terms.balanceReminderDays
		.map((days) => ({ days, on: addDays(dueOn, -days) }))
		.filter(({ on }) => on > issuedOn && on <= today)
		.sort((one, other) => one.days - other.days);
	return latest(
		reached.map(({ days }) => `balance_reminder:${days}`),
		noticed,
	);
}

function arrivalReminder({ arrival, terms, noticed }: BookingFacts, today: Day): DueAction[] {
	const days = terms.arrivalReminderDays;
	if (days === null || today < addDays(arrival, -days) || today > arrival) return [];
	return latest(['arrival_reminder'], noticed);
}

/** The first one, which is the latest that was reached, unless it was told before. */
function latest([notice]: readonly string[], noticed: ReadonlySet<string>): DueAction[] {
	return notice === undefined || noticed.has(notice) ? [] : [{ do: 'notify', notice }];
}
