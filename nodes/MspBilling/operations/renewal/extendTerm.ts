import type { BackOffice } from '../../../../core/db';
import { systemClock } from '../../../../core/kernel/clock';
import { extendTerm as extend } from '../../../../core/renewals';
import { operation } from '../../../shared/operation';
import { dayField, serviceId } from './fields';

export const extendTerm = operation({
	name: 'extendTerm',
	label: 'Extend Term',
	action: 'Extend fixed term of service',
	description: 'Let a service of a fixed term go on, up to a later day or without an end',
	fields: {
		serviceId,
		until: dayField(
			'Until',
			'The first day that is not covered any more. Without it, the service goes on until somebody cancels it.',
		),
	},
	run: async ({ store }: BackOffice, { serviceId: id, until }) =>
		await store.asStaff(
			async (transaction) => await extend(transaction, { serviceId: id, until: until ?? null }, systemClock),
		),
});
