import { randomBytes, randomUUID, X509Certificate } from 'node:crypto';
import type { INode } from 'n8n-workflow';
import { openVault } from '../../core/kernel/encryption';
import { insertPlan, type PlanLimits } from '../../core/catalog/plans';
import { ControlPanel } from '../../nodes/ControlPanel/ControlPanel.node';
import { createHarness } from '../support/inProcessN8n';
import { localhostCertificate, renewedCertificate } from '../support/localhostCertificate';
import { createTestDatabase, databaseCredential, type TestDatabase } from '../support/testDatabase';
import { addForeignAccount, openWhmScene, whmToken, type WhmScene } from '../support/whmScene';

const type = 'n8n-nodes-msp.controlPanel';
const key = randomBytes(32);
const fingerprint = new X509Certificate(localhostCertificate.cert).fingerprint256;
const other = new X509Certificate(renewedCertificate.cert).fingerprint256;
const stored = (shown: string) => shown.replaceAll(':', '').toLowerCase();

let database: TestDatabase;
let scene: WhmScene;
let harness: ReturnType<typeof createHarness>;

beforeAll(async () => {
	database = await createTestDatabase();
	scene = await openWhmScene({ tls: localhostCertificate });
	harness = createHarness({
		nodes: { [type]: ControlPanel },
		credentials: { mspDatabaseApi: databaseCredential(database, key) },
	});
	await addServer('pinned', { fingerprint: stored(fingerprint) });
	await addServer('mispinned', { fingerprint: stored(other) });
	await addServer('unpinned', {});
	await addServer('vouched', { authority: localhostCertificate.cert });
});
afterAll(async () => {
	await scene.server.close();
	await database.drop();
});
beforeEach(() => scene.server.clear());

async function addServer(code: string, trust: { readonly fingerprint?: string; readonly authority?: string }) {
	const id = randomUUID();
	const sealed = openVault({ current: { version: 1, key } }).seal(`server:${id}`, whmToken);
	await database.owner.query(
		`insert into msp.server (id, server_code, panel, base_url, username, sealed_token, server_group, max_accounts,
			certificate_fingerprint, certificate_authority)
		values ($1, $2, 'whm', $3, 'root', $4, 'eu', 100, $5, $6)`,
		[id, code, scene.server.url, sealed, trust.fingerprint ?? null, trust.authority ?? null],
	);
}

const on = async (server: string, operation: string, parameters: INode['parameters'] = {}) => {
	const [resource = '', name = ''] = operation.split('.');
	const connection = { connectBy: 'server', server: { __rl: true, mode: 'id', value: server } };
	return await harness.node(type, { ...connection, resource, operation: name, ...parameters }, [{}]);
};

/** By the credential, with what it says of the certificate. */
const byCredential = async (operation: string, trust: Record<string, string>) => {
	const own = createHarness({
		nodes: { [type]: ControlPanel },
		credentials: { mspWhmApi: { baseUrl: scene.server.url, username: 'root', token: whmToken, ...trust } },
	});
	const [resource = '', name = ''] = operation.split('.');
	return await own.node(type, { connectBy: 'credential', panel: 'whm', resource, operation: name }, [{}]);
};

describe('a server whose certificate no authority signed', () => {
	const selfSigned = {
		url: expect.stringMatching(/^https:/),
		fingerprint,
		subject: 'CN=localhost',
		validTo: '2120-01-01T00:00:00.000Z',
		hostnames: ['localhost', '127.0.0.1'],
	};
	const untrusted = { trusted: false, why: 'is not trusted: it is self-signed' };

	test.each([
		['pinned', { pinned: true, pinnedFingerprint: fingerprint, accepted: true, ...untrusted }],
		['mispinned', { pinned: false, pinnedFingerprint: other, accepted: false, ...untrusted }],
		['unpinned', { pinned: false, pinnedFingerprint: null, accepted: false, ...untrusted }],
		['vouched', { pinned: false, pinnedFingerprint: null, accepted: true, trusted: true, why: '' }],
	])('shows it, and nothing is sent: %s', async (server, expected) => {
		const { output } = await on(server, 'server.showCertificate');
		expect(output('N')).toMatchObject([{ serverCode: server, ...selfSigned, ...expected }]);
		expect(scene.server.requests()).toEqual([]);
	});

	test('shows it to a credential too', async () => {
		const shown = await byCredential('server.showCertificate', { certificateFingerprint: stored(fingerprint) });
		expect(shown.output('N')).toMatchObject([{ serverCode: null, ...selfSigned, pinned: true, accepted: true }]);
		const bare = await byCredential('server.showCertificate', {});
		expect(bare.output('N')).toMatchObject([{ pinned: false, accepted: false }]);
		expect(scene.server.requests()).toEqual([]);
	});

	test.each(['pinned', 'vouched'])('is logged in to where it is %s', async (server) => {
		expect((await on(server, 'server.load')).output('N')).toMatchObject([{ serverCode: server, oneMinute: 0.42 }]);
	});

	test('is logged in to by a credential that pins it, in any form', async () => {
		for (const certificateFingerprint of [fingerprint, fingerprint.toLowerCase(), stored(fingerprint)]) {
			const { error } = await byCredential('server.load', { certificateFingerprint });
			expect(error).toBeUndefined();
		}
	});

	test('gets no request where another one is pinned', async () => {
		const { error } = await on('mispinned', 'server.load');
		expect(error?.message).toContain(`shows another certificate (${fingerprint.slice(0, 11)}…) than the pinned one`);
		expect(error?.description).toContain('Server: Show Certificate');
		expect(scene.server.requests()).toEqual([]);
	});
});

