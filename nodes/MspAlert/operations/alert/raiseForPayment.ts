import { z } from 'zod';
import { raiseForPayment } from '../../../../core/alerts';
import { json } from '../../../shared/field';
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
	},
	run: async ({ office }: AlertContext, input) => itemOf(await raiseForPayment(await office(), input.payment)),
});
