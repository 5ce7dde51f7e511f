import { z } from 'zod';
import { isGatewayId, moneyRecording } from '../../../../core/invoiceNinja';
import { mostEntries, textLimits } from '../../../../core/kernel/textLimits';
import { durableStepFields } from '../../../shared/durableStep';
import { additional, json } from '../../../shared/field';
import { jsonValue } from '../../../shared/jsonValue';
import { operation } from '../../../shared/operation';
import type { NinjaContext } from '../../context';
import { paymentTypeId } from '../../fields/references';
import { hashedId } from '../../fields/values';

const minor = z.number().int().positive('must be more than 0');

/** A payment by what the customer has to its credit in the back office. */
const isCredit = /^credit-[0-9a-f-]{36}$/;

/** Money that a gateway of the pack's own took, as MSP Billing tells it. */
const money = z.object({
	clientId: hashedId,
	reference: z
		.string()
		.trim()
		.max(textLimits.token)
		.refine(
			(text) => isGatewayId(text) || isCredit.test(text),
			'is no ID of Stripe or PayPal, such as pi_…, and no credit of the pack',
		),
	amountMinor: minor,
	currency: z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as EUR'),
	date: z.iso.date('must be a day such as 2026-02-28'),
	invoices: z.array(z.object({ invoiceId: hashedId, amountMinor: minor })).max(mostEntries),
});

export const recordMoney = operation({
	name: 'recordMoney',
	label: 'Record Money',
	action: 'Record money of gateway',
	description:
		'Record money that the pack took at Stripe or PayPal, once for its ID there, so that it is one money in the back office. What an invoice does not owe any more stays unapplied.',
	fields: {
		money: json('Money', jsonValue(money), {
			required: true,
			default: '={{ $json.money }}',
			description: 'The money of an item of MSP Billing → Charge: Record, or of a claimed task that records money',
		}),
		options: additional('Options', { typeId: paymentTypeId }, { placeholder: 'Add Option' }),
		...durableStepFields,
	},
	run: async ({ ninja, perform }: NinjaContext, { money: { invoices, ...told }, options }) => {
		const typeId = typeof options.typeId === 'string' ? options.typeId : null;
		return await perform(moneyRecording(ninja), { ...told, typeId, shares: invoices });
	},
});
