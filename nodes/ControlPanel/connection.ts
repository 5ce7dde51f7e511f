import type { IExecuteFunctions, ILoadOptionsFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { openPanel, type ControlPanel, type PanelLogin } from '../../core/panels';
import { openServerPanel, type ServerPanel } from '../../core/servers';
import type { Target, TaskOffice } from '../../core/tasks';
import { openBackOffice } from '../shared/backOffice';
import { performer, stepChoice, type Perform } from '../shared/durableStep';
import { choice, locator } from '../shared/field';
import { panelChoice, panelLogin } from '../shared/panelCredentials';
import { textLimits } from '../../core/kernel/textLimits';

/** What an operation works with, for one item. */
export interface PanelContext {
	readonly panel: ControlPanel;
	/** Makes a change: once for its durable step, or straight away when there is none. */
	readonly perform: Perform;
	/** Its log-in, when the node connects by a credential. */
	readonly login?: PanelLogin;
	/** The record, when the node connects by a server record. */
	readonly server?: { readonly office: TaskOffice; readonly target: Target };
}

const connectBy = choice('Connect By', { credential: 'Credential', server: 'Server Record' });
const panel = panelChoice({
	description: 'What runs on the server',
	displayOptions: { show: { connectBy: ['credential'] } },
});
const server = locator('Server', z.string().trim().min(1, 'must name a server').max(textLimits.token), {
	search: 'searchServers',
	placeholder: 'e.g. web1',
	required: true,
	description: 'A server of MSP Customers, by its code. Its panel and its log-in are kept there, the log-in encrypted.',
	displayOptions: { show: { connectBy: ['server'] } },
});

/** Hides what only a connection by a credential needs. */
export const byCredential = { hide: { connectBy: ['server'] } };

/** How the node reaches a panel; the same for every operation. */
export const connectionProperties: INodeProperties[] = [
	{ ...connectBy.control, name: 'connectBy', noDataExpression: true },
	{ ...panel.control, name: 'panel' },
	{ ...server.control, name: 'server' },
];

/** Opens the panel of each item; the panel of a server record once for a run of the node. */
export function openPanels(node: IExecuteFunctions): (item: number) => Promise<PanelContext> {
	const opened = new Map<string, Promise<ServerPanel>>();

	return async (item) => {
		const step = stepChoice(node.getNodeParameter('durableStep', item, {}));
		if (node.getNodeParameter('connectBy', item) === 'credential') {
			const chosen = node.getNodeParameter('panel', item, 'whm');
			const { kind, login } = await panelLogin(chosen, async (type) => await node.getCredentials(type, item));
			return { panel: openPanel(kind, login), perform: performer(step, undefined), login };
		}
		const office = await openBackOffice(node, item);
		const name = z.object({ server: server.schema }).parse({ server: node.getNodeParameter('server', item) }).server;
		const found = opened.get(name) ?? openServerPanel(office, name);
		opened.set(name, found);
		const { panel, serverId, serverCode } = await found;
		const target = { type: 'server', id: serverId, name: serverCode };
		return { panel, perform: performer(step, office, target), server: { office, target } };
	};
}

/** Opens the panel that is chosen in the editor, for the search of a list. */
export async function panelInEditor(node: ILoadOptionsFunctions): Promise<ControlPanel> {
	if (node.getCurrentNodeParameter('connectBy') !== 'server') {
		const chosen = node.getCurrentNodeParameter('panel');
		const { kind, login } = await panelLogin(chosen, async (type) => await node.getCredentials(type));
		return openPanel(kind, login);
	}
	const name = server.schema.parse(node.getCurrentNodeParameter('server'));
	return (await openServerPanel(await openBackOffice(node), name)).panel;
}
