import { invoiceFinalization } from '../../../../core/stripe';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { invoiceId, onceFields } from '../fields';

export const finalizeInvoice = operation({
	name: 'finalize',
	label: 'Finalize',
	action: 'Finalize invoice',
	description: 'Give a draft its number. It cannot be changed any more. A repeat changes nothing.',
	fields: { invoiceId, ...onceFields },
	run: async ({ change }: StripeContext, { forWhat: _forWhat, durableStep: _durableStep, ...params }) =>
		await change(invoiceFinalization, params),
});
