import { getPlan } from '../../../../core/catalog';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { planLocator } from '../fields';

export const get = operation({
	name: 'get',
	label: 'Get',
	action: 'Get plan',
	description: 'Return a plan',
	fields: { plan: planLocator },
	run: async ({ store }: CustomersContext, { plan }) =>
		await store.asStaff(async (transaction) => await getPlan(transaction, plan)),
});
