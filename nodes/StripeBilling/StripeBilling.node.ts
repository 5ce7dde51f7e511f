import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { testDatabase } from '../shared/databaseTest';
import { frameOf, subtitle } from '../shared/nodeFrame';
import { runPerItem } from '../shared/runPerItem';
import { testStripe } from '../shared/stripeTest';
import { openStripe } from './connection';
import { searchCustomers, searchMeters, searchPaymentMethods, searchPrices } from './listSearch';
import { resources } from './operations';

export class StripeBilling implements INodeType {
	description: INodeTypeDescription = {
		...frameOf('Stripe Billing', resources),
		name: 'stripeBilling',
		icon: { light: 'file:stripeBilling.svg', dark: 'file:stripeBilling.dark.svg' },
		subtitle,
		description: 'Sell, charge, invoice, refund and meter at Stripe, each change once',
		usableAsTool: true,
		credentials: [
			{ name: 'mspStripeApi', displayName: 'MSP Stripe', required: true, testedBy: 'testStripe' },
			{
				name: 'mspDatabaseApi',
				displayName: 'MSP Database (Durable Steps Only)',
				required: false,
				testedBy: 'testDatabase',
			},
		],
	};

	methods = {
		credentialTest: { testDatabase, testStripe },
		listSearch: { searchCustomers, searchMeters, searchPaymentMethods, searchPrices },
	};

	execute = runPerItem(resources, openStripe);
}
