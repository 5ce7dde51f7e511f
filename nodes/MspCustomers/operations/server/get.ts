import { getServer } from '../../../../core/servers';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { server } from '../fields';

export const get = operation({
	name: 'get',
	label: 'Get',
	action: 'Get server',
	description: 'Return a server and how full it is, without its log-in',
	fields: { server },
	run: async ({ store }: CustomersContext, { server: code }) =>
		await store.asStaff(async (transaction) => await getServer(transaction, code)),
});
