import { accountNamed } from '../../../../core/provisioning';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { account } from '../fields';

export const accountUsage = operation({
	name: 'usage',
	label: 'Get Usage',
	action: 'Get usage of hosting account',
	description:
		'Return disk, bandwidth of the month, mailboxes and databases, in bytes and counts. Null means unlimited.',
	fields: { account },
	run: async ({ panel }: PanelContext, input) => {
		const { username, domain } = await accountNamed(panel, input.account);
		return { username, domain, ...(await panel.accountUsage({ username, domain })) };
	},
});
