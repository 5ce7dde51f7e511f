import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';

export const serverLoad = operation({
	name: 'load',
	label: 'Get Load',
	action: 'Get load of server',
	description: 'Return the load averages of the last 1, 5 and 15 minutes',
	fields: {},
	run: async ({ panel, server }: PanelContext) => ({
		serverCode: server?.target.name ?? null,
		...(await panel.serverLoad()),
	}),
});
