import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseCredentials, wantedBy } from '../../../commands/workflows/credentials';
import { checkFits, checkOnly, optionsOf } from '../../../commands/workflows/options';
import type { Scene } from '../../../commands/workflows/scene';
import { UsageError } from '../../../core/kernel/commandWords';
import { dress, needsOf, readPackage, repaired, type PickedCredential } from '../../../core/starterWorkflows';
import { root } from '../../support/repository';

test('a flag that says nothing, or something that is not there, is wrong usage', async () => {
	for (const flag of ['only', 'with', 'without']) {
		for (const given of ['', ' , ']) expect(() => optionsOf({ [flag]: [given] })).toThrow(UsageError);
	}
	for (const url of ['n8n.example.net', 'localhost:5678', 'ftp://n8n', '']) {
		expect(() => optionsOf({ url })).toThrow(/^--url is no address/);
	}
	expect(optionsOf({ url: 'https://n8n.example.net/at' }).url).toBe('https://n8n.example.net/at');
	const starters = await readPackage(root);
	expect(() => checkOnly(['10', 'msp-typo'], starters)).toThrow(/^--only names no workflow that is there: msp-typo/);
	expect(() =>
		checkOnly(
			starters.workflows.map(({ id }) => id),
			starters,
		),
	).not.toThrow();
	expect(() => checkFits('install', { json: true })).toThrow(/^install has no --json/);
	expect(() => checkFits('diff', { json: true })).toThrow(UsageError);
	expect(() => checkFits('status', { json: true })).not.toThrow();
});

test('a credential that --credentials names replaces what is picked, and no other does', async () => {
	const { workflows } = await readPackage(root);
	const starter = workflows.find((one) => needsOf(one).length > 1);
	const [asked, other] = starter ? needsOf(starter).map(({ type }) => type) : [];
	if (!starter || asked === undefined || other === undefined) throw new Error('no workflow with two credentials');
	const picks = (id: string) =>
		new Map<string, PickedCredential>(needsOf(starter).map(({ type }) => [type, { id, name: id }]));
	const base = { workflows: new Map(), hasWorkflow: () => true };
	const there = { ...starter, ...dress(starter, { ...base, credentials: picks('old') }) };
	const current = { ...there, nodes: [...there.nodes] };
	const around = { ...base, credentials: picks('new') };
	expect(repaired(starter, around, current)).toBeUndefined();
	const put = repaired(starter, { ...around, asked: new Set([asked]) }, current);
	const ids = (type: string) => new Set(put?.nodes.flatMap(({ credentials }) => credentials?.[type]?.id ?? []));
	expect([ids(asked), ids(other)]).toEqual([new Set(['new']), new Set(['old'])]);
});

test('a type in --credentials that no workflow wants is told', async () => {
	const starters = await readPackage(root);
	const folder = await mkdtemp(join(tmpdir(), 'msp-credentials-'));
	const file = join(folder, 'credentials.json');
	await writeFile(file, JSON.stringify({ mspDatabaseApi: 'Back Office', mspDatabasApi: 'Back Office' }));
	const credential = { id: '7', name: 'Back Office', type: 'mspDatabaseApi' };
	const scene = {
		...{ starters, kept: [], listed: [credential], left: [] as string[], asked: new Set<string>() },
		...{ options: { credentials: file }, record: { credentials: {}, workflows: {} } },
		terminal: { canAsk: false, say: () => undefined, warn: () => undefined },
	} as unknown as Scene;
	const wanted = wantedBy(starters.workflows).filter(({ type }) => type === credential.type);
	try {
		expect(await chooseCredentials(scene, wanted)).toEqual({ mspDatabaseApi: { id: '7', name: 'Back Office' } });
	} finally {
		await rm(folder, { recursive: true });
	}
	expect(scene.left).toEqual([
		expect.stringMatching(/no starter workflow wants: mspDatabasApi\. They are .*mspDatabaseApi/),
	]);
	expect([...scene.asked]).toEqual(['mspDatabaseApi']);
});
