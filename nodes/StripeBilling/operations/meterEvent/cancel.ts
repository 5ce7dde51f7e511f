import { meterEventCancellation } from '../../../../core/stripe';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { onceFields } from '../fields';
import { eventName, identifier } from '../meters';

export const cancelMeterEvent = operation({
	name: 'cancel',
	label: 'Cancel',
	action: 'Cancel meter event',
	description: 'Take an event of the last 24 hours back',
	fields: {
		eventName,
		identifier: { ...identifier, control: { ...identifier.control, required: true } },
		...onceFields,
	},
	run: async ({ change }: StripeContext, { forWhat: _forWhat, durableStep: _durableStep, ...params }) =>
		await change(meterEventCancellation, params),
});
