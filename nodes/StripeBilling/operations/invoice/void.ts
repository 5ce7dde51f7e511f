import { invoiceVoiding } from '../../../../core/stripe';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { invoiceId, onceFields } from '../fields';

export const voidInvoice = operation({
	name: 'void',
	label: 'Void',
	action: 'Void invoice',
	description: 'Take back an invoice that was finalized by mistake. A repeat changes nothing.',
	fields: { invoiceId, ...onceFields },
	run: async ({ change }: StripeContext, { forWhat: _forWhat, durableStep: _durableStep, ...params }) =>
		await change(invoiceVoiding, params),
});
