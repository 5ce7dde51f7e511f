import { z } from 'zod';
import { filesIn } from '../support/repository';
import { describeWith } from '../support/requirement';
import {
	baseNodesLacking,
	connectionsOf,
	issuesOf,
	nodeDescriptions,
	starterWorkflows,
	type DescriptionOf,
	type StarterNode,
	type StarterWorkflow,
} from '../support/starterWorkflows';

const isNote = ({ type }: StarterNode) => type === 'n8n-nodes-base.stickyNote';

/** The workflow that an Execute Sub-workflow node names; undefined where an expression or its own JSON does. */
const calledWorkflow = z
	.object({ value: z.string().regex(/^[^=]/) })
	.transform(({ value }) => value)
	.optional()
	.catch(undefined);

/** What is wrong with any workflow, each complaint with the file it is about. */
const complaints = (find: (flow: StarterWorkflow) => readonly string[]) =>
	starterWorkflows().flatMap(({ path, flow }) => find(flow).map((problem) => `${path}: ${problem}`));

const repeated = (values: readonly string[]) => values.filter((value, index) => values.indexOf(value) !== index);

test('the file names carry the numbers', () => {
	const files = filesIn(['workflows'], /\.json$/);
	expect(files.length).toBeGreaterThan(0);
	expect(files.filter((path) => !/^workflows\/\d\d-[a-z0-9-]+\.json$/.test(path))).toEqual([]);
});

test('no identity is used twice', () => {
	const flows = starterWorkflows().map(({ flow }) => flow);
	expect(repeated(flows.map(({ id }) => id))).toEqual([]);
	expect(repeated(flows.map(({ name }) => name))).toEqual([]);
	expect(repeated(flows.flatMap(({ nodes }) => nodes.flatMap(({ webhookId }) => webhookId ?? [])))).toEqual([]);
	expect(complaints(({ nodes }) => repeated(nodes.map(({ id }) => id)))).toEqual([]);
	expect(complaints(({ nodes }) => repeated(nodes.map(({ name }) => name)))).toEqual([]);
});

test('every connection leads from a node to a node', () => {
	expect(complaints((flow) => connectionsOf(flow).missing)).toEqual([]);
});

test('every node can be reached from a trigger', () => {
	const problems = complaints((flow) => {
		const { found } = connectionsOf(flow);
		const isTrigger = ({ type }: StarterNode) => /trigger$/i.test(type) || type === 'n8n-nodes-base.webhook';
		const reached = new Set(flow.nodes.filter(isTrigger).map(({ name }) => name));
		for (let size = 0; size !== reached.size;) {
			size = reached.size;
			for (const { from, to } of found) if (reached.has(from.name)) reached.add(to.name);
		}
		return flow.nodes
			.filter((one) => !isNote(one) && !reached.has(one.name))
			.map(({ name }) => `'${name}' is never run`);
	});
	expect(problems).toEqual([]);
});

test('a workflow that another calls or fails into is there', () => {
	const flows = starterWorkflows().map(({ flow }) => flow);
	const ids = new Set(flows.map(({ id }) => id));
	const problems = complaints(({ nodes, settings }) => {
		const called = nodes
			.filter(({ type }) => type === 'n8n-nodes-base.executeWorkflow')
			.map(({ parameters }) => calledWorkflow.parse(parameters.workflowId));
		return [...called, settings.errorWorkflow].flatMap((id) =>
			id === undefined || ids.has(id) ? [] : [`there is no workflow '${id}'`],
		);
	});
	expect(problems).toEqual([]);
});

