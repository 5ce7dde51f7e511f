import { invoiceCollection } from '../../../../core/stripe';
import { additional } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { anyPaymentMethodId, invoiceId, onceFields } from '../fields';

export const payInvoice = operation({
	name: 'pay',
	label: 'Pay',
	action: 'Pay invoice',
	description: 'Charge an open invoice now. A decline is a result with its outcome, not an error.',
	fields: {
		invoiceId,
		additionalFields: additional('Additional Fields', { paymentMethodId: anyPaymentMethodId }),
		...onceFields,
	},
	run: async ({ change }: StripeContext, { invoiceId: id, additionalFields }) =>
		await change(invoiceCollection, { invoiceId: id, ...additionalFields }),
});
