import { starterWorkflows } from '../support/starterWorkflows';
import { openWorkflowScene, playedNodes, type WorkflowScene } from '../support/workflowScene';
import { rowsOf } from './rows';

/** A row with machines runs several playbooks, one after the other. */
const rowTimeoutMs = 300_000;

const flows = starterWorkflows().map(({ flow }) => flow);

test('the table has rows for every starter workflow, and for no other', () => {
	expect(Object.keys(rowsOf).sort()).toEqual(flows.map(({ id }) => id).sort());
});

describe.each(Object.entries(rowsOf))('%s', (id, rows) => {
	let scene: WorkflowScene;
	beforeAll(async () => {
		scene = await openWorkflowScene();
	});
	afterEach(async () => await scene.calm());
	afterAll(async () => await scene.close());

	const lacking = rows.find((row) => row.lacking !== undefined)?.lacking;
	if (lacking !== undefined) test.skip(`skipped: ${lacking}`, () => undefined);
	test.each(rows.filter((row) => !row.lacking).map((row) => [row.title, row] as const))('%s', async (_, row) => {
		const { start, given, last, fails, items, answer, then } = row;
		const played = await scene.play(id, start, await given(scene));
		const { run } = played;
		const error: unknown = fails ? expect.stringMatching(fails) : undefined;
		expect({ last: run?.lastNodeExecuted, error: run?.error?.message }).toEqual({ last, error });
		if (last !== undefined && items) {
			const outputs = run?.run.data.resultData.runData[last]?.at(-1)?.data?.main ?? [];
			expect(outputs.flatMap((output) => output ?? []).map(({ json }) => json)).toMatchObject(items);
		}
		if (answer) expect(played.answer).toMatchObject(answer);
		await then?.(scene, played);
	}, rowTimeoutMs);
});

test('every node of every starter workflow ran in some row', () => {
	const whole = flows.filter(({ id }) => rowsOf[id]?.every((row) => !row.lacking));
	const nodes = whole.flatMap(({ id, nodes: all }) =>
		all.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote').map(({ name }) => `${id} / ${name}`),
	);
	expect(nodes.filter((node) => !playedNodes.has(node))).toEqual([]);
});
