import { z } from 'zod';
import { minorOf, paymentCreation } from '../../../../core/invoiceNinja';
import { InputError } from '../../../../core/kernel/errors';
import { durableStepFields } from '../../../shared/durableStep';
import { additional, optional, toggle, type Field } from '../../../shared/field';
import { made, newBody } from '../../build/create';
import type { NinjaContext } from '../../context';
import type { Body } from '../../fields/body';
import { ofPayment, paymentKind, whatIsPaid } from '../../kinds/payment';

const { amount, invoices } = whatIsPaid;

/** The amount on top of the form, which may stay 0. */
const amountOrSum: Field = {
	schema: optional(amount.schema),
	control: {
		...amount.control,
		description: 'In the currency of the client. With 0 it is the sum of the invoices; more than that stays unapplied.',
	},
};

interface Given {
	readonly amount?: number;
	readonly invoices?: readonly unknown[];
	readonly additionalFields: Readonly<Record<string, unknown>>;
}

const shareList = z.array(z.object({ amount: z.number() })).default([]);

/** @throws InputError when a share has more decimals than the currency, which Invoice Ninja would keep. */
async function checkShares({ ninja }: NinjaContext, body: Body): Promise<void> {
	for (const [name, at] of [
		['invoices', 'invoices'],
		['credits', 'additionalFields.credits'],
	] as const) {
		const shares = shareList.parse(body[name]);
		if (shares.length === 0) continue;
		const currency = await ninja.currencyOf('payment', { ...body, id: 'new' });
		for (const [index, { amount }] of shares.entries()) minorOf(`${at}.${index}.amount`, amount, currency);
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
		amount: amountOrSum,
		invoices,
		additionalFields: additional('Additional Fields', {
			...ofPayment,
			emailReceipt: toggle('Email Receipt', z.boolean(), {
				default: true,
				description: 'Whether Invoice Ninja e-mails a receipt to the client. It does not unless you say so.',
			}),
		}),
		...durableStepFields,
	},
	run: async (context, given) => {
		const { amount: wanted, invoices: paid, additionalFields } = given as unknown as Given;
		const { emailReceipt = false, ...fields } = additionalFields;
		// Left out, Invoice Ninja takes the sum of the invoices less that of the credits.
		const sum = wanted === undefined || wanted === 0 ? undefined : wanted;
		if (sum === undefined && paid === undefined) {
			throw new InputError('amount', 'is missing', 'Give an amount, or the invoices whose sum it is.');
		}
		const body = await newBody(context, paymentKind, {
			...given,
			additionalFields: { ...fields, amount: sum, invoices: paid },
		});
		await checkShares(context, body);
		const flags = { email_receipt: emailReceipt === true ? 'true' : 'false' };
		return await context.perform(paymentCreation(context.ninja), { body, flags });
	},
});
