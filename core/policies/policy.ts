import { z } from 'zod';
import { day } from '../kernel/calendar';
import { countryCode } from '../kernel/postalAddress';
import { mostEntries, textLimits } from '../kernel/textLimits';

/** Off until an operator has seen what it would do: `dry_run` says it and does nothing. */
const mode = z.enum(['dry_run', 'live']);
export type PolicyMode = z.infer<typeof mode>;

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 09:00');

/** When services may be suspended, by the clock on the customer's wall. */
const suspensionHours = z
	.object({
		/** 1 for Monday to 7 for Sunday. */
		days: z.array(z.number().int().min(1).max(7)).min(1, 'must name at least one day').max(7),
		from: timeOfDay,
		/** The first minute that is too late; 24:00 for the end of the day. */
		until: z.union([timeOfDay, z.literal('24:00')], 'must be a time such as 16:00'),
	})
	.refine(({ from, until }) => from < until, 'must begin before they end');

/** Nothing of the customer is suspended or terminated, and no late fee is charged, up to this day and on it. */
const enforcementOff = z.object({
	until: day,
	reason: z.string().trim().min(1, 'must say why').max(textLimits.reason),
	by: z.string().trim().min(1, 'must say who decided it').max(textLimits.name),
});

/** The code of a campaign of dunning. */
export const campaignCode = z
	.string()
	.trim()
	.regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'must be up to 40 lower-case letters, digits, hyphens and underscores');

const settings = {
	/** The three switches hold for the whole business: they are read from the default policy alone. */
	renewals: mode,
	charges: mode,
	dunning: mode,
	/** How many days before its first day a period is invoiced. */
	invoiceLeadDays: z.number().int().min(0).max(90),
	/** One invoice for each customer, currency and due day, or one for each service. */
	grouping: z.enum(['customer', 'service']),
	/** When a saved method of payment is charged. */
	chargeWhen: z.enum(['never', 'on_issue', 'on_due']),
	/** Days after the first try on which a charge that was declined for the moment is tried again. */
	chargeRetryDays: z.array(z.number().int().min(1).max(60)).max(8),
	campaign: campaignCode,
	/** What an unpaid invoice suspends. */
	suspends: z.enum(['services_of_the_invoice', 'all_services']),
	suspensionHours,
	/** The operator's own days on which nothing is suspended. */
	holidays: z.array(day).max(mostEntries),
	/** Whose public holidays count; without it, those of the country in the customer's address. */
	holidayCountry: countryCode.optional(),
	/** A run that would suspend more than this stops before the first one; one service is always allowed. */
	mostSuspensions: z.number().int().min(0).max(100_000),
	/** The same, in per cent of the active services. */
	mostSuspendedPercent: z.number().min(0).max(100),
	/** Nothing is terminated for money without a person's approval. */
	terminations: z.enum(['off', 'approval']),
	/** Never suspended or terminated for money. */
	protected: z.boolean(),
	overdueEnforcementOff: enforcementOff.optional(),
	/** Off when another system charges late fees. */
	lateFees: z.boolean(),
	/** Off when another system sends reminders. Warnings of a suspension are sent all the same. */
	reminders: z.boolean(),
};

/** How the pack bills and what it does about unpaid invoices. */
export const billingPolicy = z.strictObject(settings);
export type BillingPolicy = Readonly<z.infer<typeof billingPolicy>>;

/** What one scope says; what it leaves out, the wider scope says. */
export const policySettings = billingPolicy.partial();
export type PolicySettings = Readonly<z.infer<typeof policySettings>>;

/** What holds when nobody says anything. */
export const builtInPolicy: BillingPolicy = {
	renewals: 'dry_run',
	charges: 'dry_run',
	dunning: 'dry_run',
	invoiceLeadDays: 7,
	grouping: 'customer',
	chargeWhen: 'on_due',
	chargeRetryDays: [3, 7],
	campaign: 'default',
	suspends: 'services_of_the_invoice',
	suspensionHours: { days: [1, 2, 3, 4, 5], from: '09:00', until: '16:00' },
	holidays: [],
	mostSuspensions: 10,
	mostSuspendedPercent: 5,
	terminations: 'off',
	protected: false,
	lateFees: true,
	reminders: true,
};

/** What only the default policy says, for it is about a whole run. */
export const wholeBusiness = [
	'renewals',
	'charges',
	'dunning',
	'mostSuspensions',
	'mostSuspendedPercent',
] as const satisfies ReadonlyArray<keyof BillingPolicy>;
