import { storeNewsTold } from '../../../../core/alerts';
import { operation } from '../../../shared/operation';
import type { AlertContext } from '../../alertContext';
import { phase } from '../fields';

export const markOutageTold = operation({
	name: 'markTold',
	label: 'Mark Told',
	action: 'Mark outage told',
	description:
		'Remember that the mail about the database was sent. The workflow remembers it, for the database is down.',
	fields: { phase },
	run: async ({ outage }: AlertContext, input) => {
		storeNewsTold(outage, new Date(), input.phase);
		return await Promise.resolve({ ...outage, phase: input.phase });
	},
});
