import { NodeConnectionTypes } from 'n8n-workflow';
import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { credentialTests, panelLogin, panelsExcept } from '../ControlPanel/panelCredentials';
import { openBackOffice } from '../shared/backOffice';
import { testDatabase } from '../shared/databaseTest';
import { propertiesOf } from '../shared/operation';
import { runPerItem } from '../shared/runPerItem';
import { searchCustomers, searchPlans, searchServers, searchServices } from './listSearch';
import { resources } from './operations';

/** The operations that copy a log-in from the credential of the chosen panel. */
const copiesLogIn = { show: { resource: ['server'], operation: ['create', 'changeLogIn'] } };

export class MspCustomers implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'MSP Customers',
		name: 'mspCustomers',
		icon: { light: 'file:mspCustomers.svg', dark: 'file:mspCustomers.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter.operation + ": " + $parameter.resource }}',
		description: 'Keep customers, plans, servers and services in the back office',
		defaults: { name: 'MSP Customers' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'mspDatabaseApi', required: true, testedBy: 'testDatabase' },
			{
				name: 'mspWhmApi',
				required: true,
				testedBy: 'testWhm',
				displayOptions: { ...copiesLogIn, hide: { panel: panelsExcept('whm') } },
			},
			{
				name: 'mspPleskApi',
				required: true,
				testedBy: 'testPlesk',
				displayOptions: { ...copiesLogIn, hide: { panel: panelsExcept('plesk') } },
			},
			{
				name: 'mspDirectAdminApi',
				required: true,
				testedBy: 'testDirectAdmin',
				displayOptions: { ...copiesLogIn, hide: { panel: panelsExcept('directadmin') } },
			},
		],
		properties: propertiesOf(resources),
	};

	methods = {
		credentialTest: { testDatabase, ...credentialTests },
		listSearch: { searchCustomers, searchPlans, searchServers, searchServices },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runPerItem(this, resources, async (item) => ({
			...(await openBackOffice(this, item)),
			logIn: async () => {
				const panel = this.getNodeParameter('panel', item, 'whm');
				const { kind, login } = await panelLogin(panel, async (type) => await this.getCredentials(type, item));
				return {
					panel: kind,
					baseUrl: login.baseUrl,
					username: login.username,
					token: login.token,
					certificateAuthority: login.certificateAuthority ?? null,
					certificateFingerprint: login.certificateFingerprint ?? null,
				};
			},
		}));
	}
}
