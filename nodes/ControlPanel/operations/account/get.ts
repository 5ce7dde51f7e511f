import { accountNamed } from '../../../../core/provisioning';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { account } from '../fields';

export const getAccount = operation({
	name: 'get',
	label: 'Get',
	action: 'Get hosting account',
	description: 'Return a hosting account by its user name or its domain',
	fields: { account },
	run: async ({ panel }: PanelContext, input) => await accountNamed(panel, input.account),
});
