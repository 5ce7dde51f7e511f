import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * What an optional credential holds; undefined when the node has none. An imported workflow may name a credential that this
 * n8n does not have: a shop without Stripe needs none. n8n also refuses one that the chosen resource does not show.
 */
export async function credentialIfThere(node: IExecuteFunctions, item: number, type: string): Promise<unknown> {
	if (!node.getNode().credentials?.[type]) return undefined;
	return await node.getCredentials(type, item).catch(unlessMissing);
}

function unlessMissing(error: unknown): undefined {
	if (error instanceof Error && /does not exist|credentials not found/i.test(error.message)) return undefined;
	throw error;
}
