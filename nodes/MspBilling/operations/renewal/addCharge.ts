import { z } from 'zod';
import type { BackOffice } from '../../../../core/db';
import { textLimits } from '../../../../core/kernel/textLimits';
import { addCharge as add, showTerms } from '../../../../core/renewals';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { reference } from '../invoice/fields';
import { dayField, decimal, serviceId } from './fields';

export const addCharge = operation({
	name: 'addCharge',
	label: 'Add Charge',
	action: 'Add charge to service',
	description: 'Ask for something once, with the next renewal of a service or on a day',
	fields: {
		serviceId,
		amount: text('Amount', decimal, {
			required: true,
			placeholder: 'e.g. 12.50',
			description: 'In the currency of the service',
		}),
		description: text('Description', z.string().trim().min(1, 'is missing').max(textLimits.reason), {
			required: true,
			placeholder: 'e.g. Transfer of a domain',
			description: 'What the customer reads on the invoice',
		}),
		dueOn: dayField('Due On', 'The day on which it is invoiced. Without it, it goes along with the next renewal.'),
		reference,
	},
	run: async ({ store }: BackOffice, order) =>
		await store.asStaff(async (transaction) => showTerms(await add(transaction, order))),
});
