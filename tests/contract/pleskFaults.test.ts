import { InputError, type ErrorClass } from '../../core/kernel/errors';
import { accountCreation, accountTermination, certificateRequest } from '../../core/provisioning';
import { runUnrecorded } from '../../core/tasks';
import { policies, scoreOf } from '../../stack/standins/plesk/passwords';
import { outsideFailureOf as failureOf } from '../support/failure';
import { addForeignAccount, openPleskScene, type PleskScene } from '../support/pleskScene';
import { runToTheEnd, stepOf } from '../support/stepInMemory';
import { xml } from './faults/plesk';
import { acme } from '../support/panelScene';

let scene: PleskScene;
beforeEach(async () => {
	scene = await openPleskScene();
});
afterEach(async () => await scene.server.close());

const state = () => scene.server.state();
const webspace = () => {
	const found = state().webspaces[acme.domain];
	if (!found) throw new Error('the played server has no such subscription');
	return found;
};
const count = (request: RegExp) => scene.calls().filter((name) => request.test(name)).length;
const other = 'Another-Long-Password-7';
const box = { address: 'info@acme.example', password: acme.password, quotaMegabytes: 5 };

describe('an interrupted creation', () => {
	test.each([
		['the customer was made', '^REST POST /clients$', 'drop_after'],
		['the subscription was made', '^XML webspace.add$', 'drop_after'],
		['the subscription was lost', '^XML webspace.add$', 'drop_before'],
	] as const)('goes on where %s, and makes nothing twice', async (_, path, kind) => {
		scene.server.addFault({ path, kind });
		const step = stepOf(accountCreation(scene.panel), { ...acme });
		await runToTheEnd(step);
		expect(step.outcome).toBe('ok');
		expect(Object.keys(state().webspaces)).toEqual([acme.domain]);
		expect(state().clients).toMatchObject([{ login: acme.username, externalId: 'msp:acme1234:acme.example' }]);
		expect([webspace().password, state().clients[0]?.password]).toEqual([acme.password, acme.password]);
	});

	test('may have come with another password: the last one counts', async () => {
		scene.server.addFault({ path: '^XML webspace.add$', kind: 'drop_before' });
		await failureOf(scene.panel.createAccount({ ...acme, password: other }));
		await scene.panel.createAccount(acme);
		expect(state().clients).toMatchObject([{ password: acme.password }]);
	});

	test('leaves a customer alone: terminating the account removes it', async () => {
		scene.server.addFault({ path: '^XML webspace.add$', kind: 'drop_before' });
		await failureOf(scene.panel.createAccount(acme));
		expect(state().clients).toHaveLength(1);
		await scene.panel.terminateAccount(acme);
		expect(state().clients).toEqual([]);
		expect(await failureOf(scene.panel.terminateAccount(acme))).toMatchObject({ errorClass: 'not_found' });
	});

	test('that is refused for good leaves nothing', async () => {
		state().licensedDomains = 0;
		expect(await failureOf(scene.panel.createAccount(acme))).toMatchObject({ errorClass: 'limit' });
		expect(state()).toMatchObject({ clients: [], webspaces: {} });
	});

	test('that came into being after all is looked at again', async () => {
		scene.server.addFault({ path: '^XML webspace.add$', kind: 'drop_after' });
		await failureOf(scene.panel.createAccount(acme));
		// As if the first try had been seen only now: the look before the second found nothing.
		scene.server.addFault({
			path: '^XML webspace.get$',
			kind: 'answer',
			...xml('<packet><webspace><get/></webspace></packet>'),
		});
		expect(await failureOf(scene.panel.createAccount(acme))).toMatchObject({ errorClass: 'unknown' });
		expect(state().clients).toHaveLength(1);
	});

	test('does not adopt a customer of somebody else', async () => {
		addForeignAccount(scene.server, 'x', 'x.example');
		const login = 'owner-of-x';
		expect(await failureOf(scene.panel.createAccount({ ...acme, username: login }))).toMatchObject({
			errorClass: 'exists',
		});
		expect(state().clients).toMatchObject([{ login, password: 'theirs' }]);
	});
});

