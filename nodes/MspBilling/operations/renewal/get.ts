import type { BackOffice } from '../../../../core/db';
import { getTerms, showTerms } from '../../../../core/renewals';
import { operation } from '../../../shared/operation';
import { serviceId } from './fields';

export const get = operation({
	name: 'get',
	label: 'Get',
	action: 'Get renewal terms of service',
	description: 'Return when a service renews and for what, with its discounts and charges',
	fields: { serviceId },
	run: async ({ store }: BackOffice, { serviceId: id }) =>
		await store.asStaff(async (transaction) => showTerms(await getTerms(transaction, id))),
});
