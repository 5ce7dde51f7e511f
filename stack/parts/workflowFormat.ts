import { z } from 'zod';

const nodeSchema = z.looseObject({ name: z.string(), type: z.string(), position: z.tuple([z.number(), z.number()]) });
const exportSchema = z.looseObject({
	nodes: z.array(nodeSchema),
	connections: z.record(z.string(), z.record(z.string(), z.unknown())),
});
type Node = z.infer<typeof nodeSchema>;

/** What an export tells of the n8n that it comes from, and not of the workflow. */
const ofTheInstance = new Set([
	'activeVersion',
	'activeVersionId',
	'createdAt',
	'isArchived',
	'meta',
	'parentFolder',
	'parentFolderId',
	'shared',
	'staticData',
	'tags',
	'triggerCount',
	'updatedAt',
	'versionCounter',
	'versionId',
]);

const workflowKeys = ['id', 'name', 'active', 'settings', 'nodes', 'connections', 'pinData'];
const nodeKeys = [
	'name',
	'type',
	'typeVersion',
	'id',
	'webhookId',
	'position',
	'disabled',
	'notes',
	'notesInFlow',
	'onError',
	'retryOnFail',
	'maxTries',
	'waitBetweenTries',
	'alwaysOutputData',
	'executeOnce',
	'credentials',
	'parameters',
];
const parameterKeys = ['resource', 'operation'];
const targetKeys = ['node', 'type', 'index'];

/**
 * The normal form of an exported workflow: the same workflow is always the same text, and a change of it is a change
 * of a few lines. Keys have an order, nodes stand in the order in which the canvas is read, and a position, a
 * connection and a credential take one line each. What belongs to the n8n of the export is dropped; nothing else is.
 *
 * Throws a ZodError when the value is no workflow.
 */
export function formatWorkflow(exported: unknown): string {
	const { nodes, connections, ...more } = exportSchema.parse(exported);
	const read = inReadingOrder(nodes, connections);
	const rank = new Map(read.map(({ name }, index) => [name, index]));
	const sources = Object.entries(connections).sort(
		([one], [other]) => (rank.get(one) ?? rank.size) - (rank.get(other) ?? rank.size),
	);
	const workflow = Object.fromEntries(Object.entries(more).filter(([key]) => !ofTheInstance.has(key)));
	const ordered = inOrder({ ...workflow, nodes: 0, connections: 0 }, workflowKeys);
	return `${print({ ...ordered, nodes: read.map(formatNode), connections: Object.fromEntries(sources.map(formatSource)) })}\n`;
}

function formatNode(node: Node): unknown {
	const { credentials, parameters } = node;
	return {
		...inOrder(node, nodeKeys),
		...(credentials === undefined ? {} : { credentials: eachOnOneLine(sorted(credentials)) }),
		...(isRecord(parameters) ? { parameters: inOrder(parameters, parameterKeys) } : {}),
	};
}

function formatSource([source, outputs]: [string, Record<string, unknown>]): [string, unknown] {
	return [source, deep(outputs)];
}

/** Connections end in `{ node, type, index }`, each of which takes one line. */
function deep(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(deep);
	if (!isRecord(value)) return value;
	if (typeof value.node === 'string') return new OnOneLine(inOrder(value, targetKeys));
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, deep(inner)]));
}

/**
 * Flows from the top down, each from left to right; what is joined by connections is one flow. Notes come last.
 * Nodes at the same place follow each other by name.
 */
function inReadingOrder(nodes: readonly Node[], connections: Readonly<Record<string, unknown>>): Node[] {
	const flowOf = new Map(nodes.map(({ name }) => [name, name]));
	for (const [source, outputs] of Object.entries(connections)) {
		for (const target of namesIn(outputs)) {
			const [from, to] = [flowOf.get(source), flowOf.get(target)];
			if (from === undefined || to === undefined) continue;
			for (const [name, flow] of flowOf) if (flow === to) flowOf.set(name, from);
		}
	}
	const top = new Map<string, number>();
	for (const { name, position } of nodes) {
		const flow = flowOf.get(name) ?? name;
		top.set(flow, Math.min(top.get(flow) ?? Infinity, position[1]));
	}
	const place = ({ name, type, position: [x, y] }: Node) => [
		type === 'n8n-nodes-base.stickyNote' ? 1 : 0,
		type === 'n8n-nodes-base.stickyNote' ? 0 : (top.get(flowOf.get(name) ?? name) ?? 0),
		x,
		y,
	];
	return [...nodes].sort((one, other) => {
		const [a, b] = [place(one), place(other)];
		const differs = a.findIndex((value, index) => value !== b[index]);
		return differs === -1 ? compare(one.name, other.name) : (a[differs] ?? 0) - (b[differs] ?? 0);
	});
}

function namesIn(value: unknown): string[] {
	if (Array.isArray(value)) return value.flatMap(namesIn);
	if (!isRecord(value)) return [];
	return typeof value.node === 'string' ? [value.node] : Object.values(value).flatMap(namesIn);
}

/** Marks what is printed on one line. */
class OnOneLine {
	constructor(readonly value: unknown) {}
}

function eachOnOneLine(value: unknown): unknown {
	if (!isRecord(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, new OnOneLine(inner)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof OnOneLine);
}

/** By code units, as JavaScript compares: the same on every machine, whatever its language. */
function compare(one: string, other: string): number {
	return one < other ? -1 : Number(one > other);
}

/** These keys first, the others by name; all that is within, by name. */
function inOrder(record: Readonly<Record<string, unknown>>, first: readonly string[]): Record<string, unknown> {
	const known = first.filter((key) => key in record);
	const others = Object.keys(record).filter((key) => !first.includes(key));
	return Object.fromEntries([...known, ...others.sort(compare)].map((key) => [key, sorted(record[key])]));
}

function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	return isRecord(value) ? inOrder(value, []) : value;
}

/** JSON with two spaces, but what is marked and what holds only numbers on one line. */
function print(value: unknown, indent = ''): string {
	const inner = `${indent}  `;
	if (value instanceof OnOneLine) return flat(value.value);
	if (Array.isArray(value)) {
		if (value.every((one) => typeof one === 'number')) return flat(value);
		return `[\n${value.map((one) => inner + print(one, inner)).join(',\n')}\n${indent}]`;
	}
	if (!isRecord(value)) return JSON.stringify(value);
	const lines = Object.entries(value).map(([key, one]) => `${inner}${JSON.stringify(key)}: ${print(one, inner)}`);
	return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n${indent}}`;
}

function flat(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(flat).join(', ')}]`;
	if (!isRecord(value)) return JSON.stringify(value);
	const parts = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${flat(one)}`);
	return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}
