import { typesWantedBy } from './needs';
import { calledBy, callingInstead, errorWorkflowOf } from './references';
import type { StarterWorkflow, WorkflowContent, WorkflowNode } from './workflow';

/** A credential of an n8n. */
export interface PickedCredential {
	readonly id: string;
	readonly name: string;
}

/** What an n8n gives to a workflow of the package. */
export interface Surroundings {
	/** By credential type. */
	readonly credentials: ReadonlyMap<string, PickedCredential>;
	/** The types of which the credential replaces what is picked already. */
	readonly asked?: ReadonlySet<string>;
	/** The IDs that the n8n gave to the starter workflows, and their names there. */
	readonly workflows: ReadonlyMap<string, { readonly id: string; readonly name: string }>;
	/** Whether a credential is there; undefined when this n8n does not tell. */
	readonly hasCredential?: (type: string, id: string) => boolean;
	/** Whether a workflow is there. */
	readonly hasWorkflow: (id: string) => boolean;
}

/** A workflow that is ready to be sent to an n8n. */
export interface DressedWorkflow {
	readonly name: string;
	readonly nodes: readonly WorkflowNode[];
	readonly connections: Readonly<Record<string, unknown>>;
	readonly settings: Readonly<Record<string, unknown>>;
}

/**
 * A workflow of the package as an n8n can run it: credentials picked, references led to the workflows of this n8n.
 *
 * @param current what is there now: what the operator has picked in a node of the same name and type is kept, as long as
 *   it is still there, and so are webhook IDs, which are addresses that somebody may know. A node stays where it lies.
 */
export function dress(starter: StarterWorkflow, around: Surroundings, current?: WorkflowContent): DressedWorkflow {
	const before = new Map((current?.nodes ?? []).map((node) => [`${node.type} ${node.name}`, node]));
	const places = new Map((current?.nodes ?? []).map(({ name, position }) => [name, position]));
	const nodes = starter.nodes.map((drawn) => {
		const was = before.get(`${drawn.type} ${drawn.name}`);
		const position = places.get(drawn.name);
		const led = withReference(position ? { ...drawn, position } : drawn, was, around);
		return withCredentials(was?.webhookId === undefined ? led : { ...led, webhookId: was.webhookId }, was, around);
	});
	return {
		name: starter.name,
		nodes,
		connections: starter.connections,
		settings: settingsOf(starter, around, current),
	};
}

function withReference(node: WorkflowNode, was: WorkflowNode | undefined, around: Surroundings): WorkflowNode {
	const starterId = calledBy(node);
	if (starterId === undefined) return node;
	const kept = was && calledBy(was);
	if (was && kept !== undefined && kept !== starterId && around.hasWorkflow(kept)) {
		return { ...node, parameters: { ...node.parameters, workflowId: was.parameters.workflowId } };
	}
	const target = around.workflows.get(starterId);
	return target ? callingInstead(node, target.id, target.name) : node;
}

function withCredentials(node: WorkflowNode, was: WorkflowNode | undefined, around: Surroundings): WorkflowNode {
	const { credentials: _, ...bare } = node;
	const picks = typesWantedBy(node).flatMap((type) => {
		const kept = was?.credentials?.[type];
		const isThere = around.hasCredential ?? (() => true);
		const picked = around.credentials.get(type);
		const isReplaced = picked !== undefined && around.asked?.has(type) === true;
		if (kept?.id && isThere(type, kept.id) && !isReplaced)
			return [[type, { id: kept.id, name: kept.name ?? '' }] as const];
		return picked ? [[type, { id: picked.id, name: picked.name }] as const] : [];
	});
	return picks.length === 0 ? bare : { ...bare, credentials: Object.fromEntries(picks) };
}

function settingsOf(starter: StarterWorkflow, around: Surroundings, current: WorkflowContent | undefined) {
	const { errorWorkflow: _, ...own } = starter.settings;
	const kept = current && errorWorkflowOf(current);
	const wanted = errorWorkflowOf(starter);
	const target =
		kept !== undefined && kept !== wanted && around.hasWorkflow(kept)
			? kept
			: wanted === undefined
				? undefined
				: around.workflows.get(wanted)?.id;
	// A setting that the package no longer has goes back to n8n's default: n8n joins settings, and forgets none.
	const gone = Object.keys(current?.settings ?? {}).filter(
		(key) => key.startsWith('saveData') && own[key] === undefined,
	);
	return {
		...Object.fromEntries(gone.map((key) => [key, 'DEFAULT'])),
		...own,
		...(target !== undefined && { errorWorkflow: target }),
	};
}

/** The credential types of which a node that runs has no pick. */
export function unpickedTypes(starter: StarterWorkflow, there: Pick<WorkflowContent, 'nodes'>): string[] {
	const byName = new Map(there.nodes.map((node) => [node.name, node]));
	const missing = starter.nodes.flatMap((node) => {
		if (node.disabled === true) return [];
		const has = byName.get(node.name);
		if (!has || has.disabled === true || has.type !== node.type) return [];
		return typesWantedBy(node).filter((type) => !has.credentials?.[type]?.id);
	});
	return [...new Set(missing)];
}

/**
 * What of a workflow that is there does not work, put right: missing credentials picked, references to workflows that are
 * not there led to those that are. What it does is not touched, so this is safe for one that the operator has edited.
 *
 * @returns undefined when there is nothing to put right.
 */
export function repaired(
	starter: StarterWorkflow,
	around: Surroundings,
	current: WorkflowContent,
): DressedWorkflow | undefined {
	const drawn = new Map(starter.nodes.map((node) => [`${node.type} ${node.name}`, node]));
	const nodes = current.nodes.map((node) => {
		const own = drawn.get(`${node.type} ${node.name}`);
		if (!own) return node;
		const called = calledBy(node);
		const target = called !== undefined && !around.hasWorkflow(called) && around.workflows.get(calledBy(own) ?? '');
		const led = target ? callingInstead(node, target.id, target.name) : node;
		const picked = withCredentials({ ...led, credentials: { ...own.credentials, ...led.credentials } }, node, around);
		const isSame = !target && samePicks(node, picked);
		return isSame ? node : picked;
	});
	const before = errorWorkflowOf(current);
	const { errorWorkflow } = settingsOf(starter, around, current);
	const leads = errorWorkflow !== undefined && errorWorkflow !== before;
	const isSame = nodes.every((node, index) => node === current.nodes[index]);
	if (isSame && !leads) return undefined;
	return {
		name: current.name,
		nodes,
		connections: current.connections,
		settings: { executionOrder: 'v1', ...current.settings, ...(leads && { errorWorkflow }) },
	};
}

function samePicks(one: WorkflowNode, other: WorkflowNode): boolean {
	const idsOf = ({ credentials = {} }: WorkflowNode) =>
		Object.entries(credentials)
			.map(([type, pick]) => `${type} ${pick.id ?? ''}`)
			.sort()
			.join();
	return idsOf(one) === idsOf(other);
}
