import { z } from 'zod';
import { minorOf } from '../../../../core/invoiceNinja';
import { InputError } from '../../../../core/kernel/errors';
import { toggle } from '../../../shared/field';
import { createOperation } from '../../build/create';
import { amount, line } from '../../fields/values';
import { invoiceKind } from '../../kinds/documents';

type Chosen = Readonly<Record<string, unknown>>;

const follow = (displayName: string, description: string) =>
	toggle(displayName, z.boolean(), { default: true, description });

/** `Create` of an invoice, with what is to follow in the same call. */
export const createInvoice = createOperation(
	invoiceKind,
	{
		markSent: follow('Mark Sent', 'Whether to mark the new invoice as sent'),
		markPaid: follow('Mark Paid', 'Whether to record a payment of the whole amount'),
		amountPaid: amount('Amount Paid', { description: 'Records a payment of this amount' }),
		paymentReference: line('Payment Reference', { description: 'The transaction reference of that payment' }),
		sendEmail: follow('Send Email', 'Whether Invoice Ninja e-mails the new invoice'),
		chargeNow: follow('Auto Bill', "Whether to charge the client's saved payment method"),
	},
	flagsOf,
);

/** The parameters of the call. Each is the text `true`, and is left out unless it is wanted. */
async function flagsOf(
	{ markSent, markPaid, amountPaid, paymentReference, sendEmail, chargeNow }: Chosen,
	currency: () => Promise<string>,
) {
	if (typeof amountPaid === 'number' && amountPaid !== 0) {
		if (amountPaid < 0) throw new InputError('options.amountPaid', 'must not be below 0', 'Give what was paid.');
		if (markPaid === true) {
			throw new InputError('options.amountPaid', 'and Mark Paid are both given', 'Give one of the two.');
		}
		minorOf('options.amountPaid', amountPaid, await currency());
	}
	return {
		...(markSent === true ? { mark_sent: 'true' } : {}),
		...(markPaid === true ? { paid: 'true' } : {}),
		...(typeof amountPaid === 'number' && amountPaid !== 0 ? { amount_paid: String(amountPaid) } : {}),
		...(typeof paymentReference === 'string' ? { reference: paymentReference } : {}),
		...(sendEmail === true ? { send_email: 'true' } : {}),
		...(chargeNow === true ? { auto_bill: 'true' } : {}),
	};
}
