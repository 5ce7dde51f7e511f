import { named } from '../../../../core/customers';
import { siteDomain } from '../../../../core/kernel/domainName';
import { textLimits } from '../../../../core/kernel/textLimits';
import { requireFreeDomain } from '../../../../core/services';
import { additional, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';

export const checkDomain = operation({
	name: 'checkDomain',
	label: 'Check Domain',
	action: 'Check domain of new service',
	description: 'Refuse a domain that another order serves already, before somebody pays for it',
	fields: {
		domain: text('Domain', siteDomain, { required: true, placeholder: 'e.g. example.com' }),
		options: additional('Options', {
			order: text('Order', named.max(textLimits.orderReference), {
				placeholder: 'e.g. order-4711',
				description: 'The order that asks: a repeat of it is not refused because of its own service',
			}),
		}),
	},
	run: async ({ store }: CustomersContext, { domain, options }) =>
		await store.asStaff(async (transaction) => await requireFreeDomain(transaction, { domain, ...options })),
});
