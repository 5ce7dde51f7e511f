import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { openBackOffices } from '../shared/backOffice';
import { testDatabase } from '../shared/databaseTest';
import { searchInvoices } from '../shared/listSearch';
import { frameOf, subtitle } from '../shared/nodeFrame';
import { runPerItem } from '../shared/runPerItem';
import { resources } from './operations';

export class MspBilling implements INodeType {
	description: INodeTypeDescription = {
		...frameOf('MSP Billing', resources),
		name: 'mspBilling',
		icon: { light: 'file:mspBilling.svg', dark: 'file:mspBilling.dark.svg' },
		subtitle,
		description: 'Apply each payment to its order or invoice once, and look up invoices, payments and events',
		usableAsTool: true,
		credentials: [{ name: 'mspDatabaseApi', required: true, testedBy: 'testDatabase' }],
	};

	methods = { credentialTest: { testDatabase }, listSearch: { searchInvoices } };

	execute = runPerItem(resources, openBackOffices);
}
