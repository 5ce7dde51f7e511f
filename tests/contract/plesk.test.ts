import { createServer, type Server } from 'node:tls';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { readXml, type XmlElement } from '../../core/kernel/xml';
import { adapters, collected, openPanel } from '../../core/panels';
import { callEveryMethod, box, gold, other, record, shop, type Given } from '../support/everyMethod';
import { siteCertificate } from '../../core/panels/plesk/siteCertificate';
import { expiredCertificate, localhostCertificate } from '../support/localhostCertificate';
import { addForeignAccount, conditionsOn, openPleskScene, pleskKey, type PleskScene } from '../support/pleskScene';
import { closed, restComplaints } from '../support/pleskSpec';
import { describeWithSpec } from '../support/vendorSpec';
import { acme } from '../support/panelScene';
import { pleskPanel } from '../../core/panels/plesk';
import { fixedClock } from '../../core/kernel/clock';

let scene: PleskScene;
let given: Given;
beforeAll(async () => {
	scene = await openPleskScene();
	given = await callEveryMethod(scene.panel);
	// What is there already takes other requests.
	await scene.panel.createAccount(acme);
	for (const name of ['acme1234_shop', 'acme1234_shop', 'acme1234_more']) {
		await scene.panel.createDatabase(acme, { ...shop, name, password: other });
	}
	await scene.panel.deleteDatabase(acme, { name: shop.name, users: [shop.user] });
	await scene.panel.editZone(acme, acme.domain, { add: [], remove: [{ ...record, name: 'acme.example' }] });
	await scene.panel.savePackage({ ...gold, mailboxes: null });
	await scene.panel.terminateAccount(acme);
});
afterAll(async () => await scene.server.close());

const packets = () =>
	scene.server.requests().flatMap(({ name, body }) => {
		const operation = name.startsWith('XML ') ? readXml(body)?.children[0]?.children[0] : undefined;
		return operation ? [{ name, operation }] : [];
	});
const childrenOf = (element: XmlElement | undefined, ...path: readonly string[]): string[] => {
	const [name, ...rest] = path;
	if (name === undefined) return element?.children.map((child) => child.name) ?? [];
	return childrenOf(
		element?.children.find((child) => child.name === name),
		...rest,
	);
};

test('each gives what the panel then holds', () => {
	const { username, domain, packageName, contactEmail } = acme;
	const made = {
		...{ username, domain, packageName, contactEmail, suspended: false, suspensionReason: '' },
		ipAddress: '192.0.2.11',
	};
	const limits = { diskMegabytes: 5_000, bandwidthMegabytes: 50_000, mailboxes: 10, databases: 2 };
	expect(given).toMatchObject({
		kind: 'plesk',
		passwordPage: `${scene.server.url}/get_password.php`,
		testConnection: { version: '18.0.74 #2', missingRights: [], advice: [] },
		serverLoad: { oneMinute: 0.42, fiveMinutes: 0.35, fifteenMinutes: 0.3 },
		chooseUsername: expect.stringMatching(/^acme[a-z0-9]{4}$/),
		generatePassword: expect.stringMatching(/^.{16}$/),
		createAccount: made,
		findAccount: { ...made, limits },
		listAccounts: [{ ...made, limits }],
		serverCapacity: {
			...{ accounts: 1, suspendedAccounts: 0, accountLimit: null },
			...{ diskBytes: 100 * 2 ** 30, diskSizeBytes: 400 * 2 ** 30 },
		},
		createSignOn: { expiresAt: null },
		certificateOf: { state: 'pending', issuer: '', expiresAt: null, hostnames: [] },
		listMailboxes: [{ address: 'info@acme.example', quotaMegabytes: 500, diskBytes: 524_288 }],
		databaseNames: { name: 'acme1234_shop', user: 'acme1234_shop' },
		listDatabases: [{ name: 'acme1234_shop', users: ['acme1234_shop'], diskBytes: null }],
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
	expect(scene.server.state()).toMatchObject({ webspaces: {}, zones: {}, clients: [] });
});

test('a sign-on link is for the customer, for the one browser, and on this server', () => {
	const { url } = z.object({ url: z.url() }).parse(given.createSignOn);
	const link = new URL(url);
	expect([link.origin, link.pathname]).toEqual([scene.server.url, '/enterprise/rsession_init.php']);
	expect(link.searchParams.get('PLESKSESSID')).toBe('session-of-acme1234-for-198-51-100-7');
});

test('elements are in the order of the schema', () => {
	const [add] = packets().filter(({ name }) => name === 'XML webspace.add');
	expect(childrenOf(add?.operation)).toEqual(['gen_setup', 'hosting', 'plan-guid']);
	expect(childrenOf(add?.operation, 'gen_setup')).toEqual(['name', 'owner-id', 'htype', 'ip_address', 'external-id']);
	expect(childrenOf(add?.operation, 'hosting', 'vrt_hst')).toEqual(['property', 'property', 'ip_address']);
	const [mail] = packets().filter(({ name }) => name === 'XML mail.create');
	expect(childrenOf(mail?.operation, 'filter')).toEqual(['site-id', 'mailname']);
	expect(childrenOf(mail?.operation, 'filter', 'mailname')).toEqual(['name', 'mailbox', 'password']);
	const [get] = packets().filter(({ name }) => name === 'XML webspace.get');
	expect(childrenOf(get?.operation)).toEqual(['filter', 'dataset']);
	expect(childrenOf(get?.operation, 'dataset')).toEqual(['gen_info', 'hosting', 'limits', 'subscriptions']);
});

test('another order is refused, so that a test would show it', async () => {
	const packet =
		'<packet><webspace><set><values><gen_setup><status>0</status></gen_setup></values><filter><id>1</id></filter></set></webspace></packet>';
	const response = await fetch(`${scene.server.url}/enterprise/control/agent.php`, {
		...{ method: 'POST', headers: { key: pleskKey, 'content-type': 'text/xml' }, body: packet },
	});
	expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('<errcode>1014</errcode>')]);
});

