import { NodeConnectionTypes } from 'n8n-workflow';
import type {
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { testPayPal } from '../shared/payPalTest';
import { properties } from './properties';
import { receive } from './receive';
import { registrationOf } from './registration';
import { testDatabase } from '../shared/databaseTest';
import { testStripe } from '../shared/stripeTest';

export class PaymentTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Payment Trigger',
		name: 'paymentTrigger',
		icon: { light: 'file:paymentTrigger.svg', dark: 'file:paymentTrigger.dark.svg' },
		group: ['trigger'],
		version: [1, 1.1],
		defaultVersion: 1,
		subtitle: '={{ $parameter.provider === "paypal" ? "PayPal" : "Stripe" }}',
		description: 'Starts the workflow once for each verified event of Stripe or PayPal',
		defaults: { name: 'Payment Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		// `hide`, not `show`: the editor leaves out a parameter when each of its choices shows a credential.
		credentials: [
			{ name: 'mspDatabaseApi', displayName: 'MSP Database', required: true, testedBy: 'testDatabase' },
			{
				name: 'mspStripeApi',
				displayName: 'MSP Stripe',
				required: true,
				testedBy: 'testStripe',
				displayOptions: { hide: { provider: ['paypal'] } },
			},
			{
				name: 'mspPayPalApi',
				displayName: 'MSP PayPal',
				required: true,
				testedBy: 'testPayPal',
				displayOptions: { hide: { provider: ['stripe'] } },
			},
		],
		webhooks: [{ name: 'default', httpMethod: 'POST', path: 'payments', responseMode: 'onReceived' }],
		properties,
	};

	methods = { credentialTest: { testDatabase, testPayPal, testStripe } };

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
