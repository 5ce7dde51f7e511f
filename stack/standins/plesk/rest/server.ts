import { guidOf } from '../state';
import { callUtility, utilities } from '../utilities';
import { refusal, type Routes } from './answer';

export const serverRoutes: Routes = {
	'GET /server': ({ state }) => ({
		body: {
			platform: 'Unix',
			hostname: state.hostname,
			guid: guidOf(0),
			panel_version: '18.0.74',
			panel_revision: '0a1b2c',
			panel_build_date: '2026-01-02',
			panel_update_version: '2',
			extension_version: '2.7.3',
			extension_release: '1',
		},
	}),
	'GET /server/ips': ({ state }) => ({
		body: [{ ipv4: state.ipAddress, netmask: '255.255.255.0', interface: 'eth0', type: 'shared' }],
	}),
	'GET /extensions/*': ({ state, variables: [id = ''] }) => {
		const active = state.extensions[id];
		if (active === undefined) return refusal(state, 404, 'Extension not found');
		return { body: { id, name: id, version: '3.2.9', release: '1', active } };
	},
	'GET /cli/commands': () => ({ body: Object.keys(utilities) }),
	'POST /cli/*/call': async ({ state, body, variables: [utility = ''] }) =>
		(await callUtility(state, utility, body)) ?? refusal(state, 404, `Utility ${utility} not found`),
};
