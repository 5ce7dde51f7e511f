import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { testDatabase } from '../shared/databaseTest';
import { testInvoiceNinja } from '../shared/invoiceNinjaTest';
import { frameOf, subtitle } from '../shared/nodeFrame';
import { runPerItem } from '../shared/runPerItem';
import { openImports } from './context';
import { fieldsOfInvoices } from './fieldsOfInvoices';
import { resources } from './operations';

export class InvoiceImport implements INodeType {
	description: INodeTypeDescription = {
		...frameOf('Invoice Import', resources),
		name: 'invoiceImport',
		icon: { light: 'file:invoiceImport.svg', dark: 'file:invoiceImport.dark.svg' },
		subtitle,
		description: 'Import invoices, payments and customers from spreadsheets, and export them',
		usableAsTool: true,
		credentials: [
			{ name: 'mspDatabaseApi', displayName: 'MSP Database', required: true, testedBy: 'testDatabase' },
			{
				name: 'mspInvoiceNinjaApi',
				displayName: 'MSP Invoice Ninja (Send to Invoice Ninja)',
				required: false,
				testedBy: 'testInvoiceNinja',
			},
		],
	};

	methods = { credentialTest: { testDatabase, testInvoiceNinja }, resourceMapping: { fieldsOfInvoices } };

	execute = runPerItem(resources, openImports);
}
