import { createPlan } from '../../../../core/catalog';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { deliveryOf, deliveryOfNewPlan } from './delivery';
import { additionalFields, code, currency, name, packageName, priceField } from './fields';
import { limitsOf, limitsOfNewPlan } from './limits';

export const create = operation({
	name: 'create',
	label: 'Create',
	action: 'Create plan',
	description: 'Add a plan that customers can order',
	fields: {
		planCode: code,
		name,
		price: priceField,
		currency,
		...deliveryOfNewPlan,
		packageName,
		...limitsOfNewPlan,
		additionalFields,
	},
	run: async (office: CustomersContext, { additionalFields: more, planCode, ...input }) =>
		await createPlan(office, {
			...more,
			planCode,
			name: input.name,
			price: input.price,
			currency: input.currency,
			packageName: input.packageName,
			...deliveryOf(input),
			limits: limitsOf(input),
		}),
});
