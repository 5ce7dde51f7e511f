import { calledBy } from './references';
import {
	edgesOf,
	stickyNote,
	type Edge,
	type StarterWorkflow,
	type WorkflowContent,
	type WorkflowNode,
} from './workflow';

interface Provider {
	/** How people call it. */
	readonly title: string;
	readonly credentialTypes: readonly string[];
	/** Workflows that do nothing else, by number. */
	readonly workflows: readonly string[];
}

/** What an office may do without. */
export const providers = {
	stripe: { title: 'Stripe', credentialTypes: ['mspStripeApi'], workflows: ['15'] },
	paypal: { title: 'PayPal', credentialTypes: ['mspPayPalApi'], workflows: [] },
	'invoice-ninja': {
		title: 'Invoice Ninja',
		credentialTypes: ['mspInvoiceNinjaApi'],
		workflows: ['16', '17', '52'],
	},
	ansible: {
		title: 'Ansible',
		credentialTypes: ['mspAnsibleControllerApi', 'mspAwxApi', 'mspSemaphoreApi'],
		workflows: ['12', '18', '19'],
	},
} as const satisfies Readonly<Record<string, Provider>>;

export type ProviderName = keyof typeof providers;
export const providerNames = [
	'stripe',
	'paypal',
	'invoice-ninja',
	'ansible',
] as const satisfies readonly ProviderName[];

export const isProviderName = (text: string): text is ProviderName =>
	(providerNames as readonly string[]).includes(text);

/**
 * Nodes that do nothing without the provider. One in the middle of a workflow is disabled, and hands on what it gets: a
 * decision before it leads there only for what the provider knows.
 */
const nodesOfProviders: ReadonlySet<string> = new Set(['n8n-nodes-msp.stripeBilling', 'n8n-nodes-msp.invoiceNinjaV5']);

/** The provider that a credential type belongs to. */
export function providerOf(credentialType: string): ProviderName | undefined {
	return providerNames.find((name) => (providers[name].credentialTypes as readonly string[]).includes(credentialType));
}

/**
 * The workflows without some providers: what only they need is not there, and their triggers, with the nodes that only
 * these lead to, are disabled. So are the providers' own nodes, and calls of workflows that are not there.
 */
export function withoutProviders(
	workflows: readonly StarterWorkflow[],
	without: readonly ProviderName[],
): StarterWorkflow[] {
	const gone = new Set<string>(without.flatMap((name) => [...providers[name].workflows]));
	const types = new Set<string>(without.flatMap((name) => [...providers[name].credentialTypes]));
	const goneIds = new Set(workflows.filter(({ number }) => gone.has(number)).map(({ id }) => id));
	return workflows
		.filter(({ id }) => !goneIds.has(id))
		.map((workflow) => {
			const idle = idleNodes(workflow, types);
			const nodes = workflow.nodes.map((node) => {
				const called = calledBy(node);
				const cannotRun = nodesOfProviders.has(node.type) && needsAny(node, types);
				const disabled = idle.has(node.name) || cannotRun || (called !== undefined && goneIds.has(called));
				return disabled ? { ...withoutTypes(node, types), disabled: true } : withoutTypes(node, types);
			});
			return { ...workflow, nodes };
		});
}

const needsAny = ({ credentials = {} }: WorkflowNode, types: ReadonlySet<string>) =>
	Object.keys(credentials).some((type) => types.has(type));

function withoutTypes(node: WorkflowNode, types: ReadonlySet<string>): WorkflowNode {
	if (!node.credentials || !needsAny(node, types)) return node;
	const kept = Object.entries(node.credentials).filter(([type]) => !types.has(type));
	return { ...node, credentials: Object.fromEntries(kept) };
}

/**
 * The triggers of these credential types, and what is reached from nowhere else. A trigger is theirs if it has such a
 * credential, or leads at once to a node that has one and that not every other trigger reaches as well.
 */
function idleNodes(workflow: WorkflowContent, types: ReadonlySet<string>): Set<string> {
	const needing = new Set(workflow.nodes.filter((node) => needsAny(node, types)).map(({ name }) => name));
	if (needing.size === 0) return new Set();
	const edges = edgesOf(workflow.connections);
	const targets = new Set(edges.map(({ to }) => to));
	const reached = new Map(
		workflow.nodes
			.filter(({ name, type }) => type !== stickyNote && !targets.has(name))
			.map(({ name }) => [name, reachedFrom(name, edges)] as const),
	);
	const isTheirs = (entry: string) =>
		needing.has(entry) ||
		edges.some(
			({ from, to }) => from === entry && needing.has(to) && [...reached.values()].some((names) => !names.has(to)),
		);
	const idleEntries = [...reached.keys()].filter(isTheirs);
	if (idleEntries.length === 0) return new Set();
	const busy = new Set(
		[...reached].filter(([entry]) => !idleEntries.includes(entry)).flatMap(([, names]) => [...names]),
	);
	const ofIdle = idleEntries.flatMap((entry) => [...(reached.get(entry) ?? [])]);
	return new Set(ofIdle.filter((name) => !busy.has(name) && (idleEntries.includes(name) || needing.has(name))));
}

function reachedFrom(entry: string, edges: readonly Edge[]): ReadonlySet<string> {
	const names = new Set([entry]);
	for (const name of names) for (const { from, to } of edges) if (from === name) names.add(to);
	return names;
}
