import { invoiceOutsidePayment } from '../../../../core/stripe';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { invoiceId, onceFields } from '../fields';

export const payOutOfBand = operation({
	name: 'payOutOfBand',
	label: 'Mark Paid Out of Band',
	action: 'Mark invoice as paid out of band',
	description: 'Record that an invoice was paid outside of Stripe. No money is taken.',
	fields: { invoiceId, ...onceFields },
	run: async ({ change }: StripeContext, { forWhat: _forWhat, durableStep: _durableStep, ...params }) =>
		await change(invoiceOutsidePayment, params),
});
