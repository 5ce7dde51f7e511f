import { listFields } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';

export const listPackages = operation({
	name: 'list',
	label: 'List',
	action: 'List packages',
	description:
		'Return the hosting packages that the log-in may assign to accounts, with their limits. Null means unlimited.',
	fields: listFields,
	run: async ({ panel }: PanelContext, { returnAll, limit }) => {
		const found = await panel.listPackages();
		return returnAll ? found : found.slice(0, limit);
	},
});
