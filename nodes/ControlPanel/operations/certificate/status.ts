import { accountNamed } from '../../../../core/provisioning';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { account } from '../fields';

export const certificateStatus = operation({
	name: 'status',
	label: 'Get Status',
	action: 'Get status of certificate',
	description: 'Return whether the domain of an account has a valid certificate, from whom, and until when',
	fields: { account },
	run: async ({ panel }: PanelContext, input) => {
		const { username, domain } = await accountNamed(panel, input.account);
		return { username, domain, ...(await panel.certificateOf({ username, domain })) };
	},
});
