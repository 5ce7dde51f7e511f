import { accountReactivation, accountSuspension, accountTermination, packageChange } from '../../core/provisioning';
import { runUnrecorded } from '../../core/tasks';
import { addWebspace, guidOf, nextId } from '../../stack/standins/plesk/state';
import { outsideFailureOf as failureOf } from '../support/failure';
import { addForeignAccount, openPleskScene, type PleskScene } from '../support/pleskScene';
import { acme } from '../support/panelScene';

/* What people make by hand in Plesk, besides what the pack makes. */

let scene: PleskScene;
beforeEach(async () => {
	scene = await openPleskScene();
});
afterEach(async () => await scene.server.close());

const state = () => scene.server.state();
const calls = (request: RegExp) => scene.calls().filter((name) => request.test(name)).length;

/** A subscription more of a customer; without a user name it has no hosting. */
function addSubscription(login: string, domain: string, username: string): void {
	const { clients, plans, ipAddress } = state();
	const ownerId = clients.find((client) => client.login === login)?.id ?? 0;
	const planGuid = plans[0]?.guid ?? '';
	addWebspace(state(), { domain, ownerId, externalId: '', ipAddress, username, password: 'theirs', planGuid });
}

function addCustomer(login: string): void {
	const id = nextId(state());
	const client = { id, guid: guidOf(id), login, name: login, email: `${login}@example.net`, type: 'customer' };
	state().clients.push({ ...client, externalId: '', password: 'theirs', status: 0 });
}

describe('a subscription with add-on plans', () => {
	const addOn = guidOf(9_001);
	beforeEach(async () => {
		await scene.panel.createAccount(acme);
		Object.assign(state().webspaces[acme.domain] ?? {}, { addOnGuids: [addOn] });
	});

	test('is on the package of its plan, wherever Plesk names the add-ons', async () => {
		const { packageName } = acme;
		expect(await scene.panel.findAccount({ domain: acme.domain })).toMatchObject({ packageName });
		expect(await scene.panel.findAccount({ username: acme.username })).toMatchObject({ packageName });
		for await (const account of scene.panel.listAccounts()) expect(account).toMatchObject({ packageName });
	});

	test('is switched to another plan once, and not to the one that it is on', async () => {
		const wish = { account: acme.domain, packageName: 'business' };
		expect(await runUnrecorded(packageChange(scene.panel), wish)).toMatchObject({ packageName: 'business' });
		await scene.panel.changePackage(acme, 'business');
		expect(calls(/switch-subscription$/)).toBe(1);
		expect(state().webspaces[acme.domain]?.addOnGuids).toEqual([addOn]);
	});
});

describe('a customer with several subscriptions', () => {
	test('is known by the one whose system user has its name, whichever came first', async () => {
		addCustomer('bob');
		addSubscription('bob', 'mail-only.example', '');
		addSubscription('bob', 'shop.example', 'bob');
		expect(await scene.panel.findAccount({ username: 'bob' })).toMatchObject({ domain: 'shop.example' });
		const suspended = await runUnrecorded(accountSuspension(scene.panel), {
			account: 'shop.example',
			reason: 'overdue',
		});
		expect(suspended).toMatchObject({ username: 'bob', domain: 'shop.example', suspended: true });
		expect(state().webspaces['mail-only.example']).toMatchObject({ status: 0 });
	});

	test('is looked through a batch at a time, however many it has', async () => {
		addCustomer('agency');
		for (let index = 0; index < 450; index++) addSubscription('agency', `client-${index}.example`, `client${index}`);
		const last = state().webspaces['client-449.example'];
		expect(await scene.panel.findAccount({ username: 'agency' })).toBeUndefined();
		Object.assign(last ?? {}, { username: 'agency' });
		expect(await scene.panel.findAccount({ username: 'agency' })).toMatchObject({ domain: 'client-449.example' });
		const asked = scene.server
			.requests()
			.filter(({ name }) => name === 'XML webspace.get')
			.map(({ body }) => body.match(/<id>/g)?.length ?? 0);
		expect(Math.max(...asked)).toBe(200);
	});

	test('without any hosting is found by the one that it has', async () => {
		addCustomer('bob');
		addSubscription('bob', 'mail-only.example', '');
		expect(await scene.panel.findAccount({ username: 'bob' })).toMatchObject({ domain: 'mail-only.example' });
	});
});

describe('on a server with many accounts', () => {
	const looksThroughAll = () => calls(/^REST GET \/domains$/);
	beforeEach(() => {
		for (let index = 0; index < 5; index++) addForeignAccount(scene.server, `bulk${index}`, `bulk-${index}.example`);
	});

	test('one of a customer with another name is changed without looking through all', async () => {
		const { panel } = scene;
		const [account, reason] = ['bulk-3.example', 'overdue'];
		expect(await runUnrecorded(accountSuspension(panel), { account, reason })).toMatchObject({ suspended: true });
		expect(await runUnrecorded(accountReactivation(panel), { account })).toMatchObject({ suspended: false });
		expect(await runUnrecorded(accountTermination(panel), { account })).toMatchObject({ terminated: true });
		expect(looksThroughAll()).toBe(0);
		expect(Object.keys(state().webspaces)).toHaveLength(4);
	});

	test('one that is gone is not looked for in all', async () => {
		await scene.panel.createAccount(acme);
		expect(await runUnrecorded(accountTermination(scene.panel), { account: acme.domain })).toMatchObject({
			terminated: true,
		});
		expect(await scene.panel.findAccount(acme)).toBeUndefined();
		expect(looksThroughAll()).toBe(0);
	});

	test('the user name decides, where its domain is another one', async () => {
		await scene.panel.createAccount(acme);
		const { username } = acme;
		expect(await scene.panel.findAccount({ username, domain: 'bulk-3.example' })).toMatchObject({
			username,
			domain: acme.domain,
		});
		expect(await scene.panel.findAccount({ username: 'nobody01', domain: acme.domain })).toBeUndefined();
	});
});

describe('an international domain', () => {
	const domain = 'xn--mnchen-3ya.example';
	const account = { ...acme, domain };

	test('is found by its name in ASCII, though Plesk shows it in letters', async () => {
		await scene.panel.createAccount(account);
		expect(await scene.panel.findAccount({ domain })).toMatchObject({ domain, username: acme.username });
		await scene.panel.suspendAccount(account, 'overdue');
		await scene.panel.createMailbox(account, { address: `info@${domain}`, password: acme.password, quotaMegabytes: 5 });
		expect(await scene.panel.listMailboxes(account)).toMatchObject([{ address: `info@${domain}` }]);
		await scene.panel.terminateAccount(account);
		expect(state()).toMatchObject({ webspaces: {}, clients: [] });
	});

	test('of somebody else is told to be theirs', async () => {
		await scene.panel.createAccount(acme);
		addForeignAccount(scene.server, 'theirs01', domain);
		expect(await failureOf(scene.panel.findZone(acme, domain))).toMatchObject({ errorClass: 'permission' });
	});
});

test('a customer that is backed up is not one that is suspended', async () => {
	await scene.panel.createAccount(acme);
	await scene.panel.suspendAccount(acme, 'overdue');
	Object.assign(state().clients[0] ?? {}, { status: 4 });
	await scene.panel.unsuspendAccount(acme);
	expect(state().webspaces[acme.domain]).toMatchObject({ status: 0 });
});
