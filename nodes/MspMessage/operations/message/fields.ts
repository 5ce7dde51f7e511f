import { z } from 'zod';
import { InputError } from '../../../../core/kernel/errors';
import {
	language as knownLanguage,
	templateNames,
	templates,
	type MessageInput,
	type TemplateName,
} from '../../../../core/messages';
import { choice, dateTime, json, number, optional, text, toggle, type ParametersOf } from '../../../shared/field';

const labels = Object.fromEntries(
	templateNames
		.map((name) => [name, templates[name].label] as const)
		.sort(([, one], [, other]) => one.localeCompare(other)),
);

/** Shows a field for the templates that have a place for it. */
const only = (...shown: TemplateName[]) => ({ displayOptions: { show: { template: shown } } });
const forCustomer = only('welcome', 'serviceSuspended', 'serviceReactivated');

/**
 * Anything, or nothing where the field is hidden: the template checks its values itself. An expression may give a date
 * object, which becomes its text.
 */
const asJsonValue = (given: unknown) =>
	typeof given === 'object' ? (JSON.parse(JSON.stringify(given)) as unknown) : given;
const value = optional(z.preprocess(asJsonValue, z.unknown()));
const oneOf = (...shown: Parameters<typeof choice>) => ({ ...choice(...shown), schema: value });

/** An object, or the text of one. */
const branding = optional(
	z.preprocess(
		(given, context) => {
			if (typeof given !== 'string') return given;
			try {
				return JSON.parse(given) as unknown;
			} catch {
				context.addIssue('is not JSON');
				return z.NEVER;
			}
		},
		z.record(z.string(), z.unknown(), 'must be an object'),
	),
);

const dataFields = {
	customerName: text('Customer Name', value, { ...forCustomer, description: 'Whom the letter greets' }),
	domain: text('Domain', value, {
		displayOptions: { hide: { template: ['driftReport'] } },
		placeholder: 'e.g. example.com',
	}),
	username: text('Username', value, { ...only('welcome'), description: 'Of the account on the control panel' }),
	serverName: text('Server Name', value, { ...only('welcome'), placeholder: 'e.g. web1.example.com' }),
	nameservers: text('Name Servers', value, {
		...only('welcome'),
		placeholder: 'e.g. ns1.example.com, ns2.example.com',
		description: 'A list, or names separated by commas',
	}),
	accountUrl: text('Account URL', value, {
		...only('welcome', 'serviceReactivated'),
		placeholder: 'e.g. https://web1.example.com:2083/',
		description: 'Where the customer signs in or sets the password. E-mails carry no passwords.',
	}),
	linkKind: oneOf(
		'Account URL Leads To',
		{ sign_in: 'Signing In', set_password: 'Setting the Password' },
		only('welcome'),
	),
	linkExpiresAt: text('Account URL Expires At', value, {
		...only('welcome'),
		placeholder: 'e.g. 2026-03-01T12:00:00Z',
	}),
	timeZone: text('Time Zone', value, {
		...only('welcome', 'driftReport'),
		placeholder: 'e.g. Europe/Brussels',
		description: 'In which the expiry is written. UTC where it is empty.',
	}),
	reason: oneOf(
		'Reason',
		{ abuse: 'Abuse', manual: 'Manual', overdue: 'Overdue', resource: 'Resource Use', security: 'Security' },
		{ ...only('serviceSuspended'), default: 'overdue' },
	),
	invoiceNumber: text('Invoice Number', value, only('serviceSuspended')),
	amountDueMinor: number('Amount Due', value, {
		...only('serviceSuspended'),
		description: 'In the smallest unit of the currency, such as cents. 0 leaves it out.',
	}),
	currency: text('Currency', value, { ...only('serviceSuspended'), placeholder: 'e.g. EUR' }),
	paymentUrl: text('Payment URL', value, only('serviceSuspended')),
	dataKeptUntil: dateTime('Data Kept Until', value, {
		...only('serviceSuspended'),
		description: 'The last day before the service is removed',
	}),
	paymentReceived: toggle('Payment Received', value, {
		...only('serviceReactivated'),
		description: 'Whether to thank the customer for a payment',
	}),
	severity: oneOf(
		'Severity',
		{ error: 'Action Needed', info: 'Information', warning: 'Warning' },
		only('operatorAlert'),
	),
	title: text('Title', value, { ...only('operatorAlert'), placeholder: 'e.g. Provisioning of example.com failed' }),
	message: text('Message', value, { ...only('operatorAlert'), typeOptions: { rows: 3 } }),
	customerCode: text('Customer Code', value, only('operatorAlert')),
	taskId: text('Task ID', value, only('operatorAlert')),
	stepName: text('Step Name', value, only('operatorAlert')),
	errorClass: text('Error Class', value, only('operatorAlert')),
	vendorMessage: text('Error Message', value, {
		...only('operatorAlert'),
		description: "The vendor's own words, or those of the node that failed",
	}),
	remedy: text('Remedy', value, { ...only('operatorAlert'), description: 'What the reader can do about it' }),
	detailsUrl: text('Details URL', value, {
		...only('operatorAlert'),
		description: 'Where the reader finds more, such as the execution in n8n',
	}),
	report: json('Report', value, {
		...only('driftReport'),
		placeholder: 'e.g. {{ $json.report }}',
		description: 'What MSP Drift → Run: Report gives as report',
	}),
	approvalUrl: text('Approval URL', value, {
		...only('driftReport'),
		placeholder: 'e.g. {{ $json.approvalUrl }}',
		description: 'Where the safe fixes can be approved, as MSP Drift → Run: Report gives it',
	}),
	approvalUntil: text('Approval Until', value, {
		...only('driftReport'),
		placeholder: 'e.g. {{ $json.approvalUntil }}',
		description: 'How long that address works',
	}),
} as const;

/** What a message is made of, for writing and for sending it. */
export const messageFields = {
	template: choice<TemplateName>('Template', labels as Record<TemplateName, string>, { default: 'welcome' }),
	language: choice('Language', { customer: 'Language of Customer', nl: 'Dutch', en: 'English', fr: 'French' }),
	customerLanguage: text('Customer Language', optional(knownLanguage), {
		default: '={{ $json.language }}',
		description: "The customer's language: en, fr or nl, also with a region such as nl-BE",
		displayOptions: { show: { language: ['customer'] } },
	}),
	...dataFields,
	branding: json('Branding', branding, {
		placeholder: 'e.g. {{ $json.branding }}',
		description:
			'How the mail looks: brandName, logoUrl, primaryColor, supportEmail and website. What is missing falls back to the sender.',
	}),
} as const;

/** The message that the parameters ask for; of its data, what the template has a place for. */
export function wishOf(parameters: ParametersOf<typeof messageFields>): MessageInput {
	const { template, language, customerLanguage, branding } = parameters;
	const chosen = language === 'customer' ? customerLanguage : language;
	if (chosen === undefined) {
		throw new InputError('customerLanguage', 'is empty', 'Give en, fr or nl, or choose the language from the list.');
	}
	const { dataNames } = templates[template];
	const data = Object.fromEntries(Object.entries(parameters).filter(([name]) => dataNames.includes(name)));
	return { template, language: chosen, data, branding };
}
