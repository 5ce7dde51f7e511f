import { z } from 'zod';
import { fixedClock } from '../../core/kernel/clock';
import { adapters, collected, openPanel } from '../../core/panels';
import { callEveryMethod, box, gold, other, panelLink, record, shop, type Given } from '../support/everyMethod';
import {
	addForeignAccount,
	directAdminToken,
	openDirectAdminScene,
	type DirectAdminScene,
} from '../support/directAdminScene';
import { apiComplaints, openApiOf } from '../support/directAdminSpec';
import { describeWithSpec } from '../support/vendorSpec';
import { acme } from '../support/panelScene';

let scene: DirectAdminScene;
let given: Given;
beforeAll(async () => {
	scene = await openDirectAdminScene();
	given = await callEveryMethod(scene.panel);
	// What one call makes at once, another has to make in pieces where one of them is there already.
	await scene.panel.createAccount(acme);
	for (const user of ['shop', 'shop', 'stock']) {
		await scene.panel.createDatabase(acme, { ...shop, user: `acme1234_${user}`, password: other });
	}
	await scene.panel.createDatabase(acme, { ...shop, name: 'acme1234_more', password: other });
	await scene.panel.terminateAccount(acme);
});
afterAll(async () => await scene.server.close());

test('each gives what the panel then holds', () => {
	const { username, domain, contactEmail } = acme;
	const found = {
		...{ username, domain, packageName: 'starter', contactEmail, suspended: false, suspensionReason: '' },
		ipAddress: '192.0.2.12',
		limits: { diskMegabytes: 5_000, bandwidthMegabytes: 50_000, mailboxes: 10, databases: 2 },
	};
	expect(given).toMatchObject({
		kind: 'directadmin',
		passwordPage: `${scene.server.url}/CMD_LOST_PASSWORD`,
		testConnection: { version: '1.668', missingRights: [] },
		serverLoad: { oneMinute: 0.42, fiveMinutes: 0.35, fifteenMinutes: 0.3 },
		chooseUsername: expect.stringMatching(/^acme[a-z0-9]{4}$/),
		createAccount: found,
		findAccount: found,
		listAccounts: [found],
		serverCapacity: {
			...{ accounts: 1, suspendedAccounts: 0, accountLimit: null },
			...{ diskBytes: 100 * 2 ** 30, diskSizeBytes: 400 * 2 ** 30 },
		},
		createSignOn: { url: expect.stringContaining(':2222/api/login/url?key=') },
		certificateOf: { state: 'pending', issuer: '', expiresAt: null, hostnames: [] },
		listMailboxes: [{ address: 'info@acme.example', quotaMegabytes: 500, diskBytes: 524_288 }],
		databaseNames: { name: 'acme1234_shop', user: 'acme1234_shop' },
		listDatabases: [{ name: 'acme1234_shop', users: ['acme1234_shop'], diskBytes: 4_096 }],
		listDatabaseUsers: ['acme1234_shop'],
		accountUsage: {
			diskBytes: 12 * 1_048_576,
			diskLimitBytes: 20_000 * 1_048_576,
			bandwidthBytes: 7 * 1_048_576,
			bandwidthLimitBytes: 200_000 * 1_048_576,
			mailboxes: 1,
			databases: 1,
		},
	});
	const none = { diskMegabytes: null, bandwidthMegabytes: null, mailboxes: null, databases: null };
	expect(given.listPackages).toEqual(expect.arrayContaining([gold, { name: 'unlimited', ...none }]));
	expect(z.object({ records: z.array(z.unknown()) }).parse(given.findZone).records).toContainEqual(record);
	expect(scene.server.state()).toMatchObject({ accounts: {}, zones: {} });
});

test('a change is a form or JSON by POST, and no address holds a secret', () => {
	for (const { method, path, body, headers } of scene.server.requests()) {
		expect(path).not.toMatch(/CANARY|Another-Long|passw(or)?d2?=/i);
		expect(headers.authorization).toMatch(/^Basic /);
		if (method === 'GET') expect(body).toBe('');
		if (/^\/CMD_/.test(path)) expect(`${path}${body}`).toContain('json=yes');
		if (/^\/CMD_/.test(path) && method !== 'GET')
			expect([method, path]).toEqual(['POST', expect.not.stringContaining('?')]);
	}
});

test('the password is mailed to nobody', () => {
	const made = scene.server.requests().filter(({ name }) => name === 'CMD_API_ACCOUNT_USER create');
	expect(made.map(({ body }) => new URLSearchParams(body).get('notify'))).toEqual(['no', 'no']);
});

