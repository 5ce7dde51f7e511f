import { updatePlan } from '../../../../core/catalog';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { planLocator } from '../fields';
import { changes } from './fields';
import { limitsOf, limitsOfPlan } from './limits';

export const update = operation({
	name: 'update',
	label: 'Update',
	action: 'Update plan',
	description: 'Change what is given about a plan; invoices that were made stay as they are',
	fields: { plan: planLocator, ...limitsOfPlan, updateFields: changes },
	run: async (office: CustomersContext, { plan, updateFields, ...given }) =>
		await updatePlan(office, plan, { ...updateFields, limits: limitsOf(given) }),
});
