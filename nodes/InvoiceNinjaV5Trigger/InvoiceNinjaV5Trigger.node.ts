import { NodeConnectionTypes } from 'n8n-workflow';
import type {
	IHookFunctions,
	ILoadOptionsFunctions,
	INodePropertyOptions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { manualHeaders } from './manualHeaders';
import { properties } from './properties';
import { receive } from './receive';
import { registrationOf } from './registration';
import { testDatabase } from '../shared/databaseTest';
import { testInvoiceNinja } from '../shared/invoiceNinjaTest';

export class InvoiceNinjaV5Trigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Invoice Ninja v5 Trigger',
		name: 'invoiceNinjaV5Trigger',
		icon: { light: 'file:invoiceNinjaTrigger.svg', dark: 'file:invoiceNinjaTrigger.dark.svg' },
		group: ['trigger'],
		version: [1, 1.1],
		defaultVersion: 1,
		subtitle: '={{ $parameter.events.length === 1 ? $parameter.events[0] : $parameter.events.length + " events" }}',
		description: 'Starts the workflow once for each change at Invoice Ninja, with the object as it is now',
		defaults: { name: 'Invoice Ninja v5 Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'mspInvoiceNinjaApi', displayName: 'MSP Invoice Ninja', required: true, testedBy: 'testInvoiceNinja' },
			{ name: 'mspDatabaseApi', displayName: 'MSP Database', required: true, testedBy: 'testDatabase' },
		],
		webhooks: [{ name: 'default', httpMethod: 'POST', path: 'invoice-ninja', responseMode: 'onReceived' }],
		properties,
	};

	methods = {
		credentialTest: { testDatabase, testInvoiceNinja },
		loadOptions: {
			async getManualHeaders(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
				return await manualHeaders(this);
			},
		},
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await registrationOf(this).exists();
			},
			async create(this: IHookFunctions): Promise<boolean> {
				await registrationOf(this).create();
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				await registrationOf(this).remove();
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this, new Date());
	}
}
