import fc from 'fast-check';
import { ExternalError, type ErrorClass } from '../../core/kernel/errors';
import { collected, recordIn } from '../../core/panels';
import { legacyValue } from '../../core/panels/directadmin/legacyAnswer';
import { outsideFailureOf as failureOf } from '../support/failure';
import { openDirectAdminScene, type DirectAdminScene } from '../support/directAdminScene';
import { page, refusedWith } from './faults/directadmin';
import { acme } from '../support/panelScene';

let scene: DirectAdminScene;
beforeEach(async () => {
	scene = await openDirectAdminScene();
});
afterEach(async () => await scene.server.close());

const creation = '^CMD_API_ACCOUNT_USER create$';
const created = () => scene.calls().filter((name) => name === 'CMD_API_ACCOUNT_USER create');
test.each<[string, string, ErrorClass]>([
	['Cannot create account', 'That username already exists on the system', 'exists'],
	['Cannot create account', 'That domain already exists', 'exists'],
	['You cannot execute that command', 'It does not exist in your authority level', 'permission'],
	['Cannot create account', 'You have reached your limit of users', 'limit'],
	['Cannot create account', 'The password is too weak', 'invalid'],
	['Cannot create account', '<b>Invalid</b> E-mail &#39address&#39', 'invalid'],
	['The server is busy', 'A backup is in progress, try again later', 'busy'],
	// The tests of the Perl and PHP clients of DirectAdmin have this one. Nobody publishes a list of the others.
	['Cannot Create Account', 'That username already exists on the system', 'exists'],
	['Cannot create account', 'You have already reached your assigned domain limit', 'limit'],
	['Cannot create account', 'You cannot use the hostname of the server as a domain', 'invalid'],
	['Cannot create account', 'That domain is not allowed on this server', 'invalid'],
	['Cannot create account', 'Your license does not allow more domains', 'limit'],
	['Cannot create account', 'Unable to write user.conf: No space left on device', 'limit'],
	['Fout bij uitvoeren', 'De opdracht is geweigerd', 'unknown'],
])('DirectAdmin says "%s: %s"', async (error, result, errorClass) => {
	for (const body of [
		{ error, result },
		`error=1&text=${encodeURIComponent(error)}&details=${encodeURIComponent(result)}`,
	]) {
		scene.server.addFault({ path: creation, kind: 'answer', body });
		const failure = await failureOf(scene.panel.createAccount(acme));
		expect(failure.errorClass).toBe(errorClass);
		expect(failure.vendorMessage).toContain(error);
		expect(failure.vendorMessage).not.toMatch(/[<>]|&#/);
	}
});

// The log-in works for the look that follows: what is refused is to act for the account.
test.each<[number, object, ErrorClass]>([
	[401, { type: 'UNAUTHORIZED' }, 'permission'],
	[402, { type: 'LICENSE_OVERUSED' }, 'limit'],
	[402, { type: 'LICENSE_INVALID', message: 'expired' }, 'limit'],
	[403, { type: 'ACCESS_DENIED' }, 'permission'],
	[404, { type: 'NOT_FOUND' }, 'not_found'],
	[409, { type: 'ALREADY_EXISTS' }, 'exists'],
	[490, { type: 'ALREADY_EXISTS' }, 'exists'],
	[491, { type: 'PRE_HOOK_ERROR', exitCode: 1, output: 'not on Fridays', path: '/x' }, 'permission'],
	[492, { type: 'DATABASE_INVALID_CHARSET' }, 'invalid'],
	[494, { type: 'DATABASE_INVALID_ENTITY_NAME' }, 'invalid'],
	[495, { type: 'DATABASE_USERS_EXCEED_LIMIT' }, 'limit'],
	[496, { type: 'DATABASES_EXCEED_LIMIT' }, 'limit'],
	[497, { type: 'RESELLER_EXCEEDS_LIMIT' }, 'limit'],
	[400, { type: 'BAD_REQUEST', message: 'password: too weak' }, 'invalid'],
	[430, { type: 'LOGIN_KEY_BAD_CURRENT_PASSWORD' }, 'permission'],
	[500, { type: 'INTERNAL_ERROR', message: 'mysqld is gone' }, 'transport'],
	[499, { type: 'SOMETHING_NEW' }, 'unknown'],
])('the JSON API answers %i %j', async (status, body, errorClass) => {
	await scene.panel.createAccount(acme);
	scene.server.addFault({ path: 'create-db-with-user', kind: 'answer', status, body });
	const shop = { name: 'acme1234_shop', user: 'acme1234_shop', password: acme.password };
	const error = await failureOf(scene.panel.createDatabase(acme, shop));
	expect(error.errorClass).toBe(errorClass);
	expect(error.vendorMessage).toContain(Object.values(body)[0]);
});

describe('the server is believed, and not its words', () => {
	test('an account that was removed is removed, though an error was reported', async () => {
		await scene.panel.createAccount(acme);
		scene.server.state().quirks.deleteReportsError = true;
		await scene.panel.terminateAccount(acme);
		expect(scene.server.state().accounts).toEqual({});
		expect(await failureOf(scene.panel.terminateAccount(acme))).toMatchObject({ errorClass: 'not_found' });
	});

	test('a yes after which nothing has changed is no yes', async () => {
		await scene.panel.createAccount(acme);
		const box = { address: 'info@acme.example', password: acme.password, quotaMegabytes: null };
		await scene.panel.createMailbox(acme, box);
		const well = { kind: 'answer' as const, body: { success: 'Done', result: '' } };
		const record = recordIn(acme.domain, { name: 'a', type: 'A', value: '192.0.2.1' });
		const calls: ReadonlyArray<[path: string, call: () => Promise<unknown>]> = [
			['SELECT_USERS suspend', () => scene.panel.suspendAccount(acme, 'overdue')],
			['SELECT_USERS delete', () => scene.panel.terminateAccount(acme)],
			['MODIFY_USER', () => scene.panel.changePackage(acme, 'business')],
			['POP create', () => scene.panel.createMailbox(acme, { ...box, address: 'sales@acme.example' })],
			['POP delete', () => scene.panel.deleteMailbox(acme, box.address)],
			['DNS_CONTROL add', () => scene.panel.editZone(acme, acme.domain, { add: [record], remove: [] })],
			['MANAGE_USER_PACKAGES', () => scene.panel.savePackage({ ...limits, name: 'gold' })],
			['ACCOUNT_USER', () => scene.panel.createAccount({ ...acme, username: 'new12345', domain: 'new.example' })],
		];
		for (const [path, call] of calls) {
			scene.server.addFault({ path, ...well });
			expect([path, await failureOf(call())]).toEqual([path, expect.objectContaining({ errorClass: 'unknown' })]);
		}
	});
	const limits = { diskMegabytes: 1, bandwidthMegabytes: null, mailboxes: 1, databases: 1 };

	test('a live account is not unsuspended, and a suspended one not suspended again', async () => {
		await scene.panel.createAccount(acme);
		await scene.panel.unsuspendAccount(acme);
		await scene.panel.suspendAccount(acme, 'overdue');
		await scene.panel.suspendAccount(acme, 'abuse');
		expect(scene.calls().filter((name) => /SELECT_USERS/.test(name))).toEqual(['CMD_API_SELECT_USERS suspend']);
		expect(scene.server.state().accounts.acme1234).toMatchObject({ suspended: true, suspensionReason: 'overdue' });
	});

	test('on a server that speaks another language the same is found out', async () => {
		scene.server.state().quirks.translated = true;
		const box = { address: 'info@acme.example', password: acme.password, quotaMegabytes: 10 };
		const outcome = async (work: Promise<unknown>) =>
			await work.then(
				() => 'ok',
				(error: unknown) => (error instanceof ExternalError ? error.errorClass : String(error)),
			);
		const { panel } = scene;
		const outcomes = [
			await outcome(panel.createAccount({ ...acme, packageName: 'gold' })),
			await outcome(panel.createAccount(acme)),
			await outcome(panel.createAccount(acme)),
			await outcome(panel.createAccount({ ...acme, domain: 'other.example' })),
			await outcome(panel.changePackage(acme, 'gold')),
			await outcome(panel.changePassword(acme, 'weak')),
			await outcome(panel.suspendAccount(acme, 'overdue')),
			await outcome(panel.unsuspendAccount(acme)),
			await outcome(panel.createMailbox(acme, box)),
			await outcome(panel.createMailbox(acme, box)),
			await outcome(panel.changeMailboxPassword(acme, 'gone@acme.example', acme.password)),
			await outcome(panel.changeMailboxPassword(acme, box.address, 'weak')),
			await outcome(panel.createMailbox(acme, { ...box, address: 'info@elsewhere.example' })),
			await outcome(panel.findZone(acme, 'elsewhere.example')),
			await outcome(panel.terminateAccount(acme)),
		];
		expect(outcomes).toEqual([
			...['not_found', 'ok', 'exists', 'exists', 'not_found', 'invalid', 'ok', 'ok'],
			...['ok', 'exists', 'not_found', 'invalid', 'not_found', 'ok', 'ok'],
		]);
	});

	test('a full package is found out as well', async () => {
		scene.server.state().quirks.translated = true;
		await scene.panel.createAccount(acme);
		const box = (name: number) => ({ address: `box${name}@acme.example`, password: acme.password, quotaMegabytes: 1 });
		for (let index = 0; index < 10; index++) await scene.panel.createMailbox(acme, box(index));
		expect(await failureOf(scene.panel.createMailbox(acme, box(10)))).toMatchObject({ errorClass: 'limit' });
	});
});

test('answers with nothing in them, or with more than is known, are read', async () => {
	await scene.panel.createAccount(acme);
	scene.server.addFault({ path: '^CMD_EMAIL_POP$', kind: 'answer', body: {} });
	expect(await scene.panel.listMailboxes(acme)).toEqual([]);
	scene.server.addFault({ path: '^CMD_EMAIL_POP$', kind: 'answer', body: { list: ['info'] } });
	expect(await failureOf(scene.panel.listMailboxes(acme))).toMatchObject({ errorClass: 'unknown' });
	const settings = { quota: 5, bandwidth: 'Unlimited', nemails: '-1', mysql: '2', plugins: ['a'], more: { b: 1 } };
	scene.server.addFault({ path: '^CMD_API_PACKAGES_USER$', kind: 'answer', body: ['odd'] });
	scene.server.addFault({ path: '^CMD_API_PACKAGES_USER$', kind: 'answer', body: settings });
	expect(await scene.panel.listPackages()).toEqual([
		{ name: 'odd', diskMegabytes: 5, bandwidthMegabytes: null, mailboxes: null, databases: 2 },
	]);
	scene.server.addFault({ path: '^CMD_API_SHOW_ALL_USERS$', kind: 'answer', body: '' });
	expect(await collected(scene.panel.listAccounts(), null)).toEqual([]);
});

describe('answers in the older form', () => {
	test('serve as well, with entities that lack their semicolon', async () => {
		scene.server.state().quirks.entities = true;
		scene.server.state().packages["it's 1.5"] = { ...scene.server.state().packages.starter };
		await scene.panel.createAccount(acme);
		expect(await scene.panel.findAccount({ domain: acme.domain })).toMatchObject({ username: 'acme1234' });
		expect((await scene.panel.listPackages()).map(({ name }) => name)).toContain("it's 1.5");
		expect(await scene.panel.chooseUsername('acme.example')).toMatch(/^acme/);
		expect(await failureOf(scene.panel.createAccount({ ...acme, domain: 'other.example' }))).toMatchObject({
			errorClass: 'exists',
		});
		await scene.panel.terminateAccount(acme);
		const names: string[] = [];
		for await (const { username } of scene.panel.listAccounts()) names.push(username);
		expect(names).toEqual([]);
	});

	test('any names and texts are read as they were written', () => {
		const text = fc.string({ minLength: 1, maxLength: 30 }).map((some) => `v${some}`);
		fc.assert(
			fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), text, { minKeys: 1 }), (values) => {
				expect(legacyValue(new URLSearchParams(values).toString())).toEqual({ ...values });
			}),
		);
		fc.assert(
			fc.property(fc.array(text, { minLength: 1 }), (list) => {
				const written = list.map((value) => `list[]=${encodeURIComponent(value)}`).join('&');
				expect(legacyValue(written)).toEqual({ list });
			}),
		);
		expect(legacyValue('list[]=it&#39s&list[]=192&#460&#462&#461')).toEqual({ list: ["it's", '192.0.2.1'] });
	});
});

