import { operation } from '../../../shared/operation';
import type { PanelContext } from '../../connection';

export const testServer = operation({
	name: 'test',
	label: 'Test',
	action: 'Test server',
	description: 'Log in, and return the version, the rights that the log-in needs and lacks, and advice',
	fields: {},
	run: async ({ panel, server }: PanelContext) => ({
		serverCode: server?.target.name ?? null,
		panel: panel.kind,
		...(await panel.testConnection()),
	}),
});
