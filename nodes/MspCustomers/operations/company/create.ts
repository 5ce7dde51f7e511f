import { createCompany } from '../../../../core/companies';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { withBranding } from '../customer/fields';
import { additionalFields, code, name } from './fields';

export const create = operation({
	name: 'create',
	label: 'Create',
	action: 'Create company',
	description: 'Add a company that the back office works for',
	fields: { companyCode: code, name, additionalFields },
	run: async (office: CustomersContext, { additionalFields: more, ...company }) =>
		await createCompany(office, { ...withBranding(more), ...company }),
});
