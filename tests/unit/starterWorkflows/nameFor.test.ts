import { adoptFoundlings } from '../../../commands/workflows/adopt';
import type { Scene } from '../../../commands/workflows/scene';
import { nameFor } from '../../../commands/workflows/nameFor';
import type { SentWorkflow } from '../../../core/n8nInstance';
import { readPackage, type KeptWorkflow } from '../../../core/starterWorkflows';
import { root } from '../../support/repository';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

test('a name that the operator gave stays, and one that an upgrade gave does not', () => {
	const after = (name: string) => nameFor({ name }, { name: '25 Drift audit' });
	expect(after('25 Drift audit (0.2.0)')).toBe('25 Drift audit');
	expect(after('25 Drift audit (0.2.0-beta.1) 2')).toBe('25 Drift audit');
	expect(after('25 Drift audit')).toBe('25 Drift audit');
	for (const own of ['Nightly audit', '25 Drift audit – Berlin', '25 Drift audit (Berlin)'])
		expect(after(own)).toBe(own);
});

test('a workflow that is taken over unchanged keeps the name that it has', async () => {
	const starters = await readPackage(root);
	const [starter] = starters.workflows;
	if (!starter) throw new Error('no workflow');
	const own: KeptWorkflow = {
		...{ ...starter, name: 'Payments of Berlin', published: false, archived: false, createdAt: '', raw: {} },
	};
	const sent: SentWorkflow[] = [];
	const said: string[] = [];
	const backups = await mkdtemp(join(tmpdir(), 'msp-adopt-'));
	const scene = {
		...{ starters, kept: [own], saved: [], left: [], listed: undefined, place: { backups } },
		options: { adopt: true },
		record: { n8n: '', credentials: {}, workflows: {}, without: [] },
		terminal: { say: (line: string) => said.push(line) },
		instance: { replace: (_: KeptWorkflow, workflow: SentWorkflow) => Promise.resolve(void sent.push(workflow)) },
	} as unknown as Scene;
	try {
		await adoptFoundlings(scene);
	} finally {
		await rm(backups, { recursive: true });
	}
	expect(said).toEqual(['Payments of Berlin: taken over, unchanged.']);
	expect(sent.map(({ name }) => name)).toEqual(['Payments of Berlin']);
});
