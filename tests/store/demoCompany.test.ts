import { listApiKeys } from '../../core/apiKeys';
import { openServerPanel } from '../../core/servers';
import type { TaskOffice } from '../../core/tasks';
import { changePlan, findPlanByCode } from '../../core/catalog/plans';
import { changeServerLogIn, listServers } from '../../core/servers/servers';
import { addressesOf } from '../../stack/parts/credentials';
import { demoServers } from '../../stack/parts/demoServers';
import { freePorts, portNames, type Ports } from '../../stack/parts/ports';
import { demoPlans, seed } from '../../stack/parts/seed';
import { newSecrets } from '../../stack/parts/settings';
import { starterWorkflows } from '../../stack/parts/workflows';
import { backOfficeOn } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

const secrets = newSecrets();
let database: TestDatabase;
let office: TaskOffice;
let ports: Ports;
beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	ports = await freePorts();
	await seed(office, addressesOf(ports), secrets);
});
afterAll(async () => await database.drop());

const servers = async () =>
	await office.store.asStaff(async (transaction) => await listServers(transaction, { limit: null }));

test('the key of the demo calls every API of the starter workflows', async () => {
	const keys = await office.store.asStaff(async (transaction) => await listApiKeys(transaction, { limit: null }));
	expect(keys).toMatchObject([
		{ scopes: ['provisioning:read', 'provisioning:write', 'checkout:write', 'rental:write'] },
	]);
	const scopes = (await starterWorkflows()).flatMap(({ nodes }) =>
		nodes.flatMap(({ parameters }) => parameters.scope ?? []),
	);
	expect(keys[0]?.scopes).toEqual(expect.arrayContaining(scopes));
});

test('a fleet of every panel, whose log-ins open, and plans that promise what their packages hold', async () => {
	const found = await servers();
	expect(found.map(({ serverCode, panel }) => [serverCode, panel])).toEqual(
		[...demoServers].map(({ serverCode, panel }) => [serverCode, panel]).sort(),
	);
	for (const { serverCode, panel } of found) {
		expect((await openServerPanel(office, serverCode)).panel.kind).toBe(panel);
	}
	// One group: the same plan may come to any of them.
	expect(new Set(found.map(({ serverGroup }) => serverGroup)).size).toBe(1);
	for (const { planCode, limits } of demoPlans) {
		const plan = await office.store.asStaff(async (transaction) => await findPlanByCode(transaction, planCode));
		expect(plan?.limits).toEqual(limits);
		expect(limits?.databases).toBeGreaterThan(0);
	}
});

test('seeding again moves the stand-ins to their new ports, and leaves alone what people have changed', async () => {
	const real = {
		panel: 'whm',
		baseUrl: 'https://web2.example:2087',
		username: 'reseller',
		sealedToken: 'sealed',
		certificateAuthority: null,
		certificateFingerprint: 'ab'.repeat(32),
	};
	await office.store.asStaff(async (transaction) => {
		const web2 = (await listServers(transaction, { limit: null })).find(({ serverCode }) => serverCode === 'web2');
		await changeServerLogIn(transaction, web2?.serverId ?? '', real);
		await transaction.run(`update msp.server set max_accounts = 7, accepts_new = false where server_code = 'da1'`);
		const starter = await findPlanByCode(transaction, 'starter');
		await changePlan(transaction, starter?.planId ?? '', { priceMinor: 1, limits: null });
	});
	const moved = Object.fromEntries(portNames.map((name) => [name, ports[name] + 1])) as Ports;
	await seed(office, addressesOf(moved), secrets);

	const found = Object.fromEntries((await servers()).map((server) => [server.serverCode, server]));
	expect(found.web1?.baseUrl).toBe(`http://127.0.0.1:${moved.whm1}`);
	expect(found.da1).toMatchObject({
		baseUrl: `http://127.0.0.1:${moved.da1}`,
		maxAccounts: 7,
		acceptsNew: false,
	});
	expect(found.web2).toMatchObject({
		baseUrl: real.baseUrl,
		username: real.username,
		certificateFingerprint: real.certificateFingerprint,
	});
	const starter = await office.store.asStaff(async (transaction) => await findPlanByCode(transaction, 'starter'));
	expect(starter).toMatchObject({ priceMinor: 1, limits: null });
	expect(await servers()).toHaveLength(demoServers.length);
});
