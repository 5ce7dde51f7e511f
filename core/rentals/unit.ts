import { z } from 'zod';
import { mostEntries, textLimits } from '../kernel/textLimits';

const minor = z.number().int('must be a whole number of minor units').min(0).max(1_000_000_000_000);
/** 1 for Monday to 7 for Sunday. */
const weekday = z.number().int().min(1, 'must be 1 to 7').max(7, 'must be 1 to 7');
const nights = z.number().int().min(1).max(366);
const percent = z.number().int().min(0, 'must be 0 to 100').max(100, 'must be 0 to 100');

/** A night by its day, `2026-12-20`, or by its day of every year, `12-20`. */
const nightText = z
	.string()
	.regex(
		/^(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
		'must be a night such as 2026-12-20, or 12-20 for every year',
	);

const season = z
	.strictObject({
		name: z.string().trim().min(1).max(60),
		/** The first and the last night that it counts for. Both belong to it. */
		first: nightText,
		last: nightText,
		nightMinor: minor,
		weekendNightMinor: minor.optional(),
		minimumNights: nights.optional(),
		/** On which weekdays a stay may begin and end; none is every day. */
		changeoverDays: z.array(weekday).max(7).optional(),
	})
	.refine(({ first, last }) => first.length === last.length, {
		path: ['last'],
		error: 'must have a year as the first night has, or none',
	})
	// Without a year it may go beyond the end of the year.
	.refine(({ first, last }) => first.length === 5 || first <= last, {
		path: ['last'],
		error: 'must not lie before the first night',
	});
export type Season = Readonly<z.infer<typeof season>>;

/** What a stay costs, in minor units of the unit's currency, and which stays are taken. */
export const unitPrices = z.strictObject({
	nightMinor: minor,
	weekendNightMinor: minor.optional(),
	/** The nights of the weekend, by the day on which they begin. */
	weekendNights: z.array(weekday).max(7).default([5, 6]),
	/** The first one that covers a night counts. */
	seasons: z.array(season).max(mostEntries).default([]),
	/** Once for a stay. */
	cleaningMinor: minor.default(0),
	/** For each adult and night. */
	touristTaxMinor: minor.default(0),
	/** After so many nights of a stay no more of it is owed. */
	touristTaxMostNights: nights.optional(),
	minimumNights: nights.default(1),
	mostNights: nights.default(28),
	changeoverDays: z.array(weekday).max(7).default([]),
});
export type UnitPrices = Readonly<z.infer<typeof unitPrices>>;

const refundStep = z.strictObject({
	/** Who cancels at least so many days before arrival … */
	daysBefore: z.number().int().min(0).max(3_660),
	/** … gets so much back of what was paid. */
	percent,
});

/** How a stay is paid, reminded of and cancelled. */
export const unitTerms = z
	.strictObject({
		/** Of the price of the stay. 0: no deposit, and a booking is confirmed at once. */
		depositPercent: percent.default(30),
		/** How long the nights are held for a deposit. */
		holdHours: z.number().int().min(1).max(720).default(48),
		/** The balance is invoiced so many days before arrival. A later booking is paid at once. */
		balanceDays: z.number().int().min(0).max(366).default(30),
		/** The balance is due so many days before arrival. */
		balanceDueDays: z.number().int().min(0).max(366).default(14),
		/** Hours before the end of the hold. */
		depositReminderHours: z.array(z.number().int().min(1).max(720)).max(10).default([24]),
		/** Days before the balance is due; a negative number is days after. */
		balanceReminderDays: z.array(z.number().int().min(-60).max(60)).max(10).default([3, -1]),
		/** Days before arrival. Null: no mail. */
		arrivalReminderDays: z.number().int().min(0).max(60).nullable().default(3),
		/** What the mail before arrival says, such as where the key is. */
		arrivalWords: z.string().trim().max(textLimits.lines).default(''),
		refunds: z
			.array(refundStep)
			.max(20)
			.default([
				{ daysBefore: 60, percent: 100 },
				{ daysBefore: 30, percent: 50 },
			]),
		/** Whether a person approves each refund. */
		refundBy: z.enum(['approval', 'at_once']).default('approval'),
	})
	.refine(({ balanceDays, balanceDueDays }) => balanceDueDays <= balanceDays, {
		path: ['balanceDueDays'],
		error: 'must not be more than balanceDays: nothing is due before it is invoiced',
	});
export type UnitTerms = Readonly<z.infer<typeof unitTerms>>;

/** HH:MM. */
export const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 16:00');

/** The rule of the table, with words for the operator. */
export const unitCode = z
	.string()
	.trim()
	.regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be up to 40 lower-case letters, digits and hyphens');
