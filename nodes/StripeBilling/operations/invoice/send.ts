import { invoiceSending } from '../../../../core/stripe';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { invoiceId, onceFields } from '../fields';

export const sendInvoice = operation({
	name: 'send',
	label: 'Send',
	action: 'Send invoice',
	description: 'Send an invoice to the customer by e-mail. A draft is finalized first.',
	fields: { invoiceId, ...onceFields },
	run: async ({ change }: StripeContext, { forWhat: _forWhat, durableStep: _durableStep, ...params }) =>
		await change(invoiceSending, params),
});
