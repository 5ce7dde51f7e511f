import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { testDatabase } from '../shared/databaseTest';
import { searchServers } from '../shared/listSearch';
import { frameOf, subtitle } from '../shared/nodeFrame';
import { onlyFor, panelCredentialTests } from '../shared/panelCredentials';
import { runPerItem } from '../shared/runPerItem';
import { byCredential, connectionProperties, openPanels } from './connection';
import { searchAccounts, searchPackages } from './listSearch';
import { resources } from './operations';

export class ControlPanel implements INodeType {
	description: INodeTypeDescription = {
		...frameOf('Control Panel', resources, connectionProperties),
		name: 'controlPanel',
		icon: { light: 'file:controlPanel.svg', dark: 'file:controlPanel.dark.svg' },
		subtitle,
		description:
			'Manage hosting accounts, DNS, certificates, mailboxes and databases on cPanel & WHM, Plesk and DirectAdmin',
		usableAsTool: true,
		credentials: [
			// Written out for n8n's lint; tests/nodes/controlPanelCredentials.test.ts names a panel that is missing.
			{ name: 'mspWhmApi', displayName: 'MSP WHM', testedBy: 'testWhm', ...onlyFor('whm', byCredential) },
			{ name: 'mspPleskApi', displayName: 'MSP Plesk', testedBy: 'testPlesk', ...onlyFor('plesk', byCredential) },
			{
				name: 'mspDirectAdminApi',
				displayName: 'MSP DirectAdmin',
				testedBy: 'testDirectAdmin',
				...onlyFor('directadmin', byCredential),
			},
			{
				name: 'mspDatabaseApi',
				displayName: 'MSP Database',
				required: true,
				testedBy: 'testDatabase',
				displayOptions: { hide: { connectBy: ['credential'] } },
			},
		],
	};

	methods = {
		credentialTest: { testDatabase, ...panelCredentialTests },
		listSearch: { searchServers, searchAccounts, searchPackages },
	};

	execute = runPerItem(resources, openPanels);
}
