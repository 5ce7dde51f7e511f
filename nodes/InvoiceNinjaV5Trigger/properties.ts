import type { INodeProperties } from 'n8n-workflow';
import { eventOptions } from './events';

const byHand = { show: { endpoint: ['manual'] } };

export const properties: INodeProperties[] = [
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		noDataExpression: true,
		required: true,
		default: [],
		options: eventOptions,
		description: 'What starts the workflow. Invoice Ninja gets one webhook for each event.',
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
				description: 'Adds the webhooks when the workflow is published, and removes them afterwards',
			},
			{
				name: 'I Add the Webhooks Myself',
				value: 'manual',
				description: 'For a token that may not manage webhooks, or an address that n8n does not know',
			},
		],
	},
	{
		displayName:
			'In Invoice Ninja open Settings → Account Management → API Webhooks, and add one webhook for each event above: the Production URL of this node, the method POST, and the two headers of the list below. In <code>x-msp-feed-event</code> write the event as it is written here, such as <code>create_payment</code>.',
		name: 'manualNotice',
		type: 'notice',
		default: '',
		displayOptions: byHand,
	},
	{
		displayName: 'Header Name or ID',
		name: 'header',
		type: 'options',
		noDataExpression: true,
		default: '',
		typeOptions: { loadOptionsMethod: 'getManualHeaders', loadOptionsDependsOn: ['endpoint'] },
		displayOptions: byHand,
		description:
			'Shows the headers to copy. The workflow keeps no secret of it. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
	{
		displayName: 'A Change Has Arrived',
		name: 'arrival',
		type: 'options',
		noDataExpression: true,
		default: 'started',
		options: [
			{
				name: 'When It Starts the Workflow',
				value: 'started',
				description: 'If n8n dies in the middle of the workflow, nobody repeats it',
			},
			{
				name: 'When the Workflow Marks It',
				value: 'marked',
				description:
					'By Invoice Ninja v5 → Change: Mark Handled. Until then, the catch-up gives it out again after ten minutes.',
			},
		],
	},
	{
		displayName: 'Reader',
		name: 'reader',
		type: 'string',
		default: '',
		placeholder: 'e.g. invoice-ninja-events',
		description:
			'Who is told of each change once. A trigger and a catch-up with the same reader know of each other. The default is the ID of the workflow.',
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