test('a subscription is named by its id or its name, never by its owner, and never left out', () => {
	const filters = packets()
		.filter(({ name }) => /^XML webspace\.(?!add)/.test(name))
		.map(({ operation }) => childrenOf(operation, 'filter'));
	expect(filters.length).toBeGreaterThan(20);
	for (const names of filters) {
		expect(names).not.toEqual([]);
		expect(new Set(names).size).toBe(1);
		expect(['id', 'name']).toContain(names[0]);
	}
});

test('a secret is in a header or a body, in no address and in no parameter of a utility', () => {
	for (const { method, path, body, headers, name } of scene.server.requests()) {
		expect(path).not.toMatch(/CANARY|Another-Long|passw/i);
		expect([headers['x-api-key'], headers.key]).toContain(pleskKey);
		if (method === 'GET') expect(body).toBe('');
		if (name.startsWith('CLI ')) expect(body).not.toMatch(/CANARY|Another-Long/);
	}
	expect(scene.calls()).toEqual(expect.arrayContaining(['CLI extension --exec', 'CLI database --update-dbuser']));
});

test('a utility gets its parameters one by one', () => {
	const [asked] = scene.server.requests().filter(({ name }) => name === 'CLI extension --exec');
	expect(JSON.parse(asked?.body ?? '')).toEqual({
		params: [
			...['--exec', 'letsencrypt', 'cli.php', '-d', 'acme.example', '-d', 'www.acme.example'],
			...['-m', 'owner@acme.example'],
		],
	});
});

test('a password logs in as well, and is told to be more than is needed', async () => {
	const server = await openPleskScene({ adminPassword: 'CANARY-Admin-1' });
	const panel = openPanel('plesk', { baseUrl: server.server.url, username: 'admin', token: 'CANARY-Admin-1' });
	const { missingRights, advice } = await panel.testConnection();
	expect([missingRights, advice]).toEqual([[], [expect.stringContaining("password of 'admin'")]]);
	expect(await panel.findAccount({ domain: 'none.example' })).toBeUndefined();
	for (const { headers } of server.server.requests()) {
		const basic = `Basic ${Buffer.from('admin:CANARY-Admin-1').toString('base64')}`;
		expect([headers.authorization, headers.http_auth_passwd]).toEqual(
			headers.authorization === undefined ? [undefined, 'CANARY-Admin-1'] : [basic, undefined],
		);
	}
	await server.server.close();
});

test('a key for every address is told, and so is what is missing', async () => {
	const { server, panel } = await openPleskScene();
	server.state().keyAddresses = [];
	server.state().extensions = { letsencrypt: false };
	expect(await panel.testConnection()).toMatchObject({
		missingRights: ["extension Let's Encrypt"],
		advice: [expect.stringContaining('from every address')],
	});
	await server.close();
});

