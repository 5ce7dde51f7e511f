import { updatePlan } from '../../../../core/catalog';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { planLocator } from '../fields';
import { deliveryOf, deliveryOfPlan } from './delivery';
import { changes } from './fields';
import { limitsOf, limitsOfPlan } from './limits';

export const update = operation({
	name: 'update',
	label: 'Update',
	action: 'Update plan',
	description: 'Change a plan. Earlier invoices stay as they are.',
	fields: { plan: planLocator, ...deliveryOfPlan, ...limitsOfPlan, updateFields: changes },
	run: async (office: CustomersContext, { plan, updateFields, ...input }) =>
		await updatePlan(office, plan, { ...updateFields, ...deliveryOf(input), limits: limitsOf(input) }),
});
