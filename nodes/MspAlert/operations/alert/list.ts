import { alertKinds, listAlerts } from '../../../../core/alerts';
import { additional, anyOf, choice, listFields, several } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { AlertContext } from '../../alertContext';
import { itemOf } from '../fields';

export const list = operation({
	name: 'list',
	label: 'List',
	action: 'List alerts',
	description: 'Return alerts with the customer, the order and the task that each is about, newest first',
	fields: {
		...listFields,
		filters: additional('Filters', {
			kinds: several('Kinds', alertKinds, {
				description: 'Only alerts of these kinds, such as customers who got no log-in',
			}),
			state: choice('State', { open: 'Open', settled: 'Settled' }, { description: 'Only alerts of this state' }),
		}),
	},
	run: async ({ office }: AlertContext, { returnAll, limit, filters: { kinds, state } }) => {
		const { store } = await office();
		const open = state === undefined ? undefined : state === 'open';
		const alerts = await store.asStaff(
			async (transaction) =>
				await listAlerts(transaction, { kinds: anyOf(kinds), open, limit: returnAll ? null : limit }),
		);
		return alerts.map(itemOf);
	},
});
