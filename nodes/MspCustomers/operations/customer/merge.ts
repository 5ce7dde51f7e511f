import { z } from 'zod';
import { customerCode } from '../../../../core/customers';
import { mergeCustomers } from '../../../../core/customerMerge';
import { locator, toggle } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';

const of = (displayName: string, description: string) =>
	locator(displayName, customerCode, {
		search: 'searchCustomers',
		placeholder: 'e.g. acme',
		required: true,
		description,
	});

export const merge = operation({
	name: 'merge',
	label: 'Merge',
	action: 'Merge customer into another',
	description:
		'Show or make one customer of two: everything of the one becomes the other’s, and its code leads there from then on. Nothing takes it back.',
	fields: {
		customer: of('Customer', 'Who is merged, by the code'),
		into: of('Into', 'Who stays, by the code'),
		onlyShow: toggle('Only Show', z.boolean(), {
			default: true,
			description: 'Whether to return what the merge would do, and change nothing',
		}),
	},
	run: async (office: CustomersContext, { customer, into, onlyShow }) =>
		await mergeCustomers(office, { customerCode: customer, intoCode: into }, { only: onlyShow ? 'show' : 'merge' }),
});
