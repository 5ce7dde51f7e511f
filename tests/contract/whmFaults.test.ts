import fc from 'fast-check';
import { type ErrorClass } from '../../core/kernel/errors';
import { recordIn, openPanel } from '../../core/panels';
import { outsideFailureOf as failureOf } from '../support/failure';
import { acme } from '../support/panelScene';
import { addForeignAccount, openWhmScene, whmToken, type WhmScene } from '../support/whmScene';

let scene: WhmScene;
beforeEach(async () => {
	scene = await openWhmScene();
});
afterEach(async () => await scene.server.close());

const refusedWith = (reason: string, data: object | null = null) => ({
	kind: 'answer' as const,
	body: { metadata: { version: 1, command: 'x', result: 0, reason }, data },
});

describe('a change that goes wrong', () => {
	test.each<[string, object, ErrorClass]>([
		['the log-in page', { body: '<html><form action="/login/"><input name="user"></form>' }, 'auth'],
		['some other page', { body: '<html><h1>We will be back</h1></html>' }, 'unknown'],
		['half an answer', { body: '{"metadata":{"ver' }, 'unknown'],
		['an answer of another shape', { body: { result: [{ status: 1 }] } }, 'unknown'],
		['data of another shape', { body: { metadata: { result: 1, reason: 'OK' }, data: { ipv9: 1 } } }, 'unknown'],
		['401', { status: 401 }, 'auth'],
		['403 without a reason', { status: 403, body: 'Forbidden' }, 'auth'],
		[
			'403 for a right',
			{ ...refusedWith('You do not have permission to create accounts.'), status: 403 },
			'permission',
		],
		['404', { status: 404, body: '<html>Not Found</html>' }, 'invalid'],
		['a redirect', { status: 301, headers: { location: 'https://elsewhere.example' } }, 'invalid'],
		['429', { status: 429 }, 'busy'],
		['500', { status: 500, body: 'Internal Server Error' }, 'transport'],
		['503', { status: 503 }, 'transport'],
	])('%s', async (_, fault, errorClass) => {
		scene.server.addFault({ path: '^createacct', kind: 'answer', ...fault });
		const error = await failureOf(scene.panel.createAccount(acme));
		expect(error).toMatchObject({ errorClass });
		expect([error.vendorMessage, error.remedy].every((words) => words.length > 10)).toBe(true);
		// A change is sent once, whatever comes of it.
		expect(scene.calls()).toEqual(['createacct']);
	});

	test.each(['drop_before', 'drop_after'] as const)('%s is an unknown outcome', async (kind) => {
		scene.server.addFault({ path: '^createacct', kind });
		expect(await failureOf(scene.panel.createAccount(acme))).toMatchObject({ errorClass: 'transport' });
		expect(scene.calls()).toEqual(['createacct']);
	});

	test('a server that is not there', async () => {
		await scene.server.close();
		expect(await failureOf(scene.panel.createAccount(acme))).toMatchObject({ errorClass: 'transport' });
		scene = await openWhmScene();
	});
});

test('a look is repeated until the server has time', async () => {
	scene.server.addFault({ path: '^systemloadavg', kind: 'answer', status: 503, times: 2 });
	expect(await scene.panel.serverLoad()).toMatchObject({ oneMinute: 0.42 });
	expect(scene.calls()).toEqual(['systemloadavg', 'systemloadavg', 'systemloadavg']);
});

test.each<[string, ErrorClass]>([
	['(XID ct5qpd) The domain “acme.example” already exists in the Apache configuration.', 'exists'],
	[
		'(XID 5wsj8e) This system already has an account named “acme”. at /usr/local/cpanel/Whostmgr/A.pm line 601.',
		'exists',
	],
	['Sorry, a group for that username already exists.', 'exists'],
	['The name of another account on this server has the same initial 8 letters.', 'exists'],
	['(XID a) “gold” is not a valid package name.', 'not_found'],
	['(XID a) Account does not exist: acme', 'not_found'],
	['You do not have an email account named “info@acme.example”.', 'not_found'],
	['You have reached the maximum number of email accounts.', 'limit'],
	['You have exceeded your account limit of 30.', 'limit'],
	['Permission denied: you do not own this account.', 'permission'],
	['The user “acme” does not have the AutoSSL feature enabled.', 'permission'],
	['Sorry, the password you selected cannot be used because it is too weak.', 'invalid'],
	['Sorry, the password may not contain the username for security reasons.', 'invalid'],
	['API failure: (XID a) Provide the “username” parameter. It is required.', 'invalid'],
	['An AutoSSL check is already in progress.', 'busy'],
	['Le compte n’a pas pu être créé.', 'unknown'],
])('WHM says "%s"', async (reason, errorClass) => {
	scene.server.addFault({ path: '^createacct', ...refusedWith(reason) });
	const error = await failureOf(scene.panel.createAccount(acme));
	expect(error.errorClass).toBe(errorClass);
	expect(error.vendorMessage).toBe(reason.replace(/ at \/usr.*/, ''));
});

