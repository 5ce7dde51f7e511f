import { LoadOptionsContext } from 'n8n-core';
import type { INode, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';
import { additionalDataOf, nodeNamed, workflowOf, type World } from './run';

/** Calls the list search of a node, as the editor does while the operator types. */
export async function searchList(
	world: World,
	node: INode,
	method: string,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const search = world.nodeTypes.getByNameAndVersion(node.type, node.typeVersion).methods?.listSearch?.[method];
	if (!search) throw new Error(`'${node.type}' has no list search '${method}'.`);
	return await search.call(contextOf(world, node), filter, paginationToken);
}

/** Loads the options of a drop-down, as the editor does. */
export async function loadOptions(world: World, node: INode, method: string): Promise<INodePropertyOptions[]> {
	const load = world.nodeTypes.getByNameAndVersion(node.type, node.typeVersion).methods?.loadOptions?.[method];
	if (!load) throw new Error(`'${node.type}' has no option list '${method}'.`);
	return await load.call(contextOf(world, node));
}

function contextOf(world: World, node: INode): LoadOptionsContext {
	const json = { nodes: [node], connections: {} };
	const workflow = workflowOf(world, json);
	// The workflow's own copy has the defaults of its parameters filled in.
	const filled = nodeNamed(workflow, node.name);
	const additionalData = { ...additionalDataOf(world, json, 'internal'), currentNodeParameters: filled.parameters };
	return new LoadOptionsContext(workflow, filled, additionalData, '');
}
