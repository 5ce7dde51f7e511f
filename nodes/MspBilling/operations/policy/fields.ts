import { z } from 'zod';
import { planCode } from '../../../../core/catalog';
import { customerCode } from '../../../../core/customers';
import { day } from '../../../../core/kernel/calendar';
import { mostEntries, textLimits } from '../../../../core/kernel/textLimits';
import { billingPolicy, campaignCode, policySettings, type PolicyOwner } from '../../../../core/policies';
import { additional, choice, number, several, text, toggle, type ParametersOf } from '../../../shared/field';

export const ownerFields = {
	scope: choice<PolicyOwner['scope']>(
		'Whose',
		{ default: 'Everybody', plan: 'A Plan', customer: 'A Customer' },
		{ description: "A customer's policy beats the plan's, and the plan's beats everybody's" },
	),
	planCode: text('Plan Code', planCode.optional(), {
		required: true,
		placeholder: 'e.g. starter',
		displayOptions: { show: { scope: ['plan'] } },
	}),
	customerCode: text('Customer Code', customerCode.optional(), {
		required: true,
		placeholder: 'e.g. acme',
		displayOptions: { show: { scope: ['customer'] } },
	}),
} as const;

/** A code that got lost on the way must not change what holds for everybody. */
const owner = z.discriminatedUnion('scope', [
	z.object({ scope: z.literal('default') }),
	z.object({ scope: z.literal('plan'), planCode }),
	z.object({ scope: z.literal('customer'), customerCode }),
]);

/** @throws ZodError when the code is missing. */
export const ownerOf = (given: ParametersOf<typeof ownerFields>): PolicyOwner => owner.parse(given);

const shape = billingPolicy.shape;
const switched = (what: string) => ({
	description: `Dry Run says what it would do and does nothing. ${what}`,
});
const modes = { dry_run: 'Dry Run', live: 'Live' } as const;

/** Days or numbers with commas or spaces between them, or a list from an expression. */
const listed = <S extends z.ZodType>(schema: S) =>
	z.preprocess(
		(given) => (typeof given === 'string' ? given.split(/[\s,;]+/).filter(Boolean) : given),
		z.array(schema).max(mostEntries),
	);

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

export const settingFields = additional('Settings', {
	campaign: text('Campaign', campaignCode, {
		placeholder: 'e.g. default',
		description: 'What unpaid invoices lead to',
	}),
	chargeRetryDays: text('Charge Again After Days', listed(z.coerce.number().int().min(1).max(60)), {
		placeholder: 'e.g. 3, 7',
		description: 'After the first try, when a card was declined for the moment',
	}),
	charges: choice('Charges', modes, switched('Charges of saved payment methods.')),
	chargeWhen: choice('Charge When', { never: 'Never', on_due: 'On the Due Day', on_issue: 'When Invoiced' }),
	dunning: choice('Dunning', modes, switched('Reminders, suspensions and what follows.')),
	exemptBy: text('Exempt: Decided By', z.string().trim().min(1, 'must say who decided it').max(textLimits.name), {
		placeholder: 'e.g. Ann',
	}),
	exemptReason: text('Exempt: Reason', z.string().trim().min(1, 'must say why').max(textLimits.reason), {
		placeholder: 'e.g. their bank is on strike',
	}),
	exemptUntil: text('Exempt Until', day, {
		placeholder: 'e.g. 2026-06-30',
		description: 'Nothing is suspended, terminated or charged a late fee up to this day and on it',
	}),
	grouping: choice('Grouping', { customer: 'One Invoice for a Customer', service: 'One Invoice for a Service' }),
	holidayCountry: text('Holiday Country', shape.holidayCountry, {
		placeholder: 'e.g. BE',
		description: "Whose public holidays count, instead of those of the customer's own country",
	}),
	holidays: text('Holidays', listed(day), {
		placeholder: 'e.g. 2026-12-24, 2026-12-31',
		description: 'Your own days on which nothing is suspended',
	}),
	hoursFrom: text('Suspension Hours From', shape.suspensionHours.shape.from, {
		placeholder: 'e.g. 09:00',
		description: 'In the time zone of the customer',
	}),
	hoursUntil: text('Suspension Hours Until', shape.suspensionHours.shape.until, { placeholder: 'e.g. 16:00' }),
	hoursDays: several('Suspension Days', weekdays, { description: 'Of the week, on which services may be suspended' }),
	invoiceLeadDays: number('Invoice Lead Days', shape.invoiceLeadDays, {
		default: 7,
		description: 'How many days before it begins a period is invoiced',
	}),
	lateFees: toggle('Late Fees', z.boolean(), {
		default: true,
		description: 'Whether the stages with late fees charge them',
	}),
	mostSuspendedPercent: number('Most Suspended Percent', shape.mostSuspendedPercent, {
		default: 5,
		description: 'Of the active services. A run that would suspend more stops before the first one and asks a person.',
	}),
	mostSuspensions: number('Most Suspensions', shape.mostSuspensions, {
		default: 10,
		description: 'A run that would suspend more stops before the first one and asks a person',
	}),
	protected: toggle('Protected', z.boolean(), {
		default: true,
		description: 'Whether nothing is ever suspended or terminated for money',
	}),
	reminders: toggle('Reminders', z.boolean(), {
		default: true,
		description: 'Whether reminders are sent. Warnings of a suspension are sent all the same.',
	}),
	renewals: choice('Renewals', modes, switched('Invoices of renewals.')),
	suspends: choice('Suspends', {
		services_of_the_invoice: 'The Services of the Invoice',
		all_services: 'All Services of the Customer',
	}),
	terminations: choice('Terminations', { off: 'Off', approval: 'Only Approved by a Person' }),
});
type Settings = z.output<typeof settingFields.schema>;

/** The names of what a scope may take back. */
export const settingNames = Object.keys(policySettings.shape) as Array<keyof typeof policySettings.shape>;

const hours = { days: [1, 2, 3, 4, 5], from: '09:00', until: '16:00' };

/** What the fields say, in the form of the policy. Parts of the hours that are left out are those of the built-in policy. */
export function changeOf({
	exemptUntil,
	exemptReason,
	exemptBy,
	hoursFrom,
	hoursUntil,
	hoursDays,
	...plain
}: Settings) {
	const someHours = hoursFrom !== undefined || hoursUntil !== undefined || hoursDays !== undefined;
	const days = hoursDays?.map((name) => weekdays.indexOf(name) + 1) ?? hours.days;
	return policySettings.parse({
		...plain,
		...(exemptUntil !== undefined && {
			overdueEnforcementOff: { until: exemptUntil, reason: exemptReason, by: exemptBy },
		}),
		...(someHours && {
			suspensionHours: { days, from: hoursFrom ?? hours.from, until: hoursUntil ?? hours.until },
		}),
	});
}
