import { z } from 'zod';
import { createService } from '../../../../core/billing';
import { named } from '../../../../core/customers';
import { siteDomain } from '../../../../core/kernel/domainName';
import { number, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { customer, planLocator } from '../fields';
import { textLimits } from '../../../../core/kernel/textLimits';

export const create = operation({
	name: 'create',
	label: 'Create',
	action: 'Create service',
	description: 'Open an order: a service that waits for its payment, and its invoice. A repeat returns the same.',
	fields: {
		customer,
		plan: planLocator,
		domain: text('Domain', siteDomain, { required: true, placeholder: 'e.g. example.com' }),
		orderReference: text('Order Reference', named.max(textLimits.orderReference), {
			required: true,
			placeholder: 'e.g. order-4711',
			description: 'Payments name the order by it. A repeat with the same reference is the same order.',
		}),
		dueInDays: number('Due in Days', z.number().int().min(0).max(365), {
			default: 7,
			typeOptions: { minValue: 0 },
			description: 'When the invoice is due, from today',
		}),
	},
	run: async (office: CustomersContext, { customer: customerCode, plan: planCode, ...order }) =>
		await createService(office, { customerCode, planCode, ...order }),
});