test('all lists are made of few requests, and hold few accounts at a time', async () => {
	const { server, panel, calls } = await openPleskScene();
	for (let index = 0; index < 450; index++) addForeignAccount({ ...server }, `bulk${index}`, `bulk-${index}.example`);
	const some: string[] = [];
	for await (const { username } of panel.listAccounts()) if (some.push(username) === 6) break;
	expect(some).toEqual(['bulk0', 'bulk1', 'bulk2', 'bulk3', 'bulk4', 'bulk5']);
	const first = ['XML service-plan.get', 'REST GET /domains', 'XML webspace.get', 'XML customer.get'];
	expect(calls()).toEqual(first);
	expect(await collected(panel.listAccounts(), null)).toHaveLength(450);
	expect(calls()).toHaveLength(first.length + 2 + 3 * 2);
	await server.close();
});

test('an account whose customer has another name is found by its system user', async () => {
	const { server, panel } = await openPleskScene();
	addForeignAccount(server, 'theirs01', 'theirs.example');
	expect(await panel.findAccount({ username: 'theirs01' })).toMatchObject({
		...{ username: 'theirs01', domain: 'theirs.example', contactEmail: 'owner@theirs.example' },
		packageName: 'business',
	});
	expect(await panel.findAccount({ username: 'nobody01' })).toBeUndefined();
	await panel.suspendAccount({ username: 'theirs01', domain: 'theirs.example' }, 'abuse');
	await panel.terminateAccount({ username: 'theirs01', domain: 'theirs.example' });
	// A customer that was not made for the account is nobody's to remove.
	expect(server.state()).toMatchObject({ webspaces: {}, clients: [{ login: 'owner-of-theirs01' }] });
	await server.close();
});

test('mailboxes and zones of further sites are the account’s too, and those of others are not', async () => {
	const { server, panel } = await openPleskScene();
	await panel.createAccount(acme);
	addForeignAccount(server, 'theirs01', 'theirs.example');
	server.state().webspaces[acme.domain]?.sites.push({ id: 77, name: 'second.example' });
	server.state().zones['second.example'] = [];
	await panel.createMailbox(acme, { ...box, address: 'info@second.example', quotaMegabytes: null });
	expect(await panel.listMailboxes(acme)).toEqual([
		{ address: 'info@second.example', quotaMegabytes: null, diskBytes: 524_288 },
	]);
	const text = { name: 'second.example', type: 'TXT' as const, value: 'hello', ttl: 300 };
	expect((await panel.editZone(acme, 'second.example', { add: [text], remove: [] })).records).toEqual([text]);
	await expect(panel.findZone(acme, 'theirs.example')).rejects.toMatchObject({ errorClass: 'permission' });
	await expect(panel.createMailbox(acme, { ...box, address: 'info@theirs.example' })).rejects.toMatchObject({
		errorClass: 'not_found',
	});
	await server.close();
});

describe('a certificate', () => {
	test('is asked for, waited for and then told', async () => {
		const { server, panel, login } = await openPleskScene();
		await panel.createAccount(acme);
		const states = [(await panel.certificateOf(acme)).state];
		await panel.requestCertificate(acme);
		for (let looks = 0; looks < 3; looks++) states.push((await panel.certificateOf(acme)).state);
		expect(states).toEqual(['none', 'pending', 'pending', 'valid']);
		const later = new Date(Date.now() + 100 * 24 * 3_600_000);
		const panelThen = pleskPanel(login, { clock: fixedClock(later), ...conditionsOn(server) });
		expect(await panelThen.certificateOf(acme)).toMatchObject({ state: 'expired', issuer: "Let's Encrypt" });
		await server.close();
	});

	test('is not asked for where the extension is missing', async () => {
		const { server, panel, calls } = await openPleskScene();
		await panel.createAccount(acme);
		server.state().extensions = {};
		await expect(panel.requestCertificate(acme)).rejects.toMatchObject({ errorClass: 'permission' });
		expect(calls()).not.toContain('CLI extension --exec');
		await server.close();
	});

	describe('as the web server shows it', () => {
		let site: Server | undefined;
		const shownBy = async (certificate: { key: string; cert: string }, domain = 'localhost') => {
			site = createServer(certificate).listen(0, '127.0.0.1');
			await once(site, 'listening');
			const { port } = site.address() as AddressInfo;
			return await siteCertificate(port, 2_000)({ host: '127.0.0.1', domain });
		};
		afterEach(() => site?.close());

		test('that no authority signed is not trusted', async () => {
			expect(await shownBy(localhostCertificate)).toMatchObject({
				...{ trusted: false, issuer: 'localhost', hostnames: ['localhost'] },
				expiresAt: new Date('2120-01-01T00:00:00Z'),
			});
		});

		test('that has expired says when', async () => {
			expect(await shownBy(expiredCertificate)).toMatchObject({ expiresAt: new Date('2021-01-01T00:00:00Z') });
		});

		test('for another name is none', async () => {
			expect(await shownBy(localhostCertificate, 'acme.example')).toBeUndefined();
		});

		test('is none where nobody answers', async () => {
			expect(await siteCertificate(1, 2_000)({ host: '127.0.0.1', domain: 'localhost' })).toBeUndefined();
		});
	});
});

