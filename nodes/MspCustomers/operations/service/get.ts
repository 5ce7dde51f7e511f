import { getService } from '../../../../core/services';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { service } from '../fields';

export const get = operation({
	name: 'get',
	label: 'Get',
	action: 'Get service',
	description: 'Return a service',
	fields: { service },
	run: async ({ store }: CustomersContext, { service: serviceId }) =>
		await store.asStaff(async (transaction) => await getService(transaction, serviceId)),
});
