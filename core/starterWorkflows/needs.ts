import type { WorkflowContent, WorkflowNode } from './workflow';

/** A credential that a workflow works with. */
export interface Need {
	readonly type: string;
	/** What the type is called in n8n's list of credentials. */
	readonly title: string;
	/** The nodes that want it. */
	readonly nodes: readonly string[];
}

/** What n8n's own nodes call the credential that a parameter asks for. */
const ofParameters: Readonly<Record<string, Need['title']>> = {
	httpHeaderAuth: 'Header Auth',
	httpBasicAuth: 'Basic Auth',
	httpQueryAuth: 'Query Auth',
	jwtAuth: 'JWT Auth',
};

const byAuthentication: Readonly<Record<string, string>> = {
	headerAuth: 'httpHeaderAuth',
	basicAuth: 'httpBasicAuth',
	jwtAuth: 'jwtAuth',
};

/** The credential types that a node wants: those that it is drawn with, and the one that its authentication asks for. */
export function typesWantedBy(node: WorkflowNode): string[] {
	const { authentication, genericAuthType, nodeCredentialType } = node.parameters;
	const asked =
		typeof authentication !== 'string'
			? undefined
			: authentication === 'genericCredentialType'
				? genericAuthType
				: authentication === 'predefinedCredentialType'
					? nodeCredentialType
					: byAuthentication[authentication];
	const drawn = Object.keys(node.credentials ?? {});
	return [...new Set([...drawn, ...(typeof asked === 'string' ? [asked] : [])])];
}

/** The credentials of a workflow as it is shipped, each once. Disabled nodes want none. */
export function needsOf(workflow: Pick<WorkflowContent, 'nodes'>): Need[] {
	const needs = new Map<string, { title: string; nodes: string[] }>();
	for (const node of workflow.nodes) {
		if (node.disabled === true) continue;
		for (const type of typesWantedBy(node)) {
			const known = needs.get(type);
			const title = node.credentials?.[type]?.name ?? ofParameters[type] ?? type;
			if (known) known.nodes.push(node.name);
			else needs.set(type, { title, nodes: [node.name] });
		}
	}
	return [...needs].map(([type, need]) => ({ type, ...need }));
}
