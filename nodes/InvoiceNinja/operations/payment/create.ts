import { z } from 'zod';
import { minorOf, paymentCreation } from '../../../../core/invoiceNinja';
import { durableStepFields } from '../../../shared/durableStep';
import { additional, toggle } from '../../../shared/field';
import { made, newBody } from '../../build/create';
import type { NinjaContext } from '../../context';
import type { Body } from '../../fields/body';
import { paymentKind } from '../../kinds/payment';

const shareList = z.array(z.object({ amount: z.number() })).default([]);

/** @throws InputError when a share has more decimals than the currency, which Invoice Ninja would keep. */
async function checkShares({ ninja }: NinjaContext, body: Body): Promise<void> {
	for (const name of ['invoices', 'credits']) {
		const shares = shareList.parse(body[name]);
		if (shares.length === 0) continue;
		const currency = await ninja.currencyOf('payment', { ...body, id: 'new' });
		for (const [index, { amount }] of shares.entries())
			minorOf(`additionalFields.${name}.${index}.amount`, amount, currency);
	}
}

/** `Create` of a payment. Its idempotency key makes it happen once. */
export const createPayment = made({
	name: 'create',
	label: 'Create',
	action: 'Create payment',
	description: 'Record a payment of a client, for invoices or for later',
	fields: {
		...paymentKind.required,
		additionalFields: additional('Additional Fields', {
			...paymentKind.optional,
			emailReceipt: toggle('Email Receipt', z.boolean(), {
				default: true,
				description: 'Whether Invoice Ninja e-mails a receipt to the client. It does not unless you say so.',
			}),
		}),
		...durableStepFields,
	},
	run: async (context, given) => {
		const { additionalFields } = given as { additionalFields: Readonly<Record<string, unknown>> };
		const { emailReceipt = false, ...fields } = additionalFields;
		const body = await newBody(context, paymentKind, { ...given, additionalFields: fields });
		await checkShares(context, body);
		const flags = { email_receipt: emailReceipt === true ? 'true' : 'false' };
		return await context.perform(paymentCreation(context.ninja), { body, flags });
	},
});
