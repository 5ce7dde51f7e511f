import { getCompany } from '../../../../core/companies';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { company } from '../fields';

export const get = operation({
	name: 'get',
	label: 'Get',
	action: 'Get company',
	description: 'Return a company',
	fields: { company },
	run: async ({ store }: CustomersContext, { company: companyCode }) =>
		await store.asStaff(async (transaction) => await getCompany(transaction, companyCode)),
});
