import type { WorkflowContent, WorkflowNode } from './workflow';

const text = (value: unknown): string | undefined =>
	typeof value === 'string' && value !== '' ? value.replace(/^\/|\/$/g, '') : undefined;

/** `GET msp/drift`: what one workflow alone may answer. Expressions are decided by n8n, and are left out. */
export function webhookAddressesOf({ nodes }: Pick<WorkflowContent, 'nodes'>): string[] {
	return [...new Set(nodes.filter(({ disabled }) => disabled !== true).flatMap(addressesOf))];
}

function addressesOf(node: WorkflowNode): string[] {
	const { parameters, webhookId } = node;
	const options = (parameters.options ?? {}) as Readonly<Record<string, unknown>>;
	switch (node.type) {
		case 'n8n-nodes-base.webhook': {
			const path = text(parameters.path) ?? webhookId;
			const method = parameters.httpMethod ?? 'GET';
			return on(Array.isArray(method) ? method : [method], path?.includes(':') ? `${webhookId ?? ''}/${path}` : path);
		}
		case 'n8n-nodes-base.formTrigger':
			return on(['GET', 'POST'], text(options.path) ?? text(parameters.path) ?? webhookId);
		case 'n8n-nodes-msp.mspApiTrigger':
			return on([parameters.method ?? 'POST'], text(parameters.path));
		case 'n8n-nodes-msp.paymentTrigger':
		case 'n8n-nodes-msp.invoiceNinjaV5Trigger':
			return on(['POST'], webhookId);
		default:
			return [];
	}
}

const on = (methods: readonly unknown[], path: string | undefined): string[] =>
	path === undefined || path.startsWith('=') ? [] : methods.map((method) => `${String(method)} ${path}`);

/** The addresses that two workflows both want. */
export function sharedAddresses(one: Pick<WorkflowContent, 'nodes'>, other: Pick<WorkflowContent, 'nodes'>): string[] {
	const wanted = new Set(webhookAddressesOf(other));
	return webhookAddressesOf(one).filter((address) => wanted.has(address));
}
