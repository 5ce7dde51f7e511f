import { meterDeactivation } from '../../../../core/stripe';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { meterId, onceFields } from '../fields';

export const deactivateMeter = operation({
	name: 'deactivate',
	label: 'Deactivate',
	action: 'Deactivate meter',
	description: 'Stop a meter from counting. A repeat changes nothing.',
	fields: { meterId, ...onceFields },
	run: async ({ change }: StripeContext, { forWhat: _forWhat, durableStep: _durableStep, ...params }) =>
		await change(meterDeactivation, params),
});