describe('a refused subscription', () => {
	const answered = (code: number, text: string) =>
		xml(
			`<packet version="1.6.9.1"><webspace><add><result><status>error</status><errcode>${code}</errcode><errtext>${text}</errtext></result></add></webspace></packet>`,
		);

	test.each<[string, number, number, ErrorClass]>([
		// Such an answer with status 500: reported by the tests of a PHP client of Plesk.
		[
			'Unable to create the domain acme.example because a DNS record pointing to the host acme.example already exists.',
			1007,
			500,
			'exists',
		],
		['Domain already exists', 1007, 200, 'exists'],
		['The limit on the number of domains is reached', 1024, 200, 'limit'],
		['Unable to create the domain: acme.example already exists', 1023, 200, 'exists'],
		['The license limit of domains has been reached', 1023, 200, 'limit'],
		['Unable to write the configuration: No space left on device', 1023, 200, 'limit'],
		['Failed to configure the web server', 1023, 200, 'unknown'],
		['Failed to configure the web server', 1023, 500, 'unknown'],
	])('%s (%i, with status %i) is %s', async (text, code, status, errorClass) => {
		scene.server.addFault({ path: '^XML webspace.add$', kind: 'answer', ...answered(code, text), status });
		expect(await failureOf(scene.panel.createAccount(acme))).toMatchObject({
			errorClass,
			vendorMessage: `${text} (${code})`,
		});
	});

	test('status 500 with an answer that says yes is none that can be read', async () => {
		const yes =
			'<packet><webspace><add><result><status>ok</status><id>1</id><guid>x</guid></result></add></webspace></packet>';
		scene.server.addFault({ path: '^XML webspace.add$', kind: 'answer', ...xml(yes), status: 500 });
		expect(await failureOf(scene.panel.createAccount(acme))).toMatchObject({ errorClass: 'transport' });
	});
});

describe('terminating', () => {
	beforeEach(async () => {
		await scene.panel.createAccount(acme);
	});

	test('keeps a customer that has another subscription by now', async () => {
		addForeignAccount(scene.server, 'second01', 'second.example');
		const { id = 0 } = state().clients.find(({ login }) => login === acme.username) ?? {};
		Object.assign(state().webspaces['second.example'] ?? {}, { ownerId: id });
		await scene.panel.terminateAccount(acme);
		expect(Object.keys(state().webspaces)).toEqual(['second.example']);
		expect(state().clients.map(({ login }) => login)).toContain(acme.username);
	});

	test('removes further sites with it', async () => {
		webspace().sites.push({ id: 77, name: 'second.example' });
		await scene.panel.terminateAccount(acme);
		expect(state()).toMatchObject({ webspaces: {}, clients: [], zones: {} });
	});

	test('that reports an error though it worked is believed by its effect', async () => {
		state().quirks.deleteReportsError = true;
		await scene.panel.terminateAccount(acme);
		expect(state()).toMatchObject({ webspaces: {}, clients: [] });
		addForeignAccount(scene.server, 'theirs01', 'theirs.example');
		await scene.panel.terminateAccount({ username: 'theirs01', domain: 'theirs.example' });
		expect(state().webspaces).toEqual({});
	});

	test.each(['drop_before', 'drop_after'] as const)('%s leaves no customer alone', async (kind) => {
		scene.server.addFault({ path: '^REST DELETE /clients', kind });
		const step = stepOf(accountTermination(scene.panel), { account: acme.domain });
		await runToTheEnd(step);
		expect([step.outcome, state().clients, state().webspaces]).toEqual(['ok', [], {}]);
	});
});

describe('a subscription that is under backup', () => {
	beforeEach(async () => {
		await scene.panel.createAccount(acme);
	});

	test('is waited for', async () => {
		webspace().busyLooks = 2;
		await scene.panel.suspendAccount(acme, 'overdue');
		expect(webspace().status).toBe(16);
	});

	test.each<[string, () => Promise<unknown>]>([
		['suspending', () => scene.panel.suspendAccount(acme, 'overdue')],
		['terminating', () => scene.panel.terminateAccount(acme)],
		['changing the package', () => scene.panel.changePackage(acme, 'business')],
		['changing the password', () => scene.panel.changePassword(acme, other)],
		['making a mailbox', () => scene.panel.createMailbox(acme, box)],
	])('is waited for so long and no longer: %s', async (_, change) => {
		webspace().busyLooks = 50;
		const before = JSON.stringify({ ...webspace(), busyLooks: 0 });
		expect(await failureOf(change())).toMatchObject({ errorClass: 'busy' });
		expect(JSON.stringify({ ...webspace(), busyLooks: 0 })).toBe(before);
	});

	test('is not told as suspended', async () => {
		webspace().busyLooks = 1;
		expect(await scene.panel.findAccount({ domain: acme.domain })).toMatchObject({ suspended: false });
	});
});

