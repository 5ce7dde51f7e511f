import { applyMoney } from '../../../../core/billing';
import { operation } from '../../../shared/operation';
import type { BillingContext } from '../../openBilling';
import { newCustomers, paymentEventId } from '../fields';

export const apply = operation({
	name: 'apply',
	label: 'Apply',
	action: 'Apply payment',
	description:
		'Apply a payment event to its payment, its invoice and its service. A payment of several invoices gives an item for each. A repeat changes nothing.',
	fields: { paymentEventId, newCustomers },
	run: async (office: BillingContext, { paymentEventId: id, newCustomers: policy }) =>
		await applyMoney(office, id, office.ask, policy),
});