test('the private key of a certificate stays where it is', async () => {
	await scene.panel.createAccount(acme);
	await scene.panel.requestCertificate(acme);
	for (let look = 0; look < 3; look++) {
		expect(JSON.stringify(await scene.panel.certificateOf(acme))).not.toMatch(/PRIVATE/);
	}
	scene.server.addFault({
		path: '^CMD_API_SSL$',
		kind: 'answer',
		body: { key: 'PRIVATE', certificate: 7, next_retries: 1 },
	});
	expect(JSON.stringify(await scene.panel.certificateOf(acme))).not.toMatch(/PRIVATE/);
});

describe('the log-in', () => {
	const enough = ['session', 'users', 'CMD_API_USER_EXISTS', 'CMD_API_SHOW_ALL_USERS', 'CMD_API_PACKAGES_USER'];

	test('that may do little is told what it lacks, and nothing is tried that changes anything', async () => {
		await scene.server.close();
		scene = await openDirectAdminScene({ allowedCommands: [...enough, 'CMD_API_DOMAIN_OWNERS', 'CMD_POP'] });
		const { version, neededRights, missingRights, advice } = await scene.panel.testConnection();
		expect(version).toBe('');
		expect(missingRights).toEqual(expect.arrayContaining(['CMD_API_ACCOUNT_USER', 'CMD_API_SELECT_USERS', 'version']));
		expect(missingRights).not.toEqual(expect.arrayContaining(['users']));
		expect(neededRights).toEqual(expect.arrayContaining([...missingRights]));
		expect(advice).toEqual([]);
		expect(scene.server.requests().every(({ method }) => method === 'GET')).toBe(true);
		expect(await failureOf(scene.panel.createAccount(acme))).toMatchObject({ errorClass: 'permission' });
	});

	test.each(['admin', 'reseller'] as const)('of an %s needs nothing that only the other calls', async (role) => {
		await scene.server.close();
		const sides = { admin: ['CMD_API_SHOW_ALL_USERS', 'version'], reseller: ['CMD_API_SHOW_USERS', 'resellers'] };
		scene = await openDirectAdminScene({ role, username: 'boss' });
		await collected(scene.panel.listAccounts(), null);
		await scene.panel.serverCapacity();
		expect(scene.calls().includes('CMD_API_SHOW_USERS')).toBe(role === 'reseller');
		const { neededRights, missingRights } = await scene.panel.testConnection();
		expect(missingRights).toEqual([]);
		expect(neededRights).toEqual(expect.arrayContaining(sides[role]));
		const others = sides[role === 'admin' ? 'reseller' : 'admin'];
		expect(others.filter((name) => neededRights.includes(name))).toEqual([]);
	});

	test('that may not even tell what it may is told that too', async () => {
		await scene.server.close();
		scene = await openDirectAdminScene({ allowedCommands: enough.slice(1) });
		const { missingRights, advice } = await scene.panel.testConnection();
		expect(missingRights).toEqual(expect.arrayContaining(['session', 'system-info', 'CMD_API_SHOW_RESELLER_IPS']));
		expect(advice).toEqual([expect.stringContaining("'session'")]);
	});

	test('that may do everything is advised against', async () => {
		const { missingRights, advice } = await scene.panel.testConnection();
		expect(missingRights).toEqual([]);
		expect(advice).toEqual([expect.stringMatching(/2 commands .*CMD_API_EXEC, terminal.* login key/)]);
	});

	test('that lacks the look at accounts says so, and does not take them for gone', async () => {
		await scene.panel.createAccount(acme);
		const state = structuredClone(scene.server.state());
		await scene.server.close();
		scene = await openDirectAdminScene({ allowedCommands: ['CMD_API_SHOW_ALL_USERS'] });
		Object.assign(scene.server.state(), state);
		expect(await failureOf(scene.panel.findAccount(acme))).toMatchObject({ errorClass: 'permission' });
		expect(await scene.panel.findAccount({ username: 'gone1234' })).toBeUndefined();
	});
});

