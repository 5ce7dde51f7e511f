import type { IWebhookFunctions } from 'n8n-workflow';

/**
 * n8n takes a credential from its database, decrypts it and, from 2.35 on, starts an expression VM for it, each time. Of
 * deliveries that come one after the other only the first pays for that: a change of a credential holds two seconds later.
 */
const keptMs = 2_000;
const most = 100;
const kept = new Map<string, { readonly at: number; readonly data: Promise<unknown> }>();

/** What a credential of a webhook node holds. */
export async function deliveryCredential(node: IWebhookFunctions, type: string): Promise<unknown> {
	const { id: nodeId, credentials } = node.getNode();
	const id = credentials?.[type]?.id;
	if (!id) return await node.getCredentials(type);
	const name = JSON.stringify([type, id, node.getWorkflow().id, nodeId, node.getMode()]);
	const known = kept.get(name);
	if (known && performance.now() - known.at < keptMs) return await known.data;
	if (kept.size >= most) kept.clear();
	const data = node.getCredentials(type);
	kept.set(name, { at: performance.now(), data });
	// What cannot be read now is asked for again by the next delivery, and no secret outlives its two seconds.
	setTimeout(() => forget(name, data), keptMs).unref();
	data.catch(() => forget(name, data));
	return await data;
}

function forget(name: string, data: Promise<unknown>): void {
	if (kept.get(name)?.data === data) kept.delete(name);
}

/** For tests, whose credentials have other contents under the same ID. */
export const forgetCredentials = (): void => kept.clear();
