import { NodeConnectionTypes } from 'n8n-workflow';
import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { loginOf } from '../ControlPanel/connection';
import { testWhmCredential } from '../ControlPanel/credentialTest';
import { openBackOffice } from '../shared/backOffice';
import { testDatabase } from '../shared/databaseTest';
import { propertiesOf } from '../shared/operation';
import { runPerItem } from '../shared/runPerItem';
import { searchCustomers, searchPlans, searchServers, searchServices } from './listSearch';
import { resources } from './operations';

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
				displayOptions: { show: { resource: ['server'], operation: ['create', 'changeLogIn'] } },
			},
		],
		properties: propertiesOf(resources),
	};

	methods = {
		credentialTest: { testDatabase, testWhm: testWhmCredential },
		listSearch: { searchCustomers, searchPlans, searchServers, searchServices },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runPerItem(this, resources, async (item) => ({
			...(await openBackOffice(this, item)),
			logIn: async () => {
				const { certificateAuthority, ...logIn } = loginOf(await this.getCredentials('mspWhmApi', item));
				return {
					panel: 'whm',
					...logIn,
					certificateAuthority: certificateAuthority ?? null,
					certificateFingerprint: null,
				};
			},
		}));
	}
}
