import { canonicalJson } from '../kernel/canonicalJson';
import implied from './impliedParameters.json';
import type { StarterWorkflow, WorkflowNode } from './workflow';

/** By starter ID and node: a path within the parameters, and the value that stands there. */
type Implied = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

const listed: Implied = implied;

const isHolder = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null;

/**
 * The parameters that the editor leaves out when it saves, since they have the default of the node: by paths such as
 * `workflowInputs/values/0/type`. n8n reads a workflow without them as the same workflow.
 */
export function impliedIn(full: unknown, saved: unknown, path = ''): Record<string, unknown> {
	if (!isHolder(full)) return {};
	const found = Object.entries(full).flatMap(([key, value]) => {
		const at = path === '' ? key : `${path}/${key}`;
		const there = isHolder(saved) ? saved[key] : undefined;
		if (there === undefined) return [[at, value] as const];
		return Object.entries(impliedIn(value, there, at));
	});
	return Object.fromEntries(found);
}

/**
 * A workflow of the package in the form in which the editor saves it, so that saving it changes nothing. Only a value
 * that the list knows is left out.
 */
export function withoutImplied(starter: StarterWorkflow): StarterWorkflow {
	const ofWorkflow = listed[starter.id] ?? {};
	const nodes = starter.nodes.map((node): WorkflowNode => {
		const paths = ofWorkflow[node.name];
		if (!paths) return node;
		const left = leavingOut(node.parameters, paths, '');
		return { ...node, parameters: isRecord(left) ? left : {} };
	});
	return { ...starter, nodes };
}

function leavingOut(value: unknown, paths: Readonly<Record<string, unknown>>, path: string): unknown {
	if (Array.isArray(value)) return value.map((one, index) => leavingOut(one, paths, joined(path, String(index))));
	if (!isRecord(value)) return value;
	const kept = Object.entries(value).filter(([key, inner]) => {
		const at = joined(path, key);
		return !(at in paths && canonicalJson(paths[at]) === canonicalJson(inner));
	});
	return Object.fromEntries(kept.map(([key, inner]) => [key, leavingOut(inner, paths, joined(path, key))]));
}

const joined = (path: string, key: string) => (path === '' ? key : `${path}/${key}`);

function isRecord(value: unknown): value is Record<string, unknown> {
	return isHolder(value) && !Array.isArray(value);
}
