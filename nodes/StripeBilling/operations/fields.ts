import { z } from 'zod';
import { currencyCode, customerCode } from '../../../core/customers';
import { domainName } from '../../../core/kernel/domainName';
import { languages } from '../../../core/kernel/languages';
import { mailAddress } from '../../../core/kernel/mailAddress';
import { textLimits } from '../../../core/kernel/textLimits';
import { durableStepFields } from '../../shared/durableStep';
import { additional, dateTime, json, locator, number, optional, text } from '../../shared/field';
import { jsonValue } from '../../shared/jsonValue';

/** Fields that operations have in common. */

/** IDs become a part of addresses. Old ones may have been chosen by their owner: only what changes an address is refused. */
const id = z
	.string()
	.trim()
	.min(1, 'must have an ID')
	.max(textLimits.providerId)
	.refine((given) => !/[\s/\\?#\p{Cc}]|^\.{1,2}$/u.test(given), 'is not an ID of Stripe');
const idBox = (displayName: string, placeholder: string, description?: string) =>
	text(displayName, id, { required: true, placeholder, ...(description !== undefined && { description }) });

export const customerId = locator('Customer', id, {
	search: 'searchCustomers',
	placeholder: 'e.g. cus_9s6XKzkNRiz8i3',
	required: true,
	description: 'The customer at Stripe, by its ID',
});
export const anyCustomerId = text('Customer ID', id, { placeholder: 'e.g. cus_9s6XKzkNRiz8i3' });
export const paymentMethodId = locator('Payment Method', id, {
	search: 'searchPaymentMethods',
	placeholder: 'e.g. pm_1MqLiJLkdIwHu7ix',
	required: true,
	description: 'A payment method of the customer, by its ID',
});
export const anyPaymentMethodId = text('Payment Method ID', id, {
	placeholder: 'e.g. pm_1MqLiJLkdIwHu7ix',
	description: "Leave it out for the customer's default",
});
export const priceId = locator('Price', id, {
	search: 'searchPrices',
	placeholder: 'e.g. price_1MoBy5LkdIwHu7ix',
	required: true,
	description: 'A price of a product at Stripe, by its ID',
});
export const meterId = locator('Meter', id, {
	search: 'searchMeters',
	placeholder: 'e.g. mtr_123',
	required: true,
	description: 'A meter at Stripe, by its ID',
});
export const sessionId = idBox('Checkout Session ID', 'e.g. cs_test_a1b2');
export const paymentLinkId = idBox('Payment Link ID', 'e.g. plink_1MoC3U');
export const paymentIntentId = idBox('Payment Intent ID', 'e.g. pi_3MtwBwLkdIwHu7ix');
export const anyPaymentIntentId = text('Payment Intent ID', id, { placeholder: 'e.g. pi_3MtwBwLkdIwHu7ix' });
export const invoiceId = idBox('Invoice ID', 'e.g. in_1MtHbELkdIwHu7ix', 'The ID at Stripe, which is not the number');
export const anyInvoiceId = text('Invoice ID', id, { placeholder: 'e.g. in_1MtHbELkdIwHu7ix' });
export const refundId = idBox('Refund ID', 'e.g. re_1Nispe2eZvKYlo2C');
export const subscriptionId = idBox('Subscription ID', 'e.g. sub_1MowQVLkdIwHu7ix');
export const eventId = idBox('Event ID', 'e.g. evt_1NG8Du2eZvKYlo2C');

/** How a change is known again; every change has it. */
export const onceFields = {
	forWhat: text('What It Is For', optional(z.string().trim().max(textLimits.key)), {
		placeholder: 'e.g. INV-1042',
		description:
			'Words that name this change, such as an invoice number. The same words make it once, in whichever execution. Leave it empty to make it once for this run of the node.',
	}),
	...durableStepFields,
} as const;

/**
 * Stripe takes at most 99,999,999 of its units; it tells when an amount is too large. There is no `minValue`: with it the
 * editor begins at 1, which would charge a cent.
 */
export const amountMinor = number(
	'Amount (Minor Units)',
	z.number('must be a whole number above 0').int('must be a whole number').min(1, 'must be above 0'),
	{
		required: true,
		description: 'In the smallest unit of ISO 4217: 1250 EUR is €12.50, and 1250 JPY is ¥1,250',
	},
);
const isoCode = z.string().trim().toUpperCase().pipe(currencyCode);
export const currency = text('Currency', isoCode, {
	required: true,
	placeholder: 'e.g. EUR',
	description: 'ISO 4217',
});
export const anyCurrency = text('Currency', isoCode, {
	placeholder: 'e.g. EUR',
	description: 'Of later payments, for the mode Setup',
});

export const email = text('Email', mailAddress, { placeholder: 'name@email.com' });
export const name = text('Name', z.string().trim().min(1).max(textLimits.name));
export const description = text('Description', z.string().trim().max(textLimits.reason), {
	description: 'Shown in the dashboard of Stripe, and to the customer where Stripe shows it',
});
/** A browser is sent there: nothing else than a page. */
const address = z
	.url({ protocol: /^https?$/, error: 'must be an address such as https://example.com/thanks' })
	.max(textLimits.url);
export const addressBox = (displayName: string, what: string, more: object = {}) =>
	text(displayName, address, { placeholder: 'e.g. https://example.com/thanks', description: what, ...more });

/** Stripe's limits of metadata: 50 keys of 40 characters, with values of 500. One key is the pack's own. */
const metadataSchema = z
	.record(
		z.string().min(1).max(40, 'has a key of more than 40 characters'),
		z.union([z.string(), z.number(), z.boolean()]).transform(String).pipe(z.string().max(textLimits.reason)),
	)
	.refine((held) => Object.keys(held).length <= 40, 'has more than 40 keys')
	.refine((held) => !('msp_work' in held), 'must not have the key msp_work, which the pack keeps for itself');
export const metadata = json('Metadata', jsonValue(metadataSchema), {
	default: '{}',
	placeholder: 'e.g. {"room": "7"}',
	description: 'A JSON object of names and texts that Stripe keeps with it',
});

const code = z.string().trim().min(1).max(textLimits.orderReference);
const references = {
	order: text('Order', code, {
		placeholder: 'e.g. O-1042',
		description: 'The reference of the order: one order is one service, however often it is paid',
	}),
	customerCode: text('Customer Code', customerCode, {
		placeholder: 'e.g. acme',
		description: 'The customer in the back office',
	}),
	planCode: text('Plan Code', code, { placeholder: 'e.g. starter', description: 'The plan that is bought' }),
	domain: text('Domain', domainName, { placeholder: 'e.g. example.com', description: 'What the service is for' }),
	invoice: text('Invoice Number', code, { description: 'An invoice of the back office that is paid by it' }),
} as const;

/** By these Payment Trigger and MSP Billing find what a payment is for. */
export const orderReferences = additional('Back Office', references, {
	placeholder: 'Add Reference',
	description: 'By what MSP Billing knows the order when the payment comes',
});

export const languageOfPage = text('Language', z.string().trim().min(2).max(8), {
	placeholder: `e.g. ${languages.join(', ')}`,
	description: "Of Stripe's page. Leave it out for that of the browser.",
});
const day = z.coerce.date('must be a date and time');
export const createdSince = dateTime('Created Since', day, { description: 'Only what was made at or after this time' });

export const daysUntilDue = number('Days Until Due', z.number().int().min(0).max(3_650).default(14), {
	default: 14,
	typeOptions: { minValue: 0 },
	description: 'How many days the customer has to pay',
	displayOptions: { show: { collect: ['send'] } },
});
