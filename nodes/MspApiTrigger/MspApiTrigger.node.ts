import { NodeConnectionTypes } from 'n8n-workflow';
import type {
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { testDatabase } from '../shared/databaseTest';
import { asNodeError } from '../shared/nodeError';
import { properties } from './properties';
import { receive } from './receive';
import { routeOf } from './route';
import { webhookDescription } from './webhookDescription';

export class MspApiTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'MSP API Trigger',
		name: 'mspApiTrigger',
		icon: { light: 'file:mspApiTrigger.svg', dark: 'file:mspApiTrigger.dark.svg' },
		group: ['trigger'],
		version: [1, 1.1],
		defaultVersion: 1,
		subtitle: '={{ $parameter.method + " " + $parameter.path }}',
		description: 'Starts the workflow for a call with an API key that has the scope, without the key in the execution',
		defaults: { name: 'MSP API Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'mspDatabaseApi', required: true, testedBy: 'testDatabase' }],
		webhooks: [webhookDescription],
		properties,
	};

	methods = { credentialTest: { testDatabase } };

	webhookMethods = {
		default: {
			/** Nothing is registered elsewhere: a route whose parameters are not right is not published. */
			async checkExists(this: IHookFunctions): Promise<boolean> {
				try {
					return routeOf(this).path !== '';
				} catch (error) {
					throw asNodeError(this.getNode(), error);
				}
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}
}
