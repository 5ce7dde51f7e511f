import { canonicalJson } from '../kernel/canonicalJson';
import { normalContentOf, type NormalContent, type NormalNode } from './content';
import type { WorkflowContent } from './workflow';

type Content = Pick<WorkflowContent, 'nodes' | 'connections' | 'settings'>;

/**
 * What another workflow has otherwise than one, a sentence each: nodes added, removed, renamed, changed; connections;
 * settings. No sentence holds the value of a parameter: it may be long, or a secret.
 */
export function differenceOf(one: Content, other: Content): string[] {
	const [before, after] = [normalContentOf(one), normalContentOf(other)];
	const renamed = renamedNodes(before, after);
	const was = (name: string) => renamed.get(name) ?? name;
	const added = Object.keys(after.nodes).filter((name) => !(was(name) in before.nodes));
	const kept = Object.keys(after.nodes).filter((name) => was(name) in before.nodes);
	const removed = Object.keys(before.nodes).filter((name) => !kept.some((one) => was(one) === name));
	return [
		...added.sort().map((name) => `node added: ${name}`),
		...removed.sort().map((name) => `node removed: ${name}`),
		...[...renamed].map(([now, before]) => `node renamed: ${before} is now ${now}`),
		...kept.sort().flatMap((name) => changesOfNode(name, before.nodes[was(name)], after.nodes[name])),
		...connectionWords(before, after, was),
		...settingWords(before.settings, after.settings),
	];
}

/** New names by old ones: the only node that is gone and the only one that came with the same content. */
function renamedNodes(before: NormalContent, after: NormalContent): Map<string, string> {
	const gone = Object.entries(before.nodes).filter(([name]) => !(name in after.nodes));
	const came = Object.entries(after.nodes).filter(([name]) => !(name in before.nodes));
	const same = (node: NormalNode) => canonicalJson(node);
	const renamed = new Map<string, string>();
	for (const [now, node] of came) {
		const alike = gone.filter(([, old]) => same(old) === same(node));
		const rivals = came.filter(([, other]) => same(other) === same(node));
		const [[old] = []] = alike;
		if (alike.length === 1 && rivals.length === 1 && old !== undefined) renamed.set(now, old);
	}
	return renamed;
}

const kindWords: Readonly<Record<string, string>> = {
	typeVersion: 'version of the node',
	onError: 'what happens on an error',
	retryOnFail: 'retry',
	maxTries: 'tries',
	waitBetweenTries: 'wait between tries',
	alwaysOutputData: 'always output data',
	executeOnce: 'execute once',
};

function changesOfNode(name: string, before?: NormalNode, after?: NormalNode): string[] {
	if (!before || !after) return [];
	const on = changedKeys(before.kind, after.kind).map((key) => {
		if (key === 'disabled') return `node ${after.kind.disabled === true ? 'disabled' : 'enabled'}: ${name}`;
		return `node changed: ${name}: ${kindWords[key] ?? key}`;
	});
	const parameters = changedPaths(before.parameters, after.parameters);
	return [...on, ...(parameters.length === 0 ? [] : [`parameters changed: ${name}: ${parameters.join(', ')}`])];
}

function changedKeys(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): string[] {
	const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
	return [...keys].filter((key) => canonicalJson(before[key]) !== canonicalJson(after[key])).sort();
}

/** `rules.values.0`, as deep as it helps to find the control. */
function changedPaths(before: unknown, after: unknown, depth = 3): string[] {
	if (!isHolder(before) || !isHolder(after) || depth === 0) return [];
	return changedKeys(before, after).flatMap((key) => {
		const inner = changedPaths(before[key], after[key], depth - 1);
		return inner.length === 0 ? [key] : inner.map((path) => `${key}.${path}`);
	});
}

function isHolder(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null;
}

function connectionWords(before: NormalContent, after: NormalContent, was: (name: string) => string): string[] {
	const read = (text: string) => JSON.parse(text) as [string, string, number, string, number];
	const now = new Map(
		after.connections.map((text) => {
			const [from, kind, output, to, input] = read(text);
			return [JSON.stringify([was(from), kind, output, was(to), input]), text] as const;
		}),
	);
	const say = (text: string) => {
		const [from, , output, to] = read(text);
		return `${from}${output === 0 ? '' : ` (output ${output + 1})`} → ${to}`;
	};
	return [
		...[...now]
			.filter(([key]) => !before.connections.includes(key))
			.map(([, text]) => `connection added: ${say(text)}`),
		...before.connections.filter((text) => !now.has(text)).map((text) => `connection removed: ${say(text)}`),
	];
}

const settingWords = (before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): string[] =>
	changedKeys(before, after).map((key) => `setting changed: ${key}`);
