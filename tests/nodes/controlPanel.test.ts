import type { IDataObject, INode } from 'n8n-workflow';
import { z } from 'zod';
import { MspWhmApi } from '../../credentials/MspWhmApi.credentials';
import { ControlPanel } from '../../nodes/ControlPanel/ControlPanel.node';
import { resources } from '../../nodes/ControlPanel/operations';
import { createHarness } from '../support/inProcessN8n';
import { addForeignAccount, openWhmScene, whmToken, type WhmScene } from '../support/whmScene';

const type = 'n8n-nodes-msp.controlPanel';
let scene: WhmScene;
let harness: ReturnType<typeof createHarness>;
let credential: IDataObject;

beforeAll(async () => {
	scene = await openWhmScene();
	credential = { baseUrl: scene.server.url, username: 'root', token: whmToken, certificateAuthority: '' };
	harness = createHarness({
		nodes: { [type]: ControlPanel },
		credentialTypes: { MspWhmApi },
		credentials: { mspWhmApi: { ...credential } as Record<string, string> },
	});
});
afterAll(async () => await scene.server.close());

const done = new Set<string>();
const call = async (
	operation: string,
	parameters: INode['parameters'] = {},
	items: IDataObject[] = [{}],
	more = {},
) => {
	const [resource = '', name = ''] = operation.split('.');
	done.add(operation);
	const all = { connectBy: 'credential', resource, operation: name, ...parameters };
	return await harness.node(type, all, items, more);
};
const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const ofAccount = (account = 'acme.example') => ({ account: byId(account) });
const creation = { domain: '={{ $json.domain }}', packageName: byId('starter'), contactEmail: 'owner@acme.example' };

describe('an account', () => {
	test('is created for each item, with a user name of its own', async () => {
		const run = await call('account.create', creation, [{ domain: 'ACME.example' }, { domain: 'other.example' }]);
		expect(run.error).toBeUndefined();
		expect(run.items('N')).toEqual([
			{
				json: expect.objectContaining({
					domain: 'acme.example',
					packageName: 'starter',
					passwordPage: expect.stringContaining(':2083/resetpass/?user=acme') as unknown,
				}),
				pairedItem: { item: 0 },
			},
			{ json: expect.objectContaining({ domain: 'other.example' }), pairedItem: { item: 1 } },
		]);
		const made = Object.values(scene.server.state().accounts);
		expect(made.map(({ user, password }) => [user, password.length])).toEqual([
			[expect.stringMatching(/^acme[a-z0-9]{4}$/), 24],
			[expect.stringMatching(/^othe[a-z0-9]{4}$/), 24],
		]);
		expect(JSON.stringify(run.run)).not.toContain(made[0]?.password);
	});

	test('leaves by the error output where it cannot be made, in the words of the panel, and only that one', async () => {
		addForeignAccount(scene.server, 'theirs01', 'theirs.example');
		const domains = ['one.example', 'theirs.example', 'not a domain'].map((domain) => ({ domain }));
		const run = await call('account.create', creation, domains, { onError: 'continueErrorOutput' });
		expect(run.output('N', 0)).toMatchObject([{ domain: 'one.example' }]);
		expect(run.output('N', 1)).toEqual([
			{ error: expect.stringContaining("the account 'theirs01' for theirs.example already") },
			{ error: "'domain' must be a domain such as example.com [item 2]" },
		]);
		expect(scene.server.state().accounts.theirs01?.password).toBe('theirs');
	});

	test('may have a user name and a password that the operator chose', async () => {
		const additionalFields = { username: 'chosen1', password: 'a-chosen-password' };
		await call('account.create', { ...creation, additionalFields }, [{ domain: 'chosen.example' }]);
		expect(scene.server.state().accounts.chosen1).toMatchObject({
			domain: 'chosen.example',
			password: 'a-chosen-password',
		});
	});

	test('is found by its domain and by its user name, and in the list', async () => {
		const { output } = await call('account.get', ofAccount('chosen.example'));
		expect(output('N')).toMatchObject([{ username: 'chosen1', suspended: false, ipAddress: '192.0.2.10' }]);
		expect((await call('account.get', ofAccount('chosen1'))).output('N')).toEqual(output('N'));
		expect((await call('account.get', ofAccount('nobody'))).error).toMatchObject({
			message: "The server has no account 'nobody'",
			context: { itemIndex: 0, errorClass: 'not_found' },
		});
		expect((await call('account.list', { returnAll: true })).output('N')).toHaveLength(5);
		expect((await call('account.list', { returnAll: false, limit: 2 })).output('N')).toHaveLength(2);
	});

	test('suspended twice keeps its reason, and live twice stays live', async () => {
		const suspend = async (reason: string) =>
			(await call('account.suspend', { ...ofAccount(), reason })).output('N')[0];
		expect(await suspend('overdue')).toMatchObject({ suspended: true, suspensionReason: 'overdue' });
		expect(await suspend('abuse')).toMatchObject({ suspended: true, suspensionReason: 'overdue' });
		const live = { suspended: false, suspensionReason: '' };
		expect((await call('account.unsuspend', ofAccount())).output('N')).toMatchObject([live]);
		expect((await call('account.unsuspend', ofAccount())).output('N')).toMatchObject([live]);
		expect(scene.calls().filter((name) => /^(un)?suspendacct$/.test(name))).toEqual(['suspendacct', 'unsuspendacct']);
	});

	test('changes its package and its password', async () => {
		const changed = await call('account.changePackage', { ...ofAccount(), packageName: byId('business') });
		expect(changed.output('N')).toMatchObject([{ packageName: 'business' }]);
		const password = 'another-long-password';
		const renewed = await call('account.changePassword', { ...ofAccount(), password });
		expect(renewed.output('N')).toMatchObject([{ domain: 'acme.example', passwordChanged: true }]);
		expect(Object.values(scene.server.state().accounts).some((held) => held.password === password)).toBe(true);
		expect((await call('account.changePassword', { ...ofAccount(), password: 'short' })).error?.message).toBe(
			"'password' must have at least 8 characters [item 0]",
		);
	});

	test('is opened by a single sign-on link', async () => {
		const panel = await call('account.createSignOn', { ...ofAccount(), service: 'panel' });
		expect(panel.output('N')).toMatchObject([
			{ url: expect.stringContaining(':2083/cpsess'), expiresAt: expect.any(String) },
		]);
		const webmail = await call('account.createSignOn', { ...ofAccount(), service: 'webmail', additionalFields: {} });
		expect(webmail.output('N')).toMatchObject([{ url: expect.stringContaining(':2096/') }]);
	});

	test('tells what it uses', async () => {
		expect((await call('account.usage', ofAccount())).output('N')).toMatchObject([
			{ domain: 'acme.example', diskBytes: 12_582_912, bandwidthLimitBytes: 200_000 * 1_048_576, mailboxes: 0 },
		]);
	});
});

