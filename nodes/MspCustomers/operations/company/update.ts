import { updateCompany } from '../../../../core/companies';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { withBranding } from '../customer/fields';
import { company } from '../fields';
import { changes } from './fields';

export const update = operation({
	name: 'update',
	label: 'Update',
	action: 'Update company',
	description: 'Change a company',
	fields: { company, updateFields: changes },
	run: async (office: CustomersContext, { company: companyCode, updateFields }) => {
		const { newCompanyCode, ...changed } = updateFields;
		return await updateCompany(office, companyCode, { ...withBranding(changed), companyCode: newCompanyCode });
	},
});
