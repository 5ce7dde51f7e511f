import { checkUnchanged } from '../../../commands/workflows/unchangedSince';
import type { KeptWorkflow } from '../../../core/starterWorkflows';

const node = { name: 'Call', type: 'n8n-nodes-base.noOp', position: [0, 0], parameters: { text: 'a' } };
const known: KeptWorkflow = {
	...{ id: 'w', name: 'Payments', connections: {}, settings: {}, published: true, archived: false },
	...{ createdAt: '', raw: {}, nodes: [node] },
};
const check = async (now: KeptWorkflow | undefined) =>
	await checkUnchanged({ reread: async () => await Promise.resolve(now) }, known);

test('what somebody saved while the command ran is not replaced', async () => {
	await expect(check({ ...known, nodes: [{ ...node, parameters: { text: 'b' } }] })).rejects.toThrow(/was changed/);
	await expect(check({ ...known, nodes: [{ ...node, credentials: { aApi: { id: '2' } } }] })).rejects.toThrow(
		/was changed/,
	);
	await expect(check({ ...known, published: false })).rejects.toThrow(/was changed/);
	await expect(check({ ...known, name: 'Mine' })).rejects.toThrow(/was changed/);
	await expect(check(undefined)).rejects.toThrow(/was removed/);
});

test('what only lies elsewhere, or is not looked at again, is no reason to stop', async () => {
	await check({ ...known, nodes: [{ ...node, position: [9, 9] }] });
	await checkUnchanged({}, known);
});
