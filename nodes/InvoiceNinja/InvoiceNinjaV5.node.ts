import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { testDatabase } from '../shared/databaseTest';
import { testInvoiceNinja } from '../shared/invoiceNinjaTest';
import { frameOf, subtitle } from '../shared/nodeFrame';
import { runPerItem } from '../shared/runPerItem';
import { openCompanies } from './context';
import { kinds } from './kinds';
import { loadOptions, searchesOf } from './listSearch';
import { resources } from './operations';

export class InvoiceNinjaV5 implements INodeType {
	description: INodeTypeDescription = {
		...frameOf('Invoice Ninja v5', resources),
		name: 'invoiceNinjaV5',
		icon: { light: 'file:invoiceNinja.svg', dark: 'file:invoiceNinja.dark.svg' },
		subtitle,
		description: 'Create, change, list, send and pay what is kept in Invoice Ninja v5',
		usableAsTool: true,
		credentials: [
			{ name: 'mspInvoiceNinjaApi', displayName: 'MSP Invoice Ninja', required: true, testedBy: 'testInvoiceNinja' },
			// Webhook: Keep needs it, too.
			{
				name: 'mspDatabaseApi',
				displayName: 'MSP Database (Durable Steps, Changes, Migration)',
				required: false,
				testedBy: 'testDatabase',
			},
		],
	};

	methods = {
		credentialTest: { testDatabase, testInvoiceNinja },
		listSearch: searchesOf(kinds),
		loadOptions,
	};

	execute = runPerItem(resources, openCompanies);
}