test('what concerns one account is asked on its behalf', () => {
	const asked = scene.server
		.requests()
		.filter(({ path }) => /db-|login-keys|CMD_(API_)?(EMAIL_)?(POP|SSL|DNS)/.test(path));
	const names = asked.map(
		({ headers }) =>
			Buffer.from((headers.authorization ?? '').slice(6), 'base64')
				.toString()
				.split(':')[0],
	);
	expect(new Set(names)).toEqual(new Set(['admin|acme1234']));
});

test('a sign-on link is bound to the browser, lasts fifteen minutes, and does not open webmail', async () => {
	const now = new Date('2026-03-01T12:00:00Z');
	const login = { baseUrl: scene.server.url, username: 'admin', token: directAdminToken };
	const panel = adapters.directadmin.open(login, fixedClock(now));
	await panel.createAccount(acme);
	const { expiresAt } = await panel.createSignOn(acme, panelLink);
	expect(expiresAt).toBe('2026-03-01T12:15:00.000Z');
	await panel.createSignOn(acme, { service: 'panel', browserAddress: '2001:db8::7' });
	await panel.createSignOn(acme, { service: 'panel' });
	const bodies = scene.server.requests().filter(({ name }) => name === 'POST /api/login-keys/urls');
	expect(bodies.slice(-3).map(({ body }) => (JSON.parse(body) as { allowNetworks: unknown }).allowNetworks)).toEqual([
		['198.51.100.7/32'],
		['2001:db8::7/128'],
		[],
	]);
	await expect(panel.createSignOn(acme, { service: 'webmail' })).rejects.toMatchObject({
		errorClass: 'permission',
		vendorMessage: expect.stringContaining('DirectAdmin cannot open webmail'),
	});
	await panel.terminateAccount(acme);
});

test('a certificate is asked for, waited for and then told', async () => {
	await scene.panel.createAccount(acme);
	const states = [(await scene.panel.certificateOf(acme)).state];
	await scene.panel.requestCertificate(acme);
	states.push((await scene.panel.certificateOf(acme)).state);
	const certificate = await scene.panel.certificateOf(acme);
	expect([...states, certificate.state]).toEqual(['none', 'pending', 'valid']);
	expect(certificate).toMatchObject({ issuer: "Let's Encrypt", hostnames: ['acme.example', 'www.acme.example'] });
	const later = adapters.directadmin.open(
		{ baseUrl: scene.server.url, username: 'admin', token: directAdminToken },
		fixedClock(new Date(Date.now() + 100 * 24 * 3_600_000)),
	);
	expect(await later.certificateOf(acme)).toMatchObject({ state: 'expired' });
	await scene.panel.terminateAccount(acme);
});

test('a mailbox keeps its quota and what it may send with a new password', async () => {
	await scene.panel.createAccount(acme);
	await scene.panel.createMailbox(acme, box);
	const mailbox = () => scene.server.state().accounts.acme1234?.mailboxes[box.address];
	Object.assign(mailbox() ?? {}, { sendLimit: '77' });
	await scene.panel.changeMailboxPassword(acme, box.address, other);
	expect(mailbox()).toEqual({ password: other, quotaMegabytes: 500, sendLimit: '77' });
	await scene.panel.terminateAccount(acme);
});

test('a package keeps its other settings, and no box is ticked that was not', async () => {
	const before = { ...scene.server.state().packages.starter };
	await scene.panel.savePackage({ ...gold, name: 'starter' });
	expect(scene.server.state().packages.starter).toEqual({
		...before,
		...{ quota: '9000', bandwidth: '90000', nemails: '7', mysql: 'unlimited' },
	});
});

describe('a reseller', () => {
	let shared: DirectAdminScene;
	beforeAll(async () => {
		shared = await openDirectAdminScene({ username: 'shop', role: 'reseller' });
		addForeignAccount(shared.server, 'theirs01', 'theirs.example');
		await shared.panel.createAccount(acme);
	});
	afterAll(async () => await shared.server.close());

	test('sees its own accounts, and no others', async () => {
		expect(await collected(shared.panel.listAccounts(), null)).toMatchObject([{ username: 'acme1234' }]);
		expect(await shared.panel.findAccount({ domain: acme.domain })).toMatchObject({ username: 'acme1234' });
		expect(await shared.panel.findAccount({ username: 'theirs01' })).toBeUndefined();
		expect(await shared.panel.findAccount({ domain: 'theirs.example' })).toBeUndefined();
		await expect(
			shared.panel.terminateAccount({ username: 'theirs01', domain: 'theirs.example' }),
		).rejects.toMatchObject({ errorClass: 'not_found' });
		await expect(
			shared.panel.createAccount({ ...acme, username: 'new12345', domain: 'theirs.example' }),
		).rejects.toMatchObject({ errorClass: 'exists' });
		expect(shared.server.state().accounts).toHaveProperty('theirs01');
	});

	test('is told its own allotment', async () => {
		expect(await shared.panel.serverCapacity()).toEqual({
			...{ accounts: 1, suspendedAccounts: 0, accountLimit: 30 },
			...{ diskBytes: 12 * 2 ** 20, diskSizeBytes: 100 * 2 ** 30 },
		});
		const { version, neededRights, missingRights } = await shared.panel.testConnection();
		expect([version, missingRights]).toEqual(['', []]);
		expect(neededRights).not.toContain('CMD_API_SHOW_ALL_USERS');
	});
});

