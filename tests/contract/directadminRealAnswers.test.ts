import { collected, recordIn } from '../../core/panels';
import { addForeignAccount, openDirectAdminScene, type DirectAdminScene } from '../support/directAdminScene';
import { outsideFailureOf as failureOf } from '../support/failure';
import { acme } from '../support/panelScene';

/** What real servers do by the vendor's pages and by clients in use, and what is easily taken for something else. */

let scene: DirectAdminScene;
beforeEach(async () => {
	scene = await openDirectAdminScene();
	await scene.panel.createAccount({ ...acme, packageName: 'unlimited' });
	scene.server.clear();
});
afterEach(async () => await scene.server.close());

const box = (name: string) => ({ address: `${name}@acme.example`, password: acme.password, quotaMegabytes: 10 });
const held = () => scene.server.state().accounts.acme1234;

describe('the list of mailboxes', () => {
	test('comes in pages, and a mailbox on a later one is seen', async () => {
		const names = Array.from({ length: 1_201 }, (_, index) => `box${String(index).padStart(4, '0')}`);
		for (const name of names) {
			Object.assign(held()?.mailboxes ?? {}, {
				[`${name}@acme.example`]: { password: acme.password, quotaMegabytes: 10, sendLimit: '50' },
			});
		}
		const listed = await scene.panel.listMailboxes(acme);
		expect(listed.map(({ address }) => address)).toEqual(names.map((name) => `${name}@acme.example`));
		expect(await failureOf(scene.panel.createMailbox(acme, box('box1200')))).toMatchObject({ errorClass: 'exists' });
		await scene.panel.changeMailboxPassword(acme, 'box1200@acme.example', 'Another-Long-1');
		expect(held()?.mailboxes['box1200@acme.example']).toEqual({
			...{ password: 'Another-Long-1', quotaMegabytes: 10, sendLimit: '50' },
		});
		await scene.panel.deleteMailbox(acme, 'box1200@acme.example');
		await scene.panel.createMailbox(acme, box('zz'));
		expect(Object.keys(held()?.mailboxes ?? {})).toHaveLength(1_201);
	});

	test('ends where a server gives no more rows, whatever it says of its pages', async () => {
		await scene.panel.createMailbox(acme, box('info'));
		scene.server.clear();
		const row = { account: 'info', usage: { quota: '10485760', usage: '0' }, sent: '' };
		const answer = { kind: 'answer' as const, path: '^CMD_EMAIL_POP$' };
		scene.server.addFault({ ...answer, body: { emails: { 0: row, info: { total_pages: '900' } } } });
		scene.server.addFault({ ...answer, body: { emails: { info: { total_pages: '900' } } } });
		expect(await scene.panel.listMailboxes(acme)).toHaveLength(1);
		expect(scene.calls().filter((name) => name === 'CMD_EMAIL_POP')).toHaveLength(2);
	});

	test('may name the whole address', async () => {
		const row = { account: 'user@acme.example', login: 'user@acme.example', usage: { quota: 'unlimited', usage: '1' } };
		scene.server.addFault({ path: '^CMD_EMAIL_POP$', kind: 'answer', body: { emails: { 4: row } } });
		expect(await scene.panel.listMailboxes(acme)).toEqual([
			{ address: 'user@acme.example', quotaMegabytes: null, diskBytes: 1 },
		]);
	});
});

test('the name server of an NS record is its name in the form that adds it', async () => {
	const zone = acme.domain;
	const records = ['@', 'sub'].map((name) => recordIn(zone, { name, type: 'NS', value: 'ns1.elsewhere.example' }));
	const { records: after } = await scene.panel.editZone(acme, zone, { add: records, remove: [] });
	for (const { name, value } of records) {
		expect(after).toContainEqual({ name, type: 'NS', value, ttl: expect.any(Number) });
	}
	const forms = scene.server
		.requests()
		.filter(({ name }) => name === 'CMD_API_DNS_CONTROL add')
		.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
	expect(forms).toMatchObject([
		{ type: 'NS', name: 'ns1.elsewhere.example.', value: 'acme.example.' },
		{ type: 'NS', name: 'ns1.elsewhere.example.', value: 'sub.acme.example.' },
	]);
	const { records: left } = await scene.panel.editZone(acme, zone, { add: [], remove: records });
	expect(left.filter(({ value }) => value === 'ns1.elsewhere.example')).toEqual([]);
});

