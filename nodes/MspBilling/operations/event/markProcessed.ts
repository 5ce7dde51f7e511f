import { named } from '../../../../core/customers';
import type { BackOffice } from '../../../../core/db';
import { markEventProcessed } from '../../../../core/payments';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { paymentEventId } from '../fields';

export const markProcessed = operation({
	name: 'markProcessed',
	label: 'Mark Processed',
	action: 'Mark payment event as processed',
	description: 'Record that nothing is left to do for an event, so that nobody claims it again',
	fields: {
		paymentEventId,
		outcome: text('Outcome', named, {
			required: true,
			default: '={{ $json.outcome }}',
			description: 'The outcome of the event, in one word. A repeat keeps the first outcome.',
		}),
	},
	run: async (office: BackOffice, input) => await markEventProcessed(office, input.paymentEventId, input.outcome),
});
