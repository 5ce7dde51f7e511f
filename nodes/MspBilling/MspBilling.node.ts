import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { testDatabase } from '../shared/databaseTest';
import { searchInvoices } from '../shared/listSearch';
import { frameOf, subtitle } from '../shared/nodeFrame';
import { runPerItem } from '../shared/runPerItem';
import { testInvoiceNinja } from '../shared/invoiceNinjaTest';
import { testPayPal } from '../shared/payPalTest';
import { testStripe } from '../shared/stripeTest';
import { openBilling } from './openBilling';
import { resources } from './operations';

export class MspBilling implements INodeType {
	description: INodeTypeDescription = {
		...frameOf('MSP Billing', resources),
		name: 'mspBilling',
		icon: { light: 'file:mspBilling.svg', dark: 'file:mspBilling.dark.svg' },
		subtitle,
		description: 'Apply each payment to its order or invoice once, and look up invoices, payments and events',
		usableAsTool: true,
		credentials: [
			{ name: 'mspDatabaseApi', displayName: 'MSP Database', required: true, testedBy: 'testDatabase' },
			// With it the node asks Stripe about a payment that no event explains.
			{
				name: 'mspStripeApi',
				displayName: 'MSP Stripe (Optional)',
				required: false,
				testedBy: 'testStripe',
				displayOptions: { show: { resource: ['payment', 'order', 'paymentRequest', 'reconciliation'] } },
			},
			// Each side that it may read is compared.
			{
				name: 'mspPayPalApi',
				displayName: 'MSP PayPal (Optional)',
				required: false,
				testedBy: 'testPayPal',
				displayOptions: { show: { resource: ['reconciliation'], operation: ['run'] } },
			},
			{
				name: 'mspInvoiceNinjaApi',
				displayName: 'MSP Invoice Ninja (Optional)',
				required: false,
				testedBy: 'testInvoiceNinja',
				displayOptions: { show: { resource: ['reconciliation'], operation: ['run'] } },
			},
		],
	};

	methods = {
		credentialTest: { testDatabase, testInvoiceNinja, testPayPal, testStripe },
		listSearch: { searchInvoices },
	};

	execute = runPerItem(resources, openBilling);
}
