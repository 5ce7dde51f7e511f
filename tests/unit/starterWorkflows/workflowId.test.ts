import fc from 'fast-check';
import { freeId } from '../../../commands/workflows/workflowId';
import { fingerprintOfContent, readPackage } from '../../../core/starterWorkflows';
import { root } from '../../support/repository';

test('each ID that the command asks for is one that PostgreSQL takes, and no two are the same', async () => {
	const { workflows } = await readPackage(root);
	const wanted = workflows.flatMap((one) => [one.id, `${one.id}-${fingerprintOfContent(one)}`]);
	expect(wanted.some((id) => id.length > 36)).toBe(true);
	// n8n's own import takes a shipped ID as it is.
	expect(workflows.filter(({ id }) => id.length > 36).map(({ id }) => id)).toEqual([]);
	const ids = wanted.map((id) => freeId(id, []));
	expect(ids.filter((id) => !/^msp-[a-z0-9-]{1,31}[a-z0-9]$/.test(id))).toEqual([]);
	expect(new Set(ids).size).toBe(ids.length);
	expect(wanted.map((id) => freeId(id, []))).toEqual(ids);
});

test('an ID that a workflow has is not taken again, whatever its length', () => {
	fc.assert(
		fc.property(fc.stringMatching(/^msp-[a-z0-9]{1,60}$/), fc.integer({ min: 1, max: 5 }), (wanted, times) => {
			const kept: Array<{ id: string }> = [];
			for (let made = 0; made < times; made++) kept.push({ id: freeId(wanted, kept) });
			expect(new Set(kept.map(({ id }) => id)).size).toBe(times);
			expect(kept.filter(({ id }) => id.length > 36)).toEqual([]);
			expect(kept[0]?.id === wanted).toBe(wanted.length <= 36);
		}),
	);
});
