import { collected } from '../../../../core/panels';
import { listFields } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';

export const listAccounts = operation({
	name: 'list',
	label: 'List',
	action: 'List hosting accounts',
	description: 'Return the hosting accounts that the log-in may see',
	fields: listFields,
	run: async ({ panel }: PanelContext, { returnAll, limit }) =>
		await collected(panel.listAccounts(), returnAll ? null : limit),
});
