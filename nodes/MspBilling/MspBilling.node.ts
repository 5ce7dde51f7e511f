import { NodeConnectionTypes } from 'n8n-workflow';
import type {
	IExecuteFunctions,
	ILoadOptionsFunctions,
	INodeExecutionData,
	INodeListSearchResult,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { listInvoices } from '../../core/invoices';
import { openBackOffice } from '../shared/backOffice';
import { testDatabase } from '../shared/databaseTest';
import { propertiesOf } from '../shared/operation';
import { runPerItem } from '../shared/runPerItem';
import { resources } from './operations';

export class MspBilling implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'MSP Billing',
		name: 'mspBilling',
		icon: { light: 'file:mspBilling.svg', dark: 'file:mspBilling.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter.operation + ": " + $parameter.resource }}',
		description: 'Apply payments to orders and invoices, once each, and see their outcomes',
		defaults: { name: 'MSP Billing' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'mspDatabaseApi', required: true, testedBy: 'testDatabase' }],
		properties: propertiesOf(resources),
	};

	methods = {
		credentialTest: { testDatabase },
		listSearch: {
			async searchInvoices(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
				const { store } = await openBackOffice(this);
				const search = { search: filter?.trim() || undefined, limit: 100 };
				const invoices = await store.asStaff(async (transaction) => await listInvoices(transaction, search));
				return {
					results: invoices.map(({ invoiceNumber, customerCode, status }) => ({
						name: `${invoiceNumber} (${customerCode}, ${status})`,
						value: invoiceNumber,
					})),
				};
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runPerItem(this, resources, async (item) => await openBackOffice(this, item));
	}
}
