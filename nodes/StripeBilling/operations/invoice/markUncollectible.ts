import { invoiceWriteOff } from '../../../../core/stripe';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { invoiceId, onceFields } from '../fields';

export const markUncollectible = operation({
	name: 'markUncollectible',
	label: 'Mark Uncollectible',
	action: 'Mark invoice as uncollectible',
	description: 'Write an open invoice off. A repeat changes nothing.',
	fields: { invoiceId, ...onceFields },
	run: async ({ change }: StripeContext, { forWhat: _forWhat, durableStep: _durableStep, ...params }) =>
		await change(invoiceWriteOff, params),
});
