import { NodeHelpers } from 'n8n-workflow';

const resource = {
	displayName: 'Resource',
	name: 'resource',
	type: 'options',
	default: '',
	noDataExpression: true,
} as const;

/**
 * What an engine lacks that takes an expression for a resource or an operation as plain text: one node cannot do something
 * else with each item. Undefined where it evaluates it.
 */
export function lackingForChoices(): string | undefined {
	const given = { resource: '={{ $json.resource }}' };
	const kept = NodeHelpers.getNodeParameters([resource], given, true, false, null, null)?.resource;
	return kept === given.resource ? undefined : 'this n8n evaluates no expression for an operation';
}