describe('DNS', () => {
	const shop = { name: 'shop', type: 'A', value: '192.0.2.7', ttl: 300 };
	const text = { name: '@', type: 'TXT', value: 'x'.repeat(400) };
	const zone = async () => (await call('dnsZone.get', ofAccount())).output('N')[0] ?? {};

	test('records are added where they are lacking', async () => {
		const records = { record: [shop] };
		const first = await call('dnsRecord.ensure', { ...ofAccount(), specifyRecords: 'fields', records });
		const whole = { ...shop, name: 'shop.acme.example' };
		expect(first.output('N')).toMatchObject([{ zone: 'acme.example', added: [whole], removed: [] }]);

		const recordsJson = '={{ $json.records }}';
		const items = [{ records: [shop, text] }];
		const second = await call('dnsRecord.ensure', { ...ofAccount(), specifyRecords: 'json', recordsJson }, items);
		expect(second.output('N')).toMatchObject([{ added: [{ name: 'acme.example', value: text.value, ttl: 14_400 }] }]);
		expect((await zone()).records).toEqual(
			expect.arrayContaining([whole, expect.objectContaining({ value: text.value })]),
		);
	});

	test('records are removed by what they say', async () => {
		const recordsJson = JSON.stringify([text, { name: 'never', type: 'A', value: '192.0.2.1' }]);
		const { output } = await call('dnsRecord.remove', { ...ofAccount(), specifyRecords: 'json', recordsJson });
		expect(output('N')).toMatchObject([{ added: [], removed: [{ value: text.value }] }]);
		expect(JSON.stringify(await zone())).not.toContain('xxxx');
	});

	test('a zone is edited in one write, and not where its serial has moved on', async () => {
		const { serial } = await zone();
		const edit = {
			...ofAccount(),
			present: JSON.stringify([text]),
			absent: JSON.stringify([shop]),
			expectedSerial: serial,
		};
		const { output } = await call('dnsZone.edit', edit as INode['parameters']);
		expect(output('N')).toMatchObject([{ added: [{ type: 'TXT' }], removed: [{ name: 'shop.acme.example' }] }]);
		const again = { ...edit, present: JSON.stringify([shop]), absent: '[]' };
		expect((await call('dnsZone.edit', again as INode['parameters'])).error).toMatchObject({
			context: { errorClass: 'busy' },
		});
	});

	test.each([
		['[{', "'recordsJson' must be a JSON list of records [item 0]"],
		[
			'[{"type":"A","value":"192.0.2.300"}]',
			"'value' of type A cannot be '192.0.2.300': write it as 192.0.2.10 [item 0]",
		],
	])('%s is refused with the remedy', async (recordsJson, message) => {
		const run = await call('dnsRecord.ensure', { ...ofAccount(), specifyRecords: 'json', recordsJson });
		expect(run.error?.message).toBe(message);
	});
});