test('a part of the accounts never passes for all of them', async () => {
	await scene.panel.createAccount(acme);
	const listed = async () => await collected(scene.panel.listAccounts(), null);
	scene.server.addFault({ path: 'SHOW_ALL_USERS', kind: 'answer', ...page('We will be back') });
	expect(await failureOf(listed())).toMatchObject({ errorClass: 'unknown' });
	scene.server.addFault({ path: 'SHOW_ALL_USERS', kind: 'answer', ...refusedWith('You cannot execute that command') });
	expect(await failureOf(listed())).toMatchObject({ errorClass: 'permission' });
	expect(scene.calls()).not.toContain('CMD_API_SHOW_USERS');
	expect(await listed()).toHaveLength(1);
});

test('an admin or a reseller is no account: nothing can be done to it', async () => {
	expect(await scene.panel.findAccount({ username: 'admin' })).toBeUndefined();
	const ref = { username: 'admin', domain: 'acme.example' };
	for (const work of [scene.panel.terminateAccount(ref), scene.panel.suspendAccount(ref, 'overdue')]) {
		expect(await failureOf(work)).toMatchObject({ errorClass: 'not_found' });
	}
	expect(scene.calls().some((name) => /SELECT_USERS/.test(name))).toBe(false);
});

describe('the address of an account', () => {
	test.each<[string, unknown, string]>([
		[
			'a shared one',
			{ '192.0.2.9': 'status=free', '192.0.2.12': 'status=shared', '192.0.2.3': 'status=server' },
			'192.0.2.12',
		],
		['else the server’s', { '192.0.2.9': { status: 'free' }, '192.0.2.12': { status: 'server' } }, '192.0.2.12'],
		['else the lowest free one', { '192.0.2.112': 'status=free', '192.0.2.12': 'status=free&ns=' }, '192.0.2.12'],
		['else one of a bare list', ['192.0.2.200', '192.0.2.12'], '192.0.2.12'],
	])('is %s', async (_, body, address) => {
		scene.server.addFault({ path: 'SHOW_RESELLER_IPS', kind: 'answer', body });
		expect(await scene.panel.createAccount(acme)).toMatchObject({ ipAddress: address });
	});

	test('is one that nobody owns', async () => {
		scene.server.addFault({ path: 'SHOW_RESELLER_IPS', kind: 'answer', body: { '192.0.2.12': 'status=owned' } });
		expect(await failureOf(scene.panel.createAccount(acme))).toMatchObject({ errorClass: 'limit' });
		expect(created()).toEqual([]);
	});
});

test('a further domain of the account is its own', async () => {
	await scene.panel.createAccount(acme);
	scene.server.state().accounts.acme1234?.domains.push('more.example');
	scene.server.state().zones['more.example'] = [];
	const record = recordIn('more.example', { name: 'a', type: 'A', value: '192.0.2.1' });
	expect((await scene.panel.editZone(acme, 'more.example', { add: [record], remove: [] })).records).toEqual([record]);
	const box = { address: 'info@more.example', password: acme.password, quotaMegabytes: 1 };
	await scene.panel.createMailbox(acme, box);
	expect(await scene.panel.listMailboxes(acme)).toMatchObject([{ address: 'info@more.example' }]);
	expect(
		await failureOf(scene.panel.createAccount({ ...acme, username: 'b1234567', domain: 'more.example' })),
	).toMatchObject({ errorClass: 'exists' });
});