describe('suspension', () => {
	beforeEach(async () => {
		await scene.panel.createAccount(acme);
	});

	test.each([16, 32, 64, 256, 16 | 4, 80])('the status %d is one', async (status) => {
		webspace().status = status;
		expect(await scene.panel.findAccount({ domain: acme.domain })).toMatchObject({ suspended: true });
		expect((await scene.panel.serverCapacity()).suspendedAccounts).toBe(1);
	});

	test('of the customer is for a person to take back', async () => {
		await scene.panel.suspendAccount(acme, 'overdue');
		Object.assign(state().clients[0] ?? {}, { status: 16 });
		expect(await failureOf(scene.panel.unsuspendAccount(acme))).toMatchObject({
			errorClass: 'permission',
			vendorMessage: expect.stringContaining("The customer 'acme1234'"),
		});
		expect(webspace().status).toBe(16);
	});
});

test('a subscription that was set apart from its plan gets the limits of the new one, and of the same one again', async () => {
	await scene.panel.createAccount(acme);
	const custom = { disk_space: '1048576', max_traffic: '-1', max_box: '1', max_db: '1' };
	for (const [packageName, mailboxes] of [
		['business', 50],
		['business', 50],
	] as const) {
		webspace().customLimits = { ...custom };
		await scene.panel.changePackage(acme, packageName);
		expect(await scene.panel.findAccount({ domain: acme.domain })).toMatchObject({
			packageName,
			limits: { mailboxes },
		});
	}
	expect(count(/switch-subscription/)).toBe(1);
});

test('a password by chance is strong enough for the strictest policy', async () => {
	const { panel } = scene;
	state().passwordPolicy = 'veryStrong';
	const drawn = Array.from({ length: 300 }, () => panel.generatePassword());
	expect(Math.min(...drawn.map(scoreOf))).toBeGreaterThanOrEqual(policies.veryStrong);
	expect(new Set(drawn).size).toBe(300);
	for (const password of drawn) expect(password).toMatch(/^[A-Za-z0-9][A-Za-z0-9_~]{15}$/);
	await panel.createAccount({ ...acme, password: panel.generatePassword() });
	await panel.createMailbox(acme, { ...box, password: panel.generatePassword() });
	await panel.createDatabase(acme, { name: 'acme1234_a', user: 'acme1234_a', password: panel.generatePassword() });
});

test('a package keeps its other settings', async () => {
	const gold = { name: 'starter', diskMegabytes: 1, bandwidthMegabytes: null, mailboxes: 3, databases: 4 };
	await scene.panel.savePackage(gold);
	expect(state().plans.find(({ name }) => name === 'starter')).toMatchObject({
		webmail: 'roundcube',
		limits: { disk_space: '1048576', max_traffic: '-1', max_box: '3', max_db: '4', max_site: '1', mbox_quota: '-1' },
	});
	expect(state().plans).toHaveLength(3);
});

