import { NodeConnectionTypes } from 'n8n-workflow';
import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { testDatabase } from '../shared/databaseTest';
import { propertiesOf } from '../shared/operation';
import { runPerItem } from '../shared/runPerItem';
import { connectionProperties, opener } from './connection';
import { searchAccounts, searchPackages, searchServers } from './listSearch';
import { resources } from './operations';
import { credentialTests, panelsExcept } from './panelCredentials';

export class ControlPanel implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Control Panel',
		name: 'controlPanel',
		icon: { light: 'file:controlPanel.svg', dark: 'file:controlPanel.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter.operation + ": " + $parameter.resource }}',
		description:
			'Manage hosting accounts, DNS, certificates, mailboxes and databases on cPanel & WHM, Plesk and DirectAdmin',
		defaults: { name: 'Control Panel' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		// `hide`, not `show`: the editor leaves out a parameter whose every choice shows a credential, and picks by the credential.
		credentials: [
			{
				name: 'mspWhmApi',
				required: true,
				testedBy: 'testWhm',
				displayOptions: { hide: { connectBy: ['server'], panel: panelsExcept('whm') } },
			},
			{
				name: 'mspPleskApi',
				required: true,
				testedBy: 'testPlesk',
				displayOptions: { hide: { connectBy: ['server'], panel: panelsExcept('plesk') } },
			},
			{
				name: 'mspDirectAdminApi',
				required: true,
				testedBy: 'testDirectAdmin',
				displayOptions: { hide: { connectBy: ['server'], panel: panelsExcept('directadmin') } },
			},
			{
				name: 'mspDatabaseApi',
				required: true,
				testedBy: 'testDatabase',
				displayOptions: { hide: { connectBy: ['credential'] } },
			},
		],
		properties: [...connectionProperties, ...propertiesOf(resources)],
	};

	methods = {
		credentialTest: { testDatabase, ...credentialTests },
		listSearch: { searchServers, searchAccounts, searchPackages },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runPerItem(this, resources, opener(this));
	}
}
