import type { INodeProperties } from 'n8n-workflow';
import { defaultPayPalEvents, defaultStripeEvents, payPalEvents, stripeEvents } from './events';

const only = (provider: 'stripe' | 'paypal') => ({ show: { provider: [provider] } });
const byHand = (provider: 'stripe' | 'paypal') => ({ show: { provider: [provider], endpoint: ['manual'] } });
const eventsHint = 'Only these events start the workflow. The node answers and forgets all others.';

export const properties: INodeProperties[] = [
	{
		displayName: 'Provider',
		name: 'provider',
		type: 'options',
		noDataExpression: true,
		default: 'stripe',
		options: [
			{ name: 'PayPal', value: 'paypal' },
			{ name: 'Stripe', value: 'stripe' },
		],
	},
	{
		displayName: 'Events',
		name: 'stripeEvents',
		type: 'multiOptions',
		noDataExpression: true,
		required: true,
		default: defaultStripeEvents,
		options: stripeEvents,
		description: eventsHint,
		displayOptions: only('stripe'),
	},
	{
		displayName: 'Events',
		name: 'payPalEvents',
		type: 'multiOptions',
		noDataExpression: true,
		required: true,
		default: defaultPayPalEvents,
		options: payPalEvents,
		description: eventsHint,
		displayOptions: only('paypal'),
	},
	{
		displayName: 'Endpoint',
		name: 'endpoint',
		type: 'options',
		noDataExpression: true,
		default: 'automatic',
		options: [
			{
				name: 'Register Automatically',
				value: 'automatic',
				description: 'Adds the address at the provider when the workflow is published, and removes it afterwards',
			},
			{
				name: 'I Add the Address Myself',
				value: 'manual',
				description: 'For keys that may not manage webhooks',
			},
		],
	},
	{
		displayName:
			'At Stripe open Developers → Webhooks, add a destination with the Production URL of this node and the events above, and put its signing secret (whsec_…) into the credential. While a secret is being rotated, keep the old and the new one there.',
		name: 'stripeNotice',
		type: 'notice',
		default: '',
		displayOptions: byHand('stripe'),
	},
	{
		displayName:
			'At developer.paypal.com open your app, add a webhook with the Production URL of this node and the events above, and put its Webhook ID into the credential. PayPal delivers only to https addresses on port 443.',
		name: 'payPalNotice',
		type: 'notice',
		default: '',
		displayOptions: byHand('paypal'),
	},
	{
		// n8n knows this parameter of a webhook node, and leaves the body alone when it is set. Without it, n8n itself would
		// answer a body that is not what its headers say, with 422 or 500, before this node can refuse it.
		displayName: 'Options',
		name: 'options',
		type: 'hidden',
		default: { binaryData: true },
	},
];