const specFile = 'plesk/plesk-rest-v2.openapi3.json';

describeWithSpec("against Plesk's specification", specFile, (spec) => {
	const logged = () => scene.server.requests().filter(({ path }) => path.startsWith('/api/'));

	test('every request to the REST API is documented, with its parameters and its body', () => {
		expect(logged().flatMap((one) => restComplaints(closed(spec), one))).toEqual([]);
		const different = logged().map(({ name }) => name.replace(/\d+/g, '*'));
		expect(new Set(different).size).toBeGreaterThan(18);
	});

	test('the played server answers as the real one does', async () => {
		await scene.panel.createAccount(acme);
		await scene.panel.createDatabase(acme, shop);
		const { id = 0 } = scene.server.state().clients[0] ?? {};
		const asked: ReadonlyArray<readonly [method: string, path: string, body?: object]> = [
			['GET', '/server'],
			['GET', '/server/ips'],
			['GET', '/extensions/letsencrypt'],
			['GET', '/extensions/none'],
			['GET', '/cli/commands'],
			['POST', '/cli/extension/call', { params: ['--exec', 'nothing'] }],
			['POST', '/cli/nothing/call', { params: [] }],
			['GET', '/domains'],
			['GET', '/domains?name=acme.example'],
			['GET', `/clients/${id}/domains`],
			['GET', '/clients/9999/domains'],
			['PUT', `/clients/${id}`, { password: other }],
			['POST', '/clients', { name: 'a', login: 'acme1234', password: other, email: 'a@b.example', type: 'customer' }],
			['POST', '/clients', { name: 'a', login: 'new12345', password: other, email: 'a@b.example', type: 'customer' }],
			['GET', '/databases?domain=acme.example'],
			['GET', '/dbusers'],
			['DELETE', '/dbusers/9999'],
			['GET', '/dns/records?domain=acme.example'],
			['POST', '/dns/records?domain=acme.example', { type: 'A', host: 'a', value: '192.0.2.1' }],
			['POST', '/dns/records?domain=none.example', { type: 'A', host: 'a', value: '192.0.2.1' }],
			['DELETE', '/dns/records/9999'],
		];
		for (const [method, path, body] of asked) {
			const sent = body === undefined ? '' : JSON.stringify(body);
			const response = await fetch(`${scene.server.url}/api/v2${path}`, {
				...{ method, headers: { 'x-api-key': pleskKey, 'content-type': 'application/json' } },
				...(sent !== '' && { body: sent }),
			});
			const answer = { status: response.status, body: await response.json() };
			expect(restComplaints(spec, { method, path, body: sent }, answer)).toEqual([]);
		}
		await scene.panel.terminateAccount(acme);
	});

	test('the check itself tells what is wrong', () => {
		const wrong = (method: string, path: string, body: object) =>
			restComplaints(closed(spec), { method, path, body: JSON.stringify(body) });
		expect(wrong('POST', '/clients', { login: 'x' })).not.toEqual([]);
		expect(wrong('POST', '/databases', { title: 'x' })).not.toEqual([]);
		expect(wrong('GET', '/domains?owner=1', {})).not.toEqual([]);
		expect(wrong('POST', '/mailboxes', {})).toEqual(['POST /mailboxes is not documented']);
	});
});

test('what the registry opens is this adapter', () => {
	const panel = openPanel('plesk', { baseUrl: 'https://plesk.example:8443', username: '', token: 'x' });
	expect([panel.kind, adapters.plesk.label]).toEqual(['plesk', 'Plesk']);
});
