import { NodeConnectionTypes } from 'n8n-workflow';
import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import { outputsOf, propertiesOf, type Resource } from './operation';

type Frame = 'displayName' | 'defaults' | 'group' | 'version' | 'inputs' | 'outputs' | 'properties';

/** The line under a node on the canvas, when it has nothing better to show. */
export const subtitle = '={{ $parameter.operation + ": " + $parameter.resource }}';

/**
 * The part of a description that all nodes which run on items have in common. The rest stays in the class of the node,
 * where n8n's lint reads it: name, icon, subtitle, usableAsTool and credentials.
 *
 * @param first fields that come before the list of resources.
 */
export function frameOf<Context>(
	displayName: string,
	resources: ReadonlyArray<Resource<Context>>,
	first: readonly INodeProperties[] = [],
): Pick<INodeTypeDescription, Frame> {
	return {
		displayName,
		defaults: { name: displayName },
		group: ['transform'],
		version: 1,
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsOf(resources),
		properties: [...first, ...propertiesOf(resources)],
	};
}
