import { leftOutCopies, unpublishLeftOut } from '../../../commands/workflows/leftOut';
import type { Scene } from '../../../commands/workflows/scene';
import { fingerprintOfContent, marked, readPackage, type KeptWorkflow } from '../../../core/starterWorkflows';
import { root } from '../../support/repository';

const stripe = ['stripe'] as const;

async function sceneWith(change: (workflow: KeptWorkflow) => KeptWorkflow, others: readonly KeptWorkflow[] = []) {
	const starters = await readPackage(root);
	const kept = starters.workflows.map((starter): KeptWorkflow => {
		const mark = { starterId: starter.id, version: '1.0.0', fingerprint: fingerprintOfContent(starter), without: [] };
		const { id, name, connections, settings } = starter;
		const more = { published: true, archived: false, createdAt: '', raw: {} };
		const made = { id, name, connections, settings, nodes: marked(starter.nodes, mark), ...more };
		return starter.number === '15' ? change(made) : made;
	});
	const unpublished: string[] = [];
	const scene = {
		...{
			starters,
			kept: [...kept, ...others],
			left: [],
			record: { workflows: {} },
			terminal: { say: () => undefined },
		},
		instance: { unpublish: (id: string) => Promise.resolve(void unpublished.push(id)) },
	} as unknown as Scene;
	return { scene, unpublished };
}

test('what only a left-out provider needs is unpublished, and nothing else', async () => {
	const { scene, unpublished } = await sceneWith((one) => one);
	const [found, ...more] = leftOutCopies(scene, stripe);
	expect([found?.workflow.id.slice(0, 7), more]).toEqual(['msp-15-', []]);
	await unpublishLeftOut(scene, stripe);
	expect(unpublished).toEqual([found?.workflow.id]);
	expect(scene.left).toEqual([]);
	await unpublishLeftOut(scene, stripe);
	expect(unpublished).toHaveLength(1);
});

test('an edited one, and one that a workflow of the operator calls, stay published, and the text says so', async () => {
	const edited = await sceneWith((one) => ({ ...one, nodes: one.nodes.map((node) => ({ ...node, notes: 'mine' })) }));
	await unpublishLeftOut(edited.scene, stripe);
	expect([edited.unpublished, edited.scene.left]).toEqual([[], [expect.stringContaining('you edited it')]]);

	const id = edited.scene.kept.find((one) => one.id.startsWith('msp-15-'))?.id;
	const parameters = { workflowId: id };
	const own: KeptWorkflow = {
		...{
			id: 'own',
			name: 'Own shop',
			published: true,
			archived: false,
			createdAt: '',
			raw: {},
			connections: {},
			settings: {},
		},
		nodes: [{ name: 'Call', type: 'n8n-nodes-base.executeWorkflow', parameters }],
	};
	const called = await sceneWith((one) => one, [own]);
	await unpublishLeftOut(called.scene, stripe);
	expect([called.unpublished, called.scene.left]).toEqual([[], [expect.stringContaining("'Own shop' calls it")]]);
});
