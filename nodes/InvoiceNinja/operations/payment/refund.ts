import { z } from 'zod';
import { isoDay, paymentRefund } from '../../../../core/invoiceNinja';
import { durableStepFields } from '../../../shared/durableStep';
import { additional, toggle } from '../../../shared/field';
import { rowField } from '../../build/common';
import { made } from '../../build/create';
import { amount, date } from '../../fields/values';
import { paymentKind, shares, type Share } from '../../kinds/payment';

interface Asked {
	readonly row: string;
	readonly amount: number;
	readonly options: {
		readonly date?: string;
		readonly invoices?: Share[];
		readonly gatewayRefund?: boolean;
		readonly sendEmail?: boolean;
	};
}

/** `Refund` of a payment, once. */
export const refundPayment = made({
	name: 'refund',
	label: 'Refund',
	action: 'Refund payment',
	description: 'Record that money of a payment went back, or give it back through the gateway',
	fields: {
		row: rowField(paymentKind),
		amount: {
			...amount('Amount'),
			control: { ...amount('Amount').control, required: true, description: 'In the currency of the payment' },
		},
		options: additional(
			'Options',
			{
				date: date('Date', { description: 'Today if it is left out' }),
				invoices: shares(
					'Invoices',
					'Invoice',
					'invoice',
					'To which invoices it goes back, if the payment is of several',
				),
				gatewayRefund: toggle('Gateway Refund', z.boolean(), {
					description: 'Whether the gateway gives the money back. Without it the refund is only recorded.',
				}),
				sendEmail: toggle('Send Email', z.boolean(), { description: 'Whether Invoice Ninja tells the client' }),
			},
			{ placeholder: 'Add Option' },
		),
		...durableStepFields,
	},
	run: async ({ ninja, perform }, given) => {
		const { row: paymentId, amount: wanted, options } = given as unknown as Asked;
		return await perform(paymentRefund(ninja), {
			paymentId,
			amount: wanted,
			date: options.date ?? isoDay(new Date()),
			invoices: (options.invoices ?? []).map(({ id, amount: part }) => ({ invoiceId: id, amount: part })),
			gatewayRefund: options.gatewayRefund ?? false,
			sendEmail: options.sendEmail ?? false,
		});
	},
});
