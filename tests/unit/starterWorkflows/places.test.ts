import { keptWorkflowOf } from '../../../core/n8nInstance';
import {
	copiesAmong,
	dress,
	fingerprintOfContent,
	marked,
	readPackage,
	type Surroundings,
	type WorkflowNode,
} from '../../../core/starterWorkflows';
import { root } from '../../support/repository';

const around: Surroundings = { credentials: new Map(), workflows: new Map(), hasWorkflow: () => false };

test('a new version leaves each node where the operator put it, and brings its own places for new ones', async () => {
	const { workflows } = await readPackage(root);
	for (const starter of workflows) {
		const [added, ...known] = starter.nodes;
		const moved = known.map((node, at) => ({ ...node, position: [at * 7, -at] }));
		const { nodes } = dress(starter, around, { ...starter, nodes: moved });
		expect(nodes.map(({ position }) => position)).toEqual([added?.position, ...moved.map(({ position }) => position)]);
		expect(dress(starter, around).nodes.map(({ position }) => position)).toEqual(
			starter.nodes.map(({ position }) => position),
		);
	}
});

test('a draft that only moves nodes is no edit; one that changes a node or a pick is one to publish', async () => {
	const [starter] = (await readPackage(root)).workflows;
	if (!starter) throw new Error('no workflow');
	const { connections, settings, name, id } = starter;
	const mark = { starterId: id, version: '1.0.0', fingerprint: fingerprintOfContent(starter), without: [] };
	const live = marked(starter.nodes, mark);
	const draft = (change: (node: WorkflowNode) => WorkflowNode) =>
		keptWorkflowOf({
			...{ id, name, connections, settings, active: true, versionId: 'b', activeVersionId: 'a' },
			nodes: [...live].reverse().map(change),
			activeVersion: { nodes: live, connections },
		});
	const moved = draft((node) => ({ ...node, position: [1, 2] }));
	expect(moved.publishedContent).toBeUndefined();
	expect(copiesAmong([moved]).get(id)?.main.edited).toBe(false);
	expect(draft((node) => ({ ...node, disabled: true })).publishedContent?.nodes).toHaveLength(live.length);
	const picked = draft((node) => ({ ...node, credentials: { mspMailApi: { id: '7', name: 'Mail' } } }));
	expect(picked.publishedContent).toBeDefined();
});