describe('the canvas', () => {
	test('reads from left to right, but for loops', () => {
		// A loop goes back into Loop Over Items, or out of a Wait to what it waits for.
		const problems = complaints((flow) =>
			connectionsOf(flow)
				.found.filter(({ from, to }) => to.position[0] <= from.position[0])
				.filter(({ from, to }) => to.type !== 'n8n-nodes-base.splitInBatches' && from.type !== 'n8n-nodes-base.wait')
				.map(({ from, to }) => `'${from.name}' leads back to '${to.name}'`),
		);
		expect(problems).toEqual([]);
	});

	test('has no node upon another', () => {
		const apart = { x: 120, y: 120 };
		const problems = complaints(({ nodes }) => {
			const drawn = nodes.filter((one) => !isNote(one));
			return drawn.flatMap((one, index) =>
				drawn
					.slice(index + 1)
					.filter(
						({ position: [x, y] }) =>
							Math.abs(x - one.position[0]) < apart.x && Math.abs(y - one.position[1]) < apart.y,
					)
					.map((other) => `'${one.name}' lies upon '${other.name}'`),
			);
		});
		expect(problems).toEqual([]);
	});

	test('has no loop that is drawn through a node or its label', () => {
		// n8n draws what leads back 130 below the handle of where it begins, and 40 around both ends.
		const problems = complaints((flow) =>
			connectionsOf(flow)
				.found.filter(({ from, to }) => to.position[0] < from.position[0] && from.type === 'n8n-nodes-base.wait')
				.flatMap(({ from, to }) => {
					const [left, right, line] = [to.position[0] - 40, from.position[0] + 136, from.position[1] + 178];
					return flow.nodes
						.filter((one) => !isNote(one))
						.filter(({ position: [x, y] }) => x + 120 > left && x - 24 < right && y < line && line < y + 150)
						.map(({ name }) => `from '${from.name}' to '${to.name}' through '${name}'`);
				}),
		);
		expect(problems).toEqual([]);
	});

	test('has a note that says what the workflow does, what to connect and what to change', () => {
		const problems = complaints(({ nodes }) => {
			const words = nodes.filter(isNote).map(({ parameters }) => z.string().catch('').parse(parameters.content));
			return words.some((text) => text.length >= 100) ? [] : ['no note that explains it'];
		});
		expect(problems).toEqual([]);
	});
});

test('no node runs code of its own', () => {
	const code = /^n8n-nodes-base\.(code|function|functionItem|executeCommand|ssh)$/;
	expect(complaints(({ nodes }) => nodes.filter(({ type }) => code.test(type)).map(({ name }) => name))).toEqual([]);
});

test('nothing in a workflow is a secret', () => {
	const live = /\b(sk|rk|whsec)_\w{8,}|-----BEGIN|"(password|secret|token|apiKey)":\s*"(?!=)[^"]+"/i;
	expect(starterWorkflows().flatMap(({ path, flow }) => (live.test(JSON.stringify(flow)) ? [path] : []))).toEqual([]);
});

test('a trigger that is given something has an example of it pinned', () => {
	const given = /^n8n-nodes-msp\..*Trigger$|^n8n-nodes-base\.(executeWorkflowTrigger|errorTrigger|webhook)$/;
	const problems = complaints(({ nodes, pinData = {} }) => {
		const triggers = nodes.filter(({ type }) => given.test(type));
		const pinned = triggers.some(({ name }) => (pinData[name] ?? []).length > 0);
		return triggers.length > 0 && !pinned
			? [`no example for '${triggers.map(({ name }) => name).join("' or '")}'`]
			: [];
	});
	expect(problems).toEqual([]);
	expect(
		complaints(({ nodes, pinData = {} }) =>
			Object.keys(pinData).filter((name) => !nodes.some((one) => one.name === name)),
		),
	).toEqual([]);
});

describeWith('the nodes', baseNodesLacking, () => {
	let descriptionOf: DescriptionOf;
	beforeAll(async () => {
		descriptionOf = await nodeDescriptions();
	});
	const described = (
		find: (one: StarterNode, description: NonNullable<ReturnType<DescriptionOf>>) => readonly string[],
	) =>
		complaints(({ nodes }) =>
			nodes.flatMap((one) => {
				const description = descriptionOf(one.type, one.typeVersion);
				return description ? find(one, description).map((problem) => `${one.name}: ${problem}`) : [];
			}),
		);

	test('are of the pack or of n8n', () => {
		const problems = complaints(({ nodes }) =>
			nodes
				.filter(({ type, typeVersion }) => !descriptionOf(type, typeVersion))
				.map(({ name, type, typeVersion }) => `${name}: there is no ${type} ${typeVersion}`),
		);
		expect(problems).toEqual([]);
	});

	test('are filled in as they ask for it', () => {
		expect(described(issuesOf)).toEqual([]);
	});

	test('keep the addresses of their webhooks', () => {
		const waits = /^n8n-nodes-base\.(wait|form)$/;
		const problems = described(({ type, webhookId }, { webhooks = [] }) =>
			webhooks.length > 0 && !waits.test(type) && webhookId === undefined ? ['no webhookId'] : [],
		);
		expect(problems).toEqual([]);
	});
});