test('a certificate is asked for, and is valid a little later', async () => {
	expect((await call('certificate.request', ofAccount())).output('N')).toMatchObject([{ state: 'pending' }]);
	expect((await call('certificate.status', ofAccount())).output('N')).toMatchObject([
		{
			domain: 'acme.example',
			state: 'valid',
			issuer: "Let's Encrypt",
			hostnames: expect.arrayContaining(['www.acme.example']),
		},
	]);
});

test('a mailbox comes, changes its password and goes', async () => {
	const address = 'info@acme.example';
	const make = { ...ofAccount(), address: 'info', quotaMegabytes: '={{ $json.quota }}' };
	expect((await call('mailbox.create', make, [{ quota: 250 }])).output('N')).toMatchObject([
		{ address, quotaMegabytes: 250 },
	]);
	const unlimited = { ...make, address: 'all@acme.example' };
	expect((await call('mailbox.create', unlimited, [{ quota: null }])).output('N')).toMatchObject([
		{ quotaMegabytes: null },
	]);
	expect((await call('mailbox.create', make, [{}])).error?.message).toBe(`The mailbox ${address} exists already`);
	expect((await call('mailbox.list', { ...ofAccount(), returnAll: true })).output('N')).toHaveLength(2);

	const password = 'another-mail-password';
	await call('mailbox.changePassword', { ...ofAccount(), address, password });
	const [holder] = Object.values(scene.server.state().accounts);
	expect(holder?.mailboxes[address]?.password).toBe(password);
	expect((await call('mailbox.delete', { ...ofAccount(), address })).output('N')).toEqual([{ address, deleted: true }]);
	expect((await call('mailbox.delete', { ...ofAccount(), address })).error).toMatchObject({
		context: { errorClass: 'not_found' },
	});
});

test('a database comes with its user, and goes with it', async () => {
	const made = await call('database.create', { ...ofAccount(), name: 'site' });
	const { name } = z.object({ name: z.string() }).parse(made.output('N')[0]);
	expect(name).toMatch(/^acme\w{4}_site$/);
	expect(made.output('N')).toMatchObject([{ name, users: [name] }]);
	expect((await call('database.create', { ...ofAccount(), name: 'site' })).error).toMatchObject({
		context: { errorClass: 'exists' },
	});
	const listed = await call('database.list', { ...ofAccount(), returnAll: true });
	expect(listed.output('N')).toMatchObject([{ name, users: [name] }]);
	const gone = await call('database.delete', { ...ofAccount(), name });
	expect(gone.output('N')).toEqual([{ name, deletedUsers: [name], deleted: true }]);
	expect(
		Object.values(scene.server.state().accounts).flatMap(({ databaseUsers }) => Object.keys(databaseUsers)),
	).toEqual([]);
});

test('packages are listed and saved, and no limit has to be said', async () => {
	expect((await call('package.list', { returnAll: false, limit: 1 })).output('N')).toMatchObject([{ name: 'starter' }]);
	const gold = {
		name: 'gold',
		diskMegabytes: '9000',
		bandwidthMegabytes: 90_000,
		mailboxes: 'Unlimited',
		databases: 0,
	};
	const saved = { name: 'gold', diskMegabytes: 9_000, bandwidthMegabytes: 90_000, mailboxes: null, databases: 0 };
	expect((await call('package.save', gold)).output('N')).toEqual([{ serverCode: null, ...saved }]);
	await call('package.save', { ...gold, databases: 5 });
	const listed = (await call('package.list', { returnAll: true })).output('N');
	expect(listed.filter(({ name }) => name === 'gold')).toEqual([{ ...saved, databases: 5 }]);
});

