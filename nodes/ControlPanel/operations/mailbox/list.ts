import { accountNamed } from '../../../../core/provisioning';
import { listFields } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { account } from '../fields';

export const listMailboxes = operation({
	name: 'list',
	label: 'List',
	action: 'List mailboxes',
	description: 'Return the mailboxes of a hosting account with their quotas. Null means unlimited.',
	fields: { account, ...listFields },
	run: async ({ panel }: PanelContext, { returnAll, limit, ...input }) => {
		const found = await panel.listMailboxes(await accountNamed(panel, input.account));
		return returnAll ? found : found.slice(0, limit);
	},
});
