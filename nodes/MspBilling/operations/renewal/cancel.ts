import type { BackOffice } from '../../../../core/db';
import { systemClock } from '../../../../core/kernel/clock';
import { cancelTerms } from '../../../../core/renewals';
import { operation } from '../../../shared/operation';
import { reason } from '../invoice/fields';
import { dayField, serviceId } from './fields';

export const cancel = operation({
	name: 'cancel',
	label: 'Cancel',
	action: 'Cancel renewals of service',
	description: 'Let a service end with its current period, or on a day. It is not renewed beyond that.',
	fields: {
		serviceId,
		endsOn: dayField(
			'Ends On',
			'The first day that is not covered any more. Without it, the end of the current period.',
		),
		reason: { ...reason, control: { ...reason.control, placeholder: 'e.g. the customer closes the shop' } },
	},
	run: async ({ store }: BackOffice, { serviceId: id, endsOn, reason: why }) =>
		await store.asStaff(
			async (transaction) => await cancelTerms(transaction, { serviceId: id, endsOn, reason: why }, systemClock),
		),
});
