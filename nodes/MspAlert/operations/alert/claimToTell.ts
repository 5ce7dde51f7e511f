import { z } from 'zod';
import { claimAlertsToTell, storeAnswered, storeFailed } from '../../../../core/alerts';
import { ExternalError, InputError } from '../../../../core/kernel/errors';
import { number } from '../../../shared/field';
import { operation, ToOutput } from '../../../shared/operation';
import type { AlertContext } from '../../alertContext';
import { tellingItem } from '../fields';

const aboutAlerts = 'To Tell';
const aboutStore = 'About the Database';

export const claimToTell = operation({
	name: 'claimToTell',
	label: 'Claim to Tell',
	action: 'Claim alerts to tell',
	description:
		'Take what staff are to be told now, for this run to send. Tells also when the database itself is down, and when it is back.',
	outputs: [aboutAlerts, aboutStore],
	fields: {
		limit: number('Limit', z.number().int().min(1).max(500, 'must be 500 at the most'), {
			default: 50,
			typeOptions: { minValue: 1 },
			description: 'Max number of results to return',
		}),
	},
	run: async ({ office, outage }: AlertContext, { limit }) => {
		// News of the database come alone: an alert that is taken and not given would wait for its lease.
		const afterOutage = outage.downSince !== undefined;
		try {
			const tellings = await claimAlertsToTell(await office(), afterOutage ? 0 : limit);
			const news = storeAnswered(outage, new Date());
			return news ? new ToOutput(aboutStore, news) : new ToOutput(aboutAlerts, tellings.map(tellingItem));
		} catch (error) {
			const failure = failureOf(error);
			if (!failure) throw error;
			const news = storeFailed(outage, new Date(), failure);
			return new ToOutput(aboutStore, news ? news : []);
		}
	},
});

/** Everything that can fail here is the database or its credential. */
function failureOf(error: unknown): { message: string; remedy: string } | undefined {
	if (!(error instanceof ExternalError || error instanceof InputError)) return undefined;
	return { message: error.message, remedy: error.remedy };
}
