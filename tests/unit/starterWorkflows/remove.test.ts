import { keptCopies } from '../../../commands/workflows/remove';
import type { Copy, KeptWorkflow } from '../../../core/starterWorkflows';

const at = (id: string, settings: Record<string, unknown> = {}, calls?: string): KeptWorkflow => ({
	...{ id, name: id, connections: {}, settings, published: false, archived: false, createdAt: '', raw: {} },
	nodes:
		calls === undefined
			? []
			: [{ name: 'Call', type: 'n8n-nodes-base.executeWorkflow', parameters: { workflowId: calls } }],
});
const copyOf = (workflow: KeptWorkflow): Copy => ({
	workflow,
	mark: { starterId: workflow.id, version: '1.0.0', fingerprint: '0'.repeat(16), without: [] },
	edited: false,
});

test('what a workflow of the operator calls, or has for its errors, stays with what that calls', () => {
	const copies = [at('a', {}, 'b'), at('b'), at('c'), at('d')].map(copyOf);
	const own = [at('own', { errorWorkflow: 'c' }, 'a')];
	expect([...keptCopies(copies, copies, false, own).keys()].map(({ workflow }) => workflow.id).sort()).toEqual([
		'a',
		'b',
		'c',
	]);
	expect(keptCopies(copies, copies, false, []).size).toBe(0);
});
