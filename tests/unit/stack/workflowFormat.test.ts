import fc from 'fast-check';
import { formatWorkflow } from '../../../stack/parts/workflowFormat';
import { filesIn, textOf } from '../../support/repository';

const paths = filesIn(['workflows'], /\.json$/);

test.each(paths)('%s is in its normal form: `npm run workflows:format` brings it there', (path) => {
	expect(textOf(path)).toBe(formatWorkflow(JSON.parse(textOf(path))));
});

/** The same value with the keys of every object in another order. */
function shuffled(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(shuffled);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.reverse()
			.map(([key, inner]) => [key, shuffled(inner)]),
	);
}

const node = (name: string, x: number, y: number, more: object = {}) => ({
	parameters: {},
	name,
	type: 'n8n-nodes-base.noOp',
	typeVersion: 1,
	position: [x, y],
	...more,
});
const to = (...names: string[]) => ({ main: [names.map((name) => ({ type: 'main', index: 0, node: name }))] });
const workflow = (nodes: readonly object[], connections: object = {}) => ({ name: 'Flow', connections, nodes });
const namesIn = (text: string) =>
	(JSON.parse(text) as { nodes: Array<{ name: string }> }).nodes.map(({ name }) => name);

describe.each(paths)('%s', (path) => {
	const exported = JSON.parse(textOf(path)) as { nodes: unknown[] };

	test('is the same text whatever the order of its keys and its nodes', () => {
		const other = shuffled({ ...exported, nodes: [...exported.nodes].reverse() });
		expect(formatWorkflow(other)).toBe(formatWorkflow(exported));
	});
});

test('whatever stands in parameters is kept, and formatting twice changes nothing more', () => {
	fc.assert(
		fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (parameters, json) => {
			const exported = { ...workflow([node('One', 0, 0, { parameters })]), pinData: { One: [{ json }] } };
			const once = formatWorkflow(exported);
			const again = JSON.parse(once) as unknown;
			expect(again).toEqual(JSON.parse(JSON.stringify(exported)));
			expect(formatWorkflow(again)).toBe(once);
		}),
	);
});

test('nodes stand as the canvas is read: flow by flow from the top, each from left to right, notes at the end', () => {
	const note = node('Note', -100, -100, { type: 'n8n-nodes-base.stickyNote' });
	const nodes = [
		note,
		node('B2', 200, 310),
		node('A2', 200, 0),
		node('B1', 0, 300),
		node('A3', 200, 90),
		node('A1', 0, 50),
	];
	const text = formatWorkflow(workflow(nodes, { B1: to('B2'), A1: to('A2', 'A3') }));
	expect(namesIn(text)).toEqual(['A1', 'A2', 'A3', 'B1', 'B2', 'Note']);
	expect(Object.keys((JSON.parse(text) as { connections: object }).connections)).toEqual(['A1', 'B1']);
});

test('a position, a connection and a credential take one line each', () => {
	const credentials = { mspDatabaseApi: { name: 'MSP Database', id: 'msp-database' } };
	const text = formatWorkflow(workflow([node('A', 0, 0, { credentials }), node('B', 240, -20)], { A: to('B') }));
	const lines = text.split('\n').map((line) => line.trim().replace(/,$/, ''));
	expect(lines).toContain('"position": [240, -20]');
	expect(lines).toContain('{ "node": "B", "type": "main", "index": 0 }');
	expect(lines).toContain('"mspDatabaseApi": { "id": "msp-database", "name": "MSP Database" }');
});

test('what an export tells of its n8n is dropped', () => {
	const exported = { ...workflow([node('A', 0, 0)]), meta: { instanceId: 'x' }, versionId: 'y', tags: [] };
	expect(JSON.parse(formatWorkflow(exported))).toEqual(workflow([node('A', 0, 0)]));
});

test('what is no workflow is refused', () => {
	expect(() => formatWorkflow({ nodes: [{ name: 'A' }] })).toThrow(/position/);
});
