import { resolveOrder } from '../../../../core/billing';
import { operation } from '../../../shared/operation';
import type { BillingContext } from '../../openBilling';
import { newCustomers, paymentEventId } from '../fields';

export const resolve = operation({
	name: 'resolve',
	label: 'Resolve',
	action: 'Resolve order of payment event',
	description: 'Find the order that a payment is for, or open it when the event says all that an order needs',
	fields: { paymentEventId, newCustomers },
	run: async (office: BillingContext, { paymentEventId: id, newCustomers: policy }) =>
		await resolveOrder(office, id, office.ask, policy),
});
