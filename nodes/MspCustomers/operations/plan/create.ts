import { createPlan } from '../../../../core/customers';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { additionalFields, code, currency, name, packageName, priceField } from './fields';

export const create = operation({
	name: 'create',
	label: 'Create',
	action: 'Create plan',
	description: 'Add what can be sold',
	fields: { planCode: code, name, price: priceField, currency, packageName, additionalFields },
	run: async (office: CustomersContext, { additionalFields: more, ...plan }) =>
		await createPlan(office, { ...more, ...plan }),
});
