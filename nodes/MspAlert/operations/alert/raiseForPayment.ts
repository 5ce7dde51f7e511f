import { z } from 'zod';
import { raiseForPayment } from '../../../../core/alerts';
import type { NewCustomers } from '../../../../core/billing';
import { languageNames } from '../../../../core/kernel/languages';
import { textLimits } from '../../../../core/kernel/textLimits';
import { additional, choice, json, number, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { AlertContext } from '../../alertContext';
import { itemOf } from '../fields';

const known = z
	.string()
	.transform((given) => given.slice(0, 255))
	.nullish()
	.transform((given) => given || null);

/** A payment as Payment: Apply gives it, or its JSON. */
const payment = z.preprocess(
	(given, context) => {
		if (typeof given !== 'string') return given;
		try {
			return JSON.parse(given) as unknown;
		} catch {
			context.addIssue('is not JSON');
			return z.NEVER;
		}
	},
	z.object({
		paymentId: z
			.uuid()
			.nullish()
			.transform((given) => given ?? null),
		paymentEventId: known,
		provider: known,
		paymentReference: known,
		outcome: z.string().min(1).max(100),
		outcomeDetail: z
			.string()
			.default('')
			.transform((given) => given.slice(0, 2_000)),
		amountMinor: z
			.number()
			.nullish()
			.transform((given) => given ?? null),
		currency: known,
		orderReference: known,
		customerCode: known,
		domain: known,
		provisioningNeeded: z.boolean().catch(false),
		serviceStatus: known,
	}),
);

export const raiseForPerson = operation({
	name: 'raiseForPayment',
	label: 'Raise for Payment',
	action: 'Raise alert for payment',
	description: 'Keep that a payment needs a person: how much, for which order, and why',
	fields: {
		payment: json('Payment', payment, {
			default: '={{ $json }}',
			description: 'The payment, as MSP Billing → Payment: Apply gives it',
		}),
		placement: additional('Page to Place It', {
			page: text(
				'Page',
				z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).max(textLimits.url),
				{
					placeholder: 'e.g. https://n8n.example.com/webhook/msp/payment-placement',
					description:
						'The address at which workflow 10 shows a payment that nobody could place. The mail links to it.',
				},
			),
			hours: number('Hours', z.number().min(1).max(8_760), {
				default: 168,
				description: 'How long the link works after its mail',
			}),
			language: choice('Language', languageNames, { description: 'Of the page' }),
			newCustomers: choice<NewCustomers>(
				'New Customers',
				{ approval: 'Approval', off: 'Off', on: 'On' },
				{ description: 'Off keeps the page from making customers' },
			),
		}),
	},
	run: async ({ office }: AlertContext, { payment: told, placement }) => {
		const { page, hours = 168, language = 'en', newCustomers = 'approval' } = placement;
		const place = page === undefined ? undefined : { page, hours, language, newCustomers };
		return itemOf(await raiseForPayment(await office(), told, place));
	},
});