test('markup in a reason is taken out', async () => {
	scene.server.addFault({ path: '^createacct', ...refusedWith('<b>Sorry</b>,<br/>you have &quot;no&quot;\n  room') });
	expect(await failureOf(scene.panel.createAccount(acme))).toMatchObject({
		vendorMessage: 'Sorry , you have "no" room',
	});
});

test('what UAPI refuses inside a call that went well is a refusal', async () => {
	await scene.panel.createAccount(acme);
	const box = { address: 'info@acme.example', password: acme.password, quotaMegabytes: null };
	await scene.panel.createMailbox(acme, box);
	expect(await failureOf(scene.panel.createMailbox(acme, box))).toMatchObject({
		errorClass: 'exists',
		vendorMessage: 'The account “info@acme.example” already exists!',
	});
});

test('no secret is in an error, however the server echoes it', async () => {
	const password = 'CANARY&<"p w">\'é+51b2';
	const html = password
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;');
	const echoes = [
		password,
		html,
		encodeURIComponent(password),
		`${password.slice(0, 6)}<wbr>${password.slice(6)}`,
		whmToken,
	];
	const calls = [
		() => scene.panel.createAccount({ ...acme, password }),
		() => scene.panel.changePassword(acme, password),
		() => scene.panel.createMailbox(acme, { address: 'a@acme.example', password, quotaMegabytes: null }),
		() => scene.panel.changeMailboxPassword(acme, 'a@acme.example', password),
	];
	for (const call of calls) {
		for (const echo of echoes) {
			scene.server.addFault({ path: '.', ...refusedWith(`cannot use ${echo} as a password`) });
			const error = await failureOf(call());
			const told = JSON.stringify([error.message, error.vendorMessage, error.remedy, error.stack, String(error.cause)]);
			expect(told).not.toMatch(/CANARY|51b2|7f3a9c/);
		}
	}
});

describe('rights', () => {
	test('a token without some of them is told which', async () => {
		await scene.server.close();
		scene = await openWhmScene({ rights: ['list-accts', 'create-acct', 'cpanel-api'] });
		const { missingRights } = await scene.panel.testConnection();
		expect(missingRights).toEqual(expect.arrayContaining(['edit-dns', 'kill-acct', 'passwd', 'suspend-acct']));
		expect(missingRights).not.toContain('list-accts');
		expect(await failureOf(scene.panel.terminateAccount(acme))).toMatchObject({ errorClass: 'permission' });
	});

	test('a wrong token is refused', async () => {
		const panel = openPanel('whm', { baseUrl: scene.server.url, username: 'root', token: 'wrong' });
		expect(await failureOf(panel.testConnection())).toMatchObject({
			errorClass: 'auth',
			vendorMessage: 'Access denied',
		});
	});

	test('a reseller does not see the accounts of others, and cannot take their domains', async () => {
		await scene.server.close();
		scene = await openWhmScene({ username: 'shop' });
		addForeignAccount(scene.server, 'theirs01', 'theirs.example');
		expect(await scene.panel.findAccount({ domain: 'theirs.example' })).toBeUndefined();
		const error = await failureOf(scene.panel.createAccount({ ...acme, domain: 'theirs.example' }));
		expect(error).toMatchObject({ errorClass: 'exists' });
	});
});

