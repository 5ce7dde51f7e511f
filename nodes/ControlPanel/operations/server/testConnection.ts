import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';

export const testServer = operation({
	name: 'test',
	label: 'Test',
	action: 'Test server',
	description: 'Log in, and return the version and the rights that the log-in lacks',
	fields: {},
	run: async ({ panel, server }: PanelContext) => ({
		serverCode: server?.serverCode ?? null,
		panel: panel.kind,
		...(await panel.testConnection()),
	}),
});
