import { countAccounts } from '../../../../core/panels';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';

export const serverAccounts = operation({
	name: 'accounts',
	label: 'Count Accounts',
	action: 'Count accounts of server',
	description: 'Return the number of accounts and of suspended accounts, in all and on each package',
	fields: {},
	run: async ({ panel, server }: PanelContext) => ({
		serverCode: server?.target.name ?? null,
		panel: panel.kind,
		...(await countAccounts(panel.listAccounts())),
	}),
});