describe('in another language', () => {
	beforeEach(async () => {
		await scene.panel.createAccount(acme);
		state().quirks.translated = true;
	});

	test.each<[string, () => Promise<unknown>, ErrorClass]>([
		['a weak password', () => scene.panel.changePassword(acme, 'abc'), 'invalid'],
		[
			'a weak password of a new account',
			() => scene.panel.createAccount({ ...acme, username: 'new12345', domain: 'new.example', password: 'abc' }),
			'invalid',
		],
		[
			'a mailbox that is there',
			async () => {
				await scene.panel.createMailbox(acme, box);
				await scene.panel.createMailbox(acme, box);
			},
			'exists',
		],
		['a mailbox that is not', () => scene.panel.deleteMailbox(acme, box.address), 'not_found'],
		['a package that is not', () => scene.panel.changePackage(acme, 'gold'), 'not_found'],
		[
			'no room for a database',
			async () => {
				for (const name of ['a', 'b', 'c']) {
					await scene.panel.createDatabase(acme, { name: `acme1234_${name}`, user: 'acme1234_a', password: other });
				}
			},
			'limit',
		],
		[
			'a database of somebody else',
			async () => {
				await scene.panel.createAccount({ ...acme, username: 'other123', domain: 'other.example' });
				for (const account of [acme, { username: 'other123', domain: 'other.example' }]) {
					await scene.panel.createDatabase(account, { name: 'shop', user: 'shop', password: other });
				}
			},
			'exists',
		],
		[
			'a database user of somebody else',
			async () => {
				await scene.panel.createAccount({ ...acme, username: 'other123', domain: 'other.example' });
				for (const [index, account] of [acme, { username: 'other123', domain: 'other.example' }].entries()) {
					await scene.panel.createDatabase(account, { name: `shop${index}`, user: 'shop', password: other });
				}
			},
			'exists',
		],
	])('%s', async (_, work, errorClass) => {
		expect(await failureOf(work())).toMatchObject({ errorClass });
	});

	test('the limit of a package is told as such', async () => {
		const made = Array.from({ length: 11 }, async (_, index) => {
			await scene.panel.createMailbox(acme, { ...box, address: `box${index}@acme.example` });
		});
		const outcomes = await Promise.allSettled(made);
		expect(outcomes.filter(({ status }) => status === 'rejected')).toMatchObject([{ reason: { errorClass: 'limit' } }]);
	});
});

test('a utility that ends with another code than 0 has not succeeded, whatever HTTP says', async () => {
	await scene.panel.createAccount(acme);
	state().quirks.utilitiesFail = true;
	const words = "Plesk's utility 'extension' ended with code 1: The utility failed";
	expect(await scene.panel.requestCertificate(acme)).toBe(words);
	expect(await scene.panel.certificateOf(acme)).toMatchObject({ state: 'none' });

	// A domain that does not lead to the server yet takes no account back: the request is done, and says what it lacks.
	const asked = await runUnrecorded(certificateRequest(scene.panel), { account: acme.domain });
	expect(asked).toMatchObject({ state: 'none', obstacle: words });
	state().quirks.utilitiesFail = false;
	expect(await scene.panel.requestCertificate(acme)).toBeUndefined();
	expect(await scene.panel.certificateOf(acme)).toMatchObject({ state: 'pending' });
});

test('a record that Plesk put elsewhere is taken away again', async () => {
	await scene.panel.createAccount(acme);
	state().quirks.namesBelowZone = true;
	const before = JSON.stringify(state().zones[acme.domain]);
	const record = { name: 'www2.acme.example', type: 'A' as const, value: '192.0.2.20', ttl: 300 };
	expect(await failureOf(scene.panel.editZone(acme, acme.domain, { add: [record], remove: [] }))).toMatchObject({
		errorClass: 'unknown',
		vendorMessage: expect.stringContaining('www2.acme.example.acme.example'),
	});
	expect(JSON.stringify(state().zones[acme.domain])).toBe(before);
});

describe('a sign-on link', () => {
	beforeEach(async () => {
		await scene.panel.createAccount(acme);
		scene.server.clear();
	});

	test('needs the address of the browser', async () => {
		await expect(scene.panel.createSignOn(acme, { service: 'panel' })).rejects.toMatchObject({
			field: 'browserAddress',
			constructor: InputError,
		});
		expect(scene.calls()).toEqual([]);
	});

	test('does not open webmail', async () => {
		expect(await failureOf(scene.panel.createSignOn(acme, { service: 'webmail' }))).toMatchObject({
			errorClass: 'permission',
			vendorMessage: expect.stringContaining('Plesk cannot open webmail'),
		});
		expect(scene.calls()).toEqual([]);
	});

	test('is not made for who owns the whole server', async () => {
		Object.assign(webspace(), { ownerId: 1 });
		const asked = { service: 'panel', browserAddress: '198.51.100.7' } as const;
		expect(await failureOf(scene.panel.createSignOn(acme, asked))).toMatchObject({ errorClass: 'permission' });
		expect(scene.calls()).not.toContain('XML server.create_session');
	});
});
