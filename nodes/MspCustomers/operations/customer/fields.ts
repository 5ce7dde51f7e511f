import { z } from 'zod';
import { companyCode } from '../../../../core/companies';
import { textLimits } from '../../../../core/kernel/textLimits';
import { languageNames } from '../../../../core/kernel/languages';
import { mailAddress as email } from '../../../../core/kernel/mailAddress';
import {
	branding,
	currencyCode,
	type CustomerChange,
	customerCode,
	named,
	timeZone,
	vatNumber,
} from '../../../../core/customers';
import { additional, choice, text, type ParametersOf } from '../../../shared/field';

const address = z.url('must be an address such as https://example.com').max(textLimits.url);
const providerId = named.max(textLimits.providerId);
const colour = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as #1d4ed8');

export const code = text('Customer Code', customerCode, {
	required: true,
	placeholder: 'e.g. acme',
	description: 'A short unique handle, in lower case',
});
export const name = text('Name', named, { required: true });
export const emailField = text('Email', email, { required: true, placeholder: 'name@email.com' });

export const brandDetails = {
	brandName: text('Brand Name', named, { description: 'The name on mails and reports to the customer' }),
	logoUrl: text('Logo URL', address, { description: 'Of the picture on mails and reports' }),
	primaryColor: { schema: colour, control: { displayName: 'Primary Color', type: 'color', default: '#1d4ed8' } },
	supportEmail: text('Support Email', email, { placeholder: 'name@email.com' }),
	website: text('Website', address, { placeholder: 'e.g. https://example.com' }),
} as const;

const details = {
	...brandDetails,
	companyCode: text('Company Code', companyCode, {
		placeholder: 'e.g. main',
		description: 'The company whose customer it is. Its branding counts where the customer has none.',
	}),
	currency: text('Currency', currencyCode, { placeholder: 'e.g. EUR', description: 'ISO 4217' }),
	invoiceNinjaClientId: text('Invoice Ninja Client ID', named.max(textLimits.token), {
		placeholder: 'e.g. Opnel5aKBz',
		description: 'Invoices of this client in the Invoice Ninja of the company are this customer’s',
	}),
	language: choice('Language', languageNames, { description: 'Of mails and reports' }),
	paypalPayerId: text('PayPal Payer ID', providerId, { description: 'Payments that name it are this customer’s' }),
	stripeCustomerId: text('Stripe Customer ID', providerId, {
		placeholder: 'e.g. cus_9s6XKzkNRiz8i3',
		description: 'Payments that name it are this customer’s',
	}),
	timeZone: text('Time Zone', timeZone, {
		placeholder: 'e.g. Europe/Brussels',
		description: 'Due days are days of this time zone',
	}),
	vatNumber: text('VAT Number', vatNumber, { placeholder: 'e.g. BE0123456749', description: 'With its country' }),
} as const;

export const additionalFields = additional('Additional Fields', details);

export const changes = additional('Update Fields', {
	...details,
	email: text('Email', email, { placeholder: 'name@email.com' }),
	name: text('Name', named),
	newCustomerCode: text('New Customer Code', customerCode),
});

type Brand = Partial<ParametersOf<typeof brandDetails>>;

/** The change of a customer or a company, with the parts of the branding together. */
export function withBranding<Input extends Brand>({
	brandName,
	logoUrl,
	primaryColor,
	supportEmail,
	website,
	...rest
}: Input) {
	const brand = Object.entries({ brandName, logoUrl, primaryColor, supportEmail, website });
	const parts = brand.filter(([, value]) => value !== undefined);
	return { ...rest, ...(parts.length > 0 && { branding: branding.parse(Object.fromEntries(parts)) }) };
}

type Details = Partial<ParametersOf<typeof details>>;

export const changeOf = (input: Details): CustomerChange => withBranding(input);
