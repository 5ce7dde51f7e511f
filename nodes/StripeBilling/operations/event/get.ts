import { getEvent } from '../../../../core/stripe';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { eventId } from '../fields';

export const getEventById = operation({
	name: 'get',
	label: 'Get',
	action: 'Get event',
	description: 'Return one event by its ID',
	fields: { eventId },
	run: async ({ account }: StripeContext, input) => await getEvent(account, input.eventId),
});
