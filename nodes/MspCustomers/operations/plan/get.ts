import { z } from 'zod';
import { getPlan } from '../../../../core/catalog';
import { InputError } from '../../../../core/kernel/errors';
import { optional, toggle } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { planLocator } from '../fields';

export const get = operation({
	name: 'get',
	label: 'Get',
	action: 'Get plan',
	description: 'Return a plan',
	fields: {
		plan: planLocator,
		onlyAvailable: toggle('Only if Available', optional(z.boolean()), {
			description: 'Whether to fail if the plan is not sold any more, such as before somebody pays for it',
		}),
	},
	run: async ({ store }: CustomersContext, { plan, onlyAvailable = false }) => {
		const found = await store.asStaff(async (transaction) => await getPlan(transaction, plan));
		if (found.available || !onlyAvailable) return found;
		throw new InputError('planCode', `is not sold any more: ${plan}`, 'Choose a plan that is available.', 'not_found');
	},
});