describe('a zone', () => {
	beforeEach(async () => {
		await scene.panel.createAccount(acme);
	});
	const zone = acme.domain;
	const spf = recordIn(zone, { name: 'shop', type: 'TXT', value: 'v=spf1 -all' });

	test('that changed between look and edit is looked at again', async () => {
		scene.server.addFault({ path: '^mass_edit_dns_zone', times: 2, ...refusedWith('Alt!', { type: 'Stale' }) });
		const edited = await scene.panel.editZone(acme, zone, { add: [spf], remove: [] });
		expect(edited.records).toContainEqual(spf);
		expect(scene.calls().filter((name) => name === 'mass_edit_dns_zone')).toHaveLength(3);
	});

	test('is not edited where its serial is not the expected one', async () => {
		const { serial } = (await scene.panel.findZone(acme, zone)) ?? {};
		await scene.panel.editZone(acme, zone, { add: [spf], remove: [], expectedSerial: serial ?? '' });
		const edit = { add: [], remove: [spf], expectedSerial: serial ?? '' };
		expect(await failureOf(scene.panel.editZone(acme, zone, edit))).toMatchObject({ errorClass: 'busy' });
		expect((await scene.panel.findZone(acme, zone))?.records).toContainEqual(spf);
	});

	test('is edited in one write, and only its named records go', async () => {
		const before = (await scene.panel.findZone(acme, zone))?.records ?? [];
		const [first, ...rest] = before;
		if (!first) throw new Error('a new zone has records');
		const after = await scene.panel.editZone(acme, zone, { add: [spf], remove: [first] });
		expect(after.records).toEqual([...rest, spf]);
		expect(scene.calls().filter((name) => name === 'mass_edit_dns_zone')).toHaveLength(1);
		scene.server.clear();
		await scene.panel.editZone(acme, zone, { add: [spf], remove: [first] });
		expect(scene.calls()).toEqual(['parse_dns_zone']);
	});

	test('of another account is not touched, though the token could', async () => {
		const other = { username: 'other123', domain: 'other.example' };
		await scene.panel.createAccount({ ...acme, ...other });
		const error = await failureOf(scene.panel.editZone(acme, other.domain, { add: [spf], remove: [] }));
		expect(error).toMatchObject({ errorClass: 'permission', vendorMessage: expect.stringContaining("'other123'") });
		expect(await scene.panel.findZone(acme, 'nowhere.example')).toBeUndefined();
	});

	test('gives back any text and any name as it took them', async () => {
		const label = fc.stringMatching(/^[a-z0-9_]([a-z0-9-]{0,20}[a-z0-9])?$/);
		const text = fc.string({ minLength: 1, maxLength: 900, unit: 'grapheme' });
		const number = fc.integer({ min: 0, max: 65_535 });
		const host = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join('.'));
		const written = fc.oneof(
			fc.record({ name: label, type: fc.constant('TXT' as const), value: text }),
			fc.record({ name: label, type: fc.constant('A' as const), value: fc.ipV4() }),
			fc.record({ name: label, type: fc.constant('AAAA' as const), value: fc.ipV6() }),
			fc.record({ name: label, type: fc.constantFrom('CNAME' as const, 'NS' as const), value: host }),
			fc.record({
				name: label,
				type: fc.constant('MX' as const),
				value: fc.tuple(number, host).map((parts) => parts.join(' ')),
			}),
			fc.record({
				name: label,
				type: fc.constant('SRV' as const),
				value: fc.tuple(number, number, number, host).map((parts) => parts.join(' ')),
			}),
			fc.record({ name: label, type: fc.constant('CAA' as const), value: host.map((ca) => `0 issue "${ca}"`) }),
		);
		await fc.assert(
			fc.asyncProperty(written, async (given) => {
				const record = recordIn(zone, given);
				const added = await scene.panel.editZone(acme, zone, { add: [record], remove: [] });
				expect(added.records).toContainEqual(record);
				const removed = await scene.panel.editZone(acme, zone, { add: [], remove: [record] });
				expect(removed.records).not.toContainEqual(record);
			}),
			{ numRuns: 60 },
		);
	});
});

test('accounts are listed a page at a time', async () => {
	for (let index = 0; index < 7; index++) {
		await scene.panel.createAccount({ ...acme, username: `acct${index}xyz`, domain: `acct${index}.example` });
	}
	scene.server.clear();
	const found: string[] = [];
	for await (const { username } of scene.panel.listAccounts()) found.push(username);
	expect(found).toHaveLength(7);
	expect(scene.server.requests()[0]?.body).toContain('api.chunk.size=250');
});