describe('a password is not said to be changed, or to be too weak, by an answer that says neither', () => {
	test.each<[string, object]>([
		['nothing', { body: '' }],
		['a page of a proxy', { body: '<html><h1>We will be back</h1></html>' }],
		['half an answer', { body: '{"succ' }],
		['words of a proxy', { body: 'no answer from upstream, code=110' }],
		['an empty object', { body: {} }],
	])('%s', async (_, answer) => {
		await scene.panel.createMailbox(acme, box('info'));
		const unknown = { errorClass: 'unknown', remedy: expect.not.stringContaining('longer password') };
		for (const [path, change] of [
			['CMD_API_USER_PASSWD', () => scene.panel.changePassword(acme, 'Another-Long-1')],
			['CMD_API_POP modify', () => scene.panel.changeMailboxPassword(acme, box('info').address, 'Another-Long-1')],
			['CMD_API_SSL save', () => scene.panel.requestCertificate(acme)],
		] as const) {
			scene.server.addFault({ path, kind: 'answer', ...answer });
			expect([path, await failureOf(change())]).toEqual([path, expect.objectContaining(unknown)]);
		}
	});

	test('while a refusal in any language is about the password', async () => {
		scene.server.addFault({ path: 'USER_PASSWD', kind: 'answer', body: { error: 'Fout', result: 'geweigerd' } });
		expect(await failureOf(scene.panel.changePassword(acme, 'Another-Long-1'))).toMatchObject({
			errorClass: 'invalid',
			remedy: expect.stringContaining('longer password'),
		});
	});
});

test.each<[object]>([
	[{ error: 'Unable to do it', result: null }],
	[{ error: 'Unable to do it', details: ['because'], success: false }],
	[{ error: { sentence: 'Unable to do it' } }],
	[{ error: true, text: 7 }],
])('a refusal is one, whatever stands beside its error: %j', async (body) => {
	const certificate = () => scene.panel.requestCertificate(acme);
	scene.server.addFault({ path: 'CMD_API_SSL save', kind: 'answer', body });
	const { errorClass, vendorMessage } = await failureOf(certificate());
	expect([errorClass, vendorMessage.length > 10]).toEqual(['unknown', true]);
	scene.server.addFault({ path: 'CMD_API_SSL save', kind: 'answer', body: { error: 0, text: null } });
	expect(await certificate()).toBeUndefined();
});

test('a refusal to give an account its own package again is one, though the account shows that package', async () => {
	const again = async () => await scene.panel.changePackage(acme, 'unlimited');
	for (const [words, errorClass] of [
		['You cannot execute that command', 'permission'],
		['Geweigerd', 'unknown'],
	]) {
		scene.server.addFault({ path: 'MODIFY_USER', kind: 'answer', body: { error: words, result: '' } });
		expect(await failureOf(again())).toMatchObject({ errorClass, vendorMessage: words });
	}
	Object.assign(held() ?? {}, { ownLimits: { nemails: '1' } });
	await again();
	expect(held()?.ownLimits).toEqual({});
});

test('a refusal to act for an account names its package too, for the key may be in order', async () => {
	scene.server.addFault({ path: 'login-keys', kind: 'answer', status: 403, body: { type: 'ACCESS_DENIED' } });
	expect(await failureOf(scene.panel.createSignOn(acme, { service: 'panel' }))).toMatchObject({
		errorClass: 'permission',
		remedy: expect.stringMatching(/Server: Test.*package/),
	});
});

test.each([
	['live', /act for/],
	['suspended', /suspended.*unsuspend/i],
])('a log-in that works and may not act for an account that is %s is no wrong log-in', async (state, remedy) => {
	if (state === 'suspended') await scene.panel.suspendAccount(acme, 'overdue');
	const unauthorized = { kind: 'answer' as const, status: 401, body: { type: 'UNAUTHORIZED' } };
	scene.server.addFault({ path: 'db-show', ...unauthorized });
	expect(await failureOf(scene.panel.listDatabases(acme))).toMatchObject({
		errorClass: 'permission',
		vendorMessage: expect.stringContaining('DirectAdmin answered UNAUTHORIZED'),
		remedy: expect.stringMatching(remedy),
	});
});

test('an admin whose key may not ask who has a domain is told so, and not every account is read instead', async () => {
	const limited = await openDirectAdminScene({ allowedCommands: ['session', 'users', 'CMD_API_SHOW_ALL_USERS'] });
	for (let index = 0; index < 20; index++) addForeignAccount(limited.server, `bulk${index}`, `bulk-${index}.example`);
	try {
		expect(await failureOf(limited.panel.findAccount({ domain: 'bulk-19.example' }))).toMatchObject({
			errorClass: 'permission',
			remedy: expect.stringContaining('Server: Test'),
		});
		expect(limited.calls().length).toBeLessThan(5);
		expect(await collected(limited.panel.listAccounts(), null)).toHaveLength(20);
	} finally {
		await limited.server.close();
	}
});
