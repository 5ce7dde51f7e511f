import { createPlan } from '../../../../core/catalog';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { additionalFields, code, currency, name, packageName, priceField } from './fields';
import { limitsOf, limitsOfNewPlan } from './limits';

export const create = operation({
	name: 'create',
	label: 'Create',
	action: 'Create plan',
	description: 'Add what can be sold',
	fields: { planCode: code, name, price: priceField, currency, packageName, ...limitsOfNewPlan, additionalFields },
	run: async (office: CustomersContext, { additionalFields: more, planCode, ...given }) =>
		await createPlan(office, {
			...more,
			planCode,
			name: given.name,
			price: given.price,
			currency: given.currency,
			packageName: given.packageName,
			limits: limitsOf(given),
		}),
});
