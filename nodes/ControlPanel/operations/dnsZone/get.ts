import { ExternalError } from '../../../../core/kernel/errors';
import { accountNamed } from '../../../../core/provisioning';
import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';
import { account, zone } from '../fields';

export const getZone = operation({
	name: 'get',
	label: 'Get',
	action: 'Get DNS zone',
	description: 'Return a DNS zone with its serial and its records',
	fields: { account, zone },
	run: async ({ panel }: PanelContext, input) => {
		const holder = await accountNamed(panel, input.account);
		const name = input.zone ?? holder.domain;
		const found = await panel.findZone(holder, name);
		if (found) return found;
		throw new ExternalError('not_found', `The server has no DNS zone '${name}'`, 'Check the name of the zone.');
	},
});