describe('capacity', () => {
	test('is that of the server, and the places of its record', async () => {
		addForeignAccount(scene.server, 'theirs01', 'theirs.example');
		expect((await on('pinned', 'server.capacity')).output('N')).toMatchObject([
			{
				serverCode: 'pinned',
				panel: 'whm',
				accounts: 1,
				suspendedAccounts: 0,
				places: { maxAccounts: 100, used: 0, free: 100, acceptsNew: true },
			},
		]);
	});
});

describe('packages are synced with the plans of the group', () => {
	const limits: PlanLimits = { diskMegabytes: 7_000, bandwidthMegabytes: null, mailboxes: 5, databases: 1 };
	const gold = { name: 'gold', ...limits };
	const starter = { name: 'starter', ...limits, mailboxes: 20 };

	beforeAll(async () => {
		const sold = { priceMinor: 100, currency: 'EUR', serverGroup: 'eu' };
		const plans = [
			{ planCode: 'gold', name: 'Gold', packageName: 'gold', limits },
			{ planCode: 'starter', name: 'Starter', packageName: 'starter', limits: { ...limits, mailboxes: 20 } },
			{ planCode: 'business', name: 'Business', packageName: 'business' },
			{ planCode: 'elsewhere', name: 'Elsewhere', packageName: 'elsewhere', limits, serverGroup: 'us' },
		];
		await database.store.asStaff(async (transaction) => {
			for (const plan of plans) await insertPlan(transaction, { ...sold, ...plan });
		});
	});

	const changes = () => scene.calls().filter((name) => /^(add|edit)pkg$/.test(name));

	test('only told, as long as it is a dry run', async () => {
		const { output } = await on('pinned', 'package.sync');
		expect(output('N')).toMatchObject([
			{
				serverCode: 'pinned',
				panel: 'whm',
				serverGroup: 'eu',
				dryRun: true,
				missing: [gold],
				different: [{ wanted: starter, held: { name: 'starter', mailboxes: 10 } }],
				same: [],
				unlisted: ['unlimited'],
				undescribed: [],
				saved: [],
			},
		]);
		expect(changes()).toEqual([]);
	});

	test('then made and changed, once', async () => {
		const { output } = await on('pinned', 'package.sync', { dryRun: false });
		expect(output('N')).toMatchObject([{ dryRun: false, saved: ['gold', 'starter'] }]);
		expect(changes()).toEqual(['addpkg', 'editpkg']);
		const listed = (await on('pinned', 'package.list', { returnAll: true })).output('N');
		expect(listed).toEqual(expect.arrayContaining([gold, starter]));
		const again = (await on('pinned', 'package.sync', { dryRun: false })).output('N');
		expect(again).toMatchObject([{ missing: [], different: [], same: ['gold', 'starter'], saved: [] }]);
		expect(changes()).toHaveLength(2);
	});

	const ensure = async (name: string) =>
		await on('pinned', 'package.ensure', { packageName: { __rl: true, mode: 'id', value: name } });

	test('one package is made with the limits of its plan, once, and one that is there stays as it is', async () => {
		await database.store.asStaff(async (transaction) => {
			const silver = { planCode: 'silver', name: 'Silver', packageName: 'silver', limits };
			await insertPlan(transaction, { priceMinor: 100, currency: 'EUR', serverGroup: 'eu', ...silver });
		});
		expect((await ensure('silver')).output('N')).toMatchObject([
			{ serverCode: 'pinned', packageName: 'silver', created: true },
		]);
		expect((await ensure('silver')).output('N')).toMatchObject([{ packageName: 'silver', created: false }]);
		// No plan of the group says anything of it.
		expect((await ensure('unlimited')).output('N')).toMatchObject([{ created: false }]);
		expect(changes()).toEqual(['addpkg']);
		const listed = (await on('pinned', 'package.list', { returnAll: true })).output('N');
		expect(listed).toEqual(expect.arrayContaining([{ ...gold, name: 'silver' }]));
	});

	test('one that no plan of the group describes is refused, with what to do', async () => {
		const { error } = await ensure('elsewhere');
		expect(error?.message).toContain(
			"The server pinned has no package 'elsewhere', and no plan says which limits it has",
		);
		expect(error).toMatchObject({ description: expect.stringContaining('MSP Customers → Plan: Update') as unknown });
		expect(changes()).toEqual([]);
	});
});
