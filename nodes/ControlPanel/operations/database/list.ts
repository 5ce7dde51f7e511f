import { accountNamed } from '../../../../core/provisioning';
import { listFields } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { account } from '../fields';

export const listDatabases = operation({
	name: 'list',
	label: 'List',
	action: 'List databases',
	description: 'Return the databases of a hosting account with the users that have rights on them',
	fields: { account, ...listFields },
	run: async ({ panel }: PanelContext, { returnAll, limit, ...input }) => {
		const found = await panel.listDatabases(await accountNamed(panel, input.account));
		return returnAll ? found : found.slice(0, limit);
	},
});
