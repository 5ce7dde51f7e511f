import { resolveOrder } from '../../../../core/billing';
import type { BackOffice } from '../../../../core/db';
import { operation } from '../../../shared/operation';
import { paymentEventId } from '../fields';

export const resolve = operation({
	name: 'resolve',
	label: 'Resolve',
	action: 'Resolve order of payment event',
	description: 'Find the order that a payment is for, or open it when the event says all that an order needs',
	fields: { paymentEventId },
	run: async (office: BackOffice, { paymentEventId: id }) => await resolveOrder(office, id),
});
