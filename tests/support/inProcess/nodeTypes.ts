import { NodeHelpers } from 'n8n-workflow';
import type { INodeType, INodeTypes, IVersionedNodeType } from 'n8n-workflow';

export type NodeClass = new () => INodeType | IVersionedNodeType;

/** The node types of a harness, by their full names (`n8n-nodes-msp.controlPanel`). */
export function nodeTypesOf(classes: Readonly<Record<string, NodeClass>>): INodeTypes {
	const instances = new Map(Object.entries(classes).map(([name, Node]) => [name, new Node()]));
	const getByName = (name: string) => {
		const found = instances.get(name);
		if (found) return found;
		throw new Error(`The harness has no node '${name}': give its class in 'nodes'.`);
	};
	return {
		getByName,
		getByNameAndVersion: (name, version) => NodeHelpers.getVersionedNodeType(getByName(name), version),
		getKnownTypes: () =>
			Object.fromEntries([...instances.keys()].map((name) => [name, { className: '', sourcePath: '' }])),
	};
}
