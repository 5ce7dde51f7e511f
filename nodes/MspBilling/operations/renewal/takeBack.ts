import type { BackOffice } from '../../../../core/db';
import { takeBackCancellation } from '../../../../core/renewals';
import { operation } from '../../../shared/operation';
import { serviceId } from './fields';

export const takeBack = operation({
	name: 'takeBack',
	label: 'Take Back Cancellation',
	action: 'Take back cancellation of service',
	description: 'Let a cancelled service be renewed as before. A fixed term ends it still.',
	fields: { serviceId },
	run: async ({ store }: BackOffice, { serviceId: id }) =>
		await store.asStaff(async (transaction) => await takeBackCancellation(transaction, id)),
});