test.each([
	['diskMegabytes', '={{ $json.nothing }}', 'must be a whole number, or unlimited'],
	['diskMegabytes', '1.5', 'must be a whole number, or unlimited'],
	['bandwidthMegabytes', 0, 'must be at least 1, or unlimited'],
	['mailboxes', '-1', 'must be a whole number, or unlimited'],
])('a limit %s of %p does not pass for no limit', async (field, value, words) => {
	const given = { name: 'odd', diskMegabytes: 1, bandwidthMegabytes: 1, mailboxes: 1, databases: 1, [field]: value };
	expect((await call('package.save', given)).error?.message).toBe(`'${field}' ${words} [item 0]`);
	expect(Object.keys(scene.server.state().packages)).not.toContain('odd');
});

test('what the server says of itself', async () => {
	expect((await call('server.test')).output('N')).toEqual([
		{
			serverCode: null,
			panel: 'whm',
			version: '11.137.9999.106',
			neededRights: expect.arrayContaining(['create-acct', 'suspend-acct']),
			missingRights: [],
			advice: [expect.stringContaining('may do everything')],
		},
	]);
	expect((await call('server.load')).output('N')).toMatchObject([{ oneMinute: 0.42 }]);
	// controlPanelCertificate.test.ts has the servers that speak TLS.
	expect((await call('server.showCertificate')).error?.message).toBe(
		"'baseUrl' begins with http, where there is no certificate [item 0]",
	);
	const [count] = (await call('server.accounts')).output('N');
	const all = Object.values(scene.server.state().accounts);
	expect(count).toMatchObject({ panel: 'whm', accounts: all.length, suspended: 0 });
	expect(count?.packages).toEqual(
		['business', 'starter'].map((packageName) => ({
			packageName,
			accounts: all.filter(({ plan }) => plan === packageName).length,
			suspended: 0,
		})),
	);
	expect((await call('server.capacity')).output('N')).toMatchObject([
		{ serverCode: null, panel: 'whm', accounts: all.length, suspendedAccounts: 0, accountLimit: null, places: null },
	]);
});

test('an account ends for good', async () => {
	const ended = await call('account.terminate', ofAccount());
	expect(ended.output('N')).toMatchObject([{ domain: 'acme.example', terminated: true }]);
	expect(Object.keys(scene.server.state().zones)).not.toContain('acme.example');
	expect((await call('account.terminate', ofAccount())).error).toMatchObject({ context: { errorClass: 'not_found' } });
});

test('what is kept in the back office needs a server record', async () => {
	const durableStep = { taskId: '5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10', stepName: 'account' };
	const run = await call('account.create', { ...creation, durableStep }, [{ domain: 'durable.example' }]);
	expect(run.error?.message).toBe("'durableStep' needs the back office [item 0]");
	expect((await call('package.sync', { dryRun: true })).error?.message).toBe(
		"'connectBy' must be Server Record to sync packages [item 0]",
	);
	expect((await call('package.ensure', { packageName: byId('starter') })).error?.message).toBe(
		"'connectBy' must be Server Record to make the package of a plan [item 0]",
	);
	const undone = await call('step.undo', durableStep);
	expect(undone.error?.message).toBe("'connectBy' must be Server Record to take a step back [item 0]");
});

test('the lists of the editor', async () => {
	const search = async (method: string, filter?: string) =>
		(await harness.searchList(type, method, { parameters: { connectBy: 'credential' }, filter })).results;
	expect(await search('searchAccounts', 'CHOSEN')).toEqual([{ name: 'chosen.example (chosen1)', value: 'chosen1' }]);
	expect(await search('searchPackages', 'bus')).toEqual([{ name: 'business', value: 'business' }]);
	const every = (await search('searchPackages')).map(({ value }) => value);
	expect(every).toEqual(every.toSorted());
});

test('the credential is tested by logging in', async () => {
	const test = async (data: IDataObject) => await harness.testCredential('mspWhmApi', data as Record<string, string>);
	expect(await test(credential)).toEqual({
		status: 'OK',
		message: expect.stringMatching(/^Connected to cPanel & WHM 11\.137\.9999\.106\. The token may do everything/),
	});
	const wrong = await test({ ...credential, token: 'wrong' });
	expect(wrong).toMatchObject({
		status: 'Error',
		message: expect.stringContaining('Access denied. Check the user name'),
	});
	expect(await test({ ...credential, baseUrl: 'web1.example.com' })).toMatchObject({ status: 'Error' });
});

test('no operation is left out', () => {
	const all = resources.flatMap(({ name, operations }) => operations.map((operation) => `${name}.${operation.name}`));
	expect([...done].sort()).toEqual(all.sort());
});
