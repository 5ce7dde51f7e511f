import type { INodeProperties } from 'n8n-workflow';
import { fieldTypes } from './fields';

const methods = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'] as const;

/** Every method that n8n hands to a webhook: the node itself answers those that the address does not take. */
export const everyMethod = methods.join(',');

export const properties: INodeProperties[] = [
	{
		displayName: 'Method',
		name: 'method',
		type: 'options',
		noDataExpression: true,
		default: 'POST',
		options: methods.map((value) => ({ name: value, value })),
		description: 'GET and DELETE take their fields from the address, the others from a JSON body',
	},
	{
		displayName: 'Path',
		name: 'path',
		type: 'string',
		noDataExpression: true,
		required: true,
		default: '',
		placeholder: 'e.g. msp/provisioning/start',
		description: 'The address of the route, after /webhook/',
	},
	{
		displayName: 'Scope',
		name: 'scope',
		type: 'string',
		noDataExpression: true,
		required: true,
		default: '',
		placeholder: 'e.g. provisioning:write',
		description: 'The scope that a key must have: an area and a right',
	},
	{
		displayName: 'Fields',
		name: 'fields',
		type: 'fixedCollection',
		noDataExpression: true,
		typeOptions: { multipleValues: true },
		placeholder: 'Add Field',
		default: {},
		description: 'The fields that the route takes. A call with any other field is refused.',
		options: [
			{
				displayName: 'Field',
				name: 'field',
				values: [
					{ displayName: 'Name', name: 'name', type: 'string', default: '', placeholder: 'e.g. taskId' },
					{
						displayName: 'Type',
						name: 'type',
						type: 'options',
						default: 'text',
						options: Object.entries(fieldTypes).map(([value, name]) => ({ name, value })),
					},
					{
						displayName: 'Required',
						name: 'required',
						type: 'boolean',
						default: false,
						description: 'Whether a call without this field is refused',
					},
				],
			},
		],
	},
	{
		displayName: 'Refuse Other Methods',
		name: 'refuseOtherMethods',
		type: 'boolean',
		noDataExpression: true,
		default: true,
		description:
			'Whether to answer a call with another method with 405. Turn it off when another trigger serves the same path with another method.',
	},
	{
		displayName:
			'Keys are made with <code>msp-database create-key</code>, and listed and revoked with MSP Customers → API Key. End the workflow with MSP API Answer.',
		name: 'keysNotice',
		type: 'notice',
		default: '',
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