test('a long list asks once for the names, and holds few accounts at a time', async () => {
	const long = await openDirectAdminScene();
	for (let index = 0; index < 30; index++) addForeignAccount(long.server, `bulk${index}`, `bulk-${index}.example`);
	const some: string[] = [];
	for await (const { username } of long.panel.listAccounts()) if (some.push(username) === 6) break;
	expect(some).toEqual(['bulk0', 'bulk1', 'bulk2', 'bulk3', 'bulk4', 'bulk5']);
	expect(long.calls()).toHaveLength(1 + 8);
	await long.server.close();
});

const swaggerFile = 'directadmin/directadmin-json-api.swagger2.json';

describeWithSpec("against DirectAdmin's specification", swaggerFile, (file) => {
	const openApi = openApiOf(file);
	const logged = () => scene.server.requests().filter(({ path }) => path.startsWith('/api/'));

	test('every request to the JSON API is documented, with its parameters and its body', () => {
		expect(logged().flatMap((one) => apiComplaints(openApi, one))).toEqual([]);
		expect(new Set(logged().map(({ name }) => name)).size).toBeGreaterThan(15);
	});

	test('the played server answers as the real one does', async () => {
		await scene.panel.createAccount(acme);
		await scene.panel.createDatabase(acme, shop);
		const asked: ReadonlyArray<readonly [method: string, path: string, body?: object]> = [
			['GET', '/api/users/acme1234/config'],
			['GET', '/api/users/acme1234/usage'],
			['GET', '/api/users/gone1234/config'],
			['GET', '/api/license'],
			['GET', '/api/system-info/load'],
			['GET', '/api/system-info/fs'],
			['POST', '/api/login-keys/urls', { allowNetworks: [] }],
			['GET', '/api/db-show/info'],
			['GET', '/api/db-show/users'],
			['GET', '/api/db-show/databases'],
			['GET', '/api/db-show/databases/acme1234_shop/users'],
			['POST', '/api/db-manage/create-db-with-user', shop],
			['POST', '/api/db-manage/create-db-with-user', { database: 'acme1234_x', dbuser: 'acme1234_x', password: other }],
			['POST', '/api/db-manage/create-db', { database: 'acme1234_shop' }],
			['DELETE', '/api/db-manage/databases/acme1234_x'],
		];
		for (const [method, path, body] of asked) {
			const onBehalf = /db-|login-keys/.test(path) ? 'admin|acme1234' : 'admin';
			const authorization = `Basic ${Buffer.from(`${onBehalf}:${directAdminToken}`).toString('base64')}`;
			const sent = body === undefined ? '' : JSON.stringify(body);
			const response = await fetch(`${scene.server.url}${path}`, {
				method,
				headers: { authorization, 'content-type': 'application/json' },
				...(sent !== '' && { body: sent }),
			});
			const text = await response.text();
			const answer = { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
			const named = { ...(body as { dbuser?: string; name?: string }) };
			const asDocumented = named.name ? JSON.stringify({ database: shop.name, dbuser: shop.user }) : sent;
			expect(apiComplaints(openApi, { method, path, body: asDocumented }, answer)).toEqual([]);
		}
		await scene.panel.terminateAccount(acme);
	});

	test('the check itself tells what is wrong', () => {
		const wrong = (method: string, path: string, body: object) =>
			apiComplaints(openApi, { method, path, body: JSON.stringify(body) });
		expect(wrong('POST', '/api/login-keys/urls', { expires: 1 })).not.toEqual([]);
		expect(wrong('POST', '/api/db-manage/create-db', { name: 'x' })).not.toEqual([]);
		expect(wrong('POST', '/api/users', {})).toEqual(['POST /api/users is not documented']);
	});
});

test('what the registry opens is this adapter', () => {
	const panel = openPanel('directadmin', { baseUrl: 'https://da.example:2222', username: 'admin', token: 'x' });
	expect([panel.kind, adapters.directadmin.label]).toEqual(['directadmin', 'DirectAdmin']);
});
