import { z } from 'zod';
import { lookForNews, type Telling } from '../../../../core/alerts';
import { makePlacementLink } from '../../../../core/billing';
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
		const { store, alerts } = await lookForNews(office, outage, limit, new Date());
		return store ? new ToOutput(aboutStore, store) : new ToOutput(aboutAlerts, await withLinks(office, alerts));
	},
});

/** The link to the page that places a payment is made for its mail, and kept nowhere. */
async function withLinks(office: AlertContext['office'], alerts: readonly Telling[]): Promise<object[]> {
	const links = alerts.map(async ({ placement, ...alert }) =>
		placement
			? { ...tellingItem(alert), placementUrl: makePlacementLink((await office()).vault, placement) }
			: tellingItem(alert),
	);
	return await Promise.all(links);
}
