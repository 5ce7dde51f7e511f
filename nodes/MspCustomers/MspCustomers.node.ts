import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { testDatabase } from '../shared/databaseTest';
import { searchCompanies, searchCustomers, searchPlans, searchServers, searchServices } from '../shared/listSearch';
import { frameOf, subtitle } from '../shared/nodeFrame';
import { panelCredentialsOf, panelCredentialTests } from '../shared/panelCredentials';
import { runPerItem } from '../shared/runPerItem';
import { openCustomers } from './openCustomers';
import { resources } from './operations';

export class MspCustomers implements INodeType {
	description: INodeTypeDescription = {
		...frameOf('MSP Customers', resources),
		name: 'mspCustomers',
		icon: { light: 'file:mspCustomers.svg', dark: 'file:mspCustomers.dark.svg' },
		subtitle,
		description: 'Keep customers, plans, servers and services in the back office',
		usableAsTool: true,
		credentials: [
			{ name: 'mspDatabaseApi', displayName: 'MSP Database', required: true, testedBy: 'testDatabase' },
			// These operations copy a log-in from the credential of the chosen panel.
			...panelCredentialsOf({ show: { resource: ['server'], operation: ['create', 'changeLogIn'] } }),
		],
	};

	methods = {
		credentialTest: { testDatabase, ...panelCredentialTests },
		listSearch: { searchCompanies, searchCustomers, searchPlans, searchServers, searchServices },
	};

	execute = runPerItem(resources, openCustomers);
}
