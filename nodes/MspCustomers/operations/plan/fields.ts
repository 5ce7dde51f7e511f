import { z } from 'zod';
import { planCode, planDnsRecord } from '../../../../core/catalog';
import { currencyCode, named } from '../../../../core/customers';
import { dnsRecordTypes, templateFault } from '../../../../core/panels';
import { additional, choice, json, number, optional, text, toggle } from '../../../shared/field';
import { jsonValue } from '../../../shared/jsonValue';
import { mostEntries, textLimits } from '../../../../core/kernel/textLimits';

/** A decimal, as text or as a number. Its currency decides how many decimals it may have. */
const price = z.union([z.string(), z.number()]).transform(String).pipe(named);

/** The editor's box has no empty number. */
const orNull = (given: number) => (given === 0 ? null : given);

/** A plan that no zone could take is refused here, and not when somebody has paid for it. */
const records = z
	.array(planDnsRecord.extend({ type: z.string().toUpperCase().pipe(z.enum(dnsRecordTypes)) }))
	.max(mostEntries)
	.superRefine((list, context) => {
		const fault = templateFault(list);
		if (fault !== undefined) context.addIssue(fault);
	});

/** A list as JSON text, or from an expression. */
const dnsRecords = jsonValue(records);

export const code = text('Plan Code', planCode, { required: true, placeholder: 'e.g. starter' });
export const name = text('Name', named, { required: true });
export const priceField = text('Price', price, {
	required: true,
	placeholder: 'e.g. 12.50',
	description: 'For one interval, as a decimal with a point',
});
export const currency = text('Currency', currencyCode, { required: true, default: 'EUR', description: 'ISO 4217' });
export const packageName = text('Package Name', optional(named.max(textLimits.packageName)), {
	required: true,
	placeholder: 'e.g. starter',
	description: 'The hosting package on the control panel',
	// A plan that is delivered by playbook has none.
	displayOptions: { hide: { delivery: ['playbook'] } },
});

const details = {
	available: toggle('Available', z.boolean(), { default: true, description: 'Whether new orders may name the plan' }),
	alignDay: number('Align Day', z.number().int().min(0).max(28).transform(orNull), {
		description:
			'On which day of the month services renew: each begins with a short period that leads to it. 0 for the day on which each began.',
	}),
	billingInterval: choice(
		'Billing Interval',
		{ half_year: 'Half a Year', month: 'Month', quarter: 'Quarter', two_years: 'Two Years', year: 'Year' },
		{ default: 'month', description: 'How long a period is, which the price is for' },
	),
	databaseName: text('Database Name', named.max(textLimits.databaseName), {
		placeholder: 'e.g. site',
		description: 'Of the first database',
	}),
	dnsRecords: json('DNS Records', dnsRecords, {
		placeholder: '[{"name": "@", "type": "TXT", "value": "v=spf1 mx -all"}]',
		description: 'Records for each new zone. The name is relative to the domain; @ is the domain itself.',
	}),
	mailboxName: text('Mailbox Name', named.max(textLimits.mailboxName), {
		placeholder: 'e.g. info',
		description: 'Of the first mailbox',
	}),
	mailboxQuotaMegabytes: number('Mailbox Quota (MB)', z.number().int().positive(), { default: 1024 }),
	placement: choice(
		'Placement',
		{ least_full: 'Least Full Server', fill_then_next: 'Fill One, Then the Next' },
		{ description: 'Which server of the group takes the next account' },
	),
	renewedBy: choice(
		'Renewed By',
		{ provider: 'Provider', pack: 'Pack', nobody: 'Nobody' },
		{
			description:
				'Who invoices the periods after the first: a subscription or a recurring invoice, the nightly run of the pack, or nobody',
		},
	),
	serverGroup: text('Server Group', named, { placeholder: 'e.g. default' }),
	setUpFee: text('Set-up Fee', price, {
		placeholder: 'e.g. 25.00',
		description: 'Asked for once, with the first invoice that the pack makes for a new service',
	}),
	termMonths: number('Term (Months)', z.number().int().min(0).max(1_200).transform(orNull), {
		description: 'After how many months a service ends by itself. 0 for never.',
	}),
	trialDays: number('Trial (Days)', z.number().int().min(0).max(3_660), {
		description: 'For how many days a service that was never invoiced costs nothing',
	}),
} as const;

export const additionalFields = additional('Additional Fields', details);

export const changes = additional('Update Fields', {
	...details,
	currency: text('Currency', currencyCode, { description: 'ISO 4217. If you change it, give a price too.' }),
	name: text('Name', named),
	packageName: text('Package Name', named.max(textLimits.packageName)),
	price: text('Price', price, { placeholder: 'e.g. 12.50' }),
});
