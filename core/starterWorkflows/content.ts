import { createHash } from 'node:crypto';
import { canonicalJson } from '../kernel/canonicalJson';
import { withoutMark } from './mark';
import { calledBy } from './references';
import { edgesOf, stickyNote, type WorkflowContent, type WorkflowNode } from './workflow';

/** What each setting is when it is not given. Other settings belong to the operator, and an upgrade keeps them. */
const settingDefaults: Readonly<Record<string, unknown>> = {
	executionOrder: 'v1',
	saveDataSuccessExecution: 'DEFAULT',
	saveDataErrorExecution: 'DEFAULT',
	executionTimeout: -1,
};

/** Of a node, what decides what it does. Its ID, its place and its picks are not here. */
const nodeKeys = [
	'type',
	'typeVersion',
	'disabled',
	'onError',
	'continueOnFail',
	'retryOnFail',
	'maxTries',
	'waitBetweenTries',
	'alwaysOutputData',
	'executeOnce',
	'notes',
] as const;

/** The size of a note is a matter of the canvas, and the command makes room for its line. */
const layoutOfNotes = new Set(['height', 'width']);

/**
 * What a workflow does, in one form, however it was saved. Left out is what the operator picks or the editor adds: IDs,
 * places, webhook IDs, credentials, the workflows that are called, the error workflow, examples.
 */
export interface NormalContent {
	/** By name. */
	readonly nodes: Readonly<Record<string, NormalNode>>;
	readonly connections: readonly string[];
	readonly settings: Readonly<Record<string, unknown>>;
}

export interface NormalNode {
	readonly kind: Readonly<Record<string, unknown>>;
	readonly parameters: Readonly<Record<string, unknown>>;
}

export function normalContentOf(workflow: Pick<WorkflowContent, 'nodes' | 'connections' | 'settings'>): NormalContent {
	const names = new Set(workflow.nodes.map(({ name }) => name));
	const edges = edgesOf(workflow.connections)
		.filter(({ from, to }) => names.has(from) && names.has(to))
		.map(({ from, kind, output, to, input }) => JSON.stringify([from, kind, output, to, input]));
	return {
		nodes: Object.fromEntries(workflow.nodes.map((node) => [node.name, normalNode(node)])),
		connections: [...new Set(edges)].sort(),
		settings: Object.fromEntries(
			Object.entries(settingDefaults)
				.map(([key, byDefault]) => [key, workflow.settings[key] ?? byDefault] as const)
				.filter(([key, value]) => value !== settingDefaults[key]),
		),
	};
}

function normalNode(node: WorkflowNode): NormalNode {
	const kind = nodeKeys.flatMap((key) => {
		const value = node[key];
		return value === undefined || value === null || value === false || value === '' ? [] : [[key, value] as const];
	});
	return { kind: Object.fromEntries(kind), parameters: normalParameters(node) };
}

function normalParameters(node: WorkflowNode): Record<string, unknown> {
	const own =
		node.type === stickyNote
			? Object.entries(node.parameters)
					.filter(([key]) => !layoutOfNotes.has(key))
					.map(([key, value]) => [key, typeof value === 'string' ? withoutMark(value) : value] as const)
			: Object.entries(node.parameters).filter(([key]) => key !== 'workflowId' || calledBy(node) === undefined);
	const tidy = withoutNothing(Object.fromEntries(own));
	return isRecord(tidy) ? tidy : {};
}

/** Without what says nothing: the editor leaves out what is empty, or adds it. */
function withoutNothing(value: unknown): unknown {
	if (Array.isArray(value)) return value.map((one) => withoutNothing(one) ?? null);
	if (!isRecord(value)) return value === null || value === '' ? undefined : value;
	const kept = Object.entries(value)
		.filter(([key]) => !ofTheEditor.has(key))
		.flatMap(([key, inner]) => {
			const tidy = withoutNothing(inner);
			return tidy === undefined || isEmpty(tidy) ? [] : [[key, tidy] as const];
		});
	return Object.fromEntries(kept);
}

/** What the editor remembers for its own lists. */
const ofTheEditor = new Set(['cachedResultName', 'cachedResultUrl', '__rl']);

const isEmpty = (value: unknown) =>
	(Array.isArray(value) && value.length === 0) || (isRecord(value) && Object.keys(value).length === 0);

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** 16 hexadecimal digits that are the same for workflows that do the same. */
export function fingerprintOfContent(workflow: Pick<WorkflowContent, 'nodes' | 'connections' | 'settings'>): string {
	return createHash('sha256')
		.update(canonicalJson(normalContentOf(workflow)))
		.digest('hex')
		.slice(0, 16);
}
