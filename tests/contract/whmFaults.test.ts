import { type ErrorClass } from '../../core/kernel/errors';
import { recordIn } from '../../core/panels';
import { accountCreation } from '../../core/provisioning';
import { outsideFailureOf as failureOf } from '../support/failure';
import { acme } from '../support/panelScene';
import { addForeignAccount, openWhmScene, type WhmScene } from '../support/whmScene';
import { runToTheEnd, stepOf } from '../support/stepInMemory';
import { refusedWith } from './faults/whm';

let scene: WhmScene;
beforeEach(async () => {
	scene = await openWhmScene();
});
afterEach(async () => await scene.server.close());

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
	// Words of cPanel's published Perl, and of reports of those who use createacct.
	['(XID t95cwn) “testhost” is a reserved username on this system.', 'invalid'],
	['The system cannot create the common domain “google.com”. You must choose a different domain name.', 'invalid'],
	[
		'The system cannot create the domain “co.uk” because it is a top-level domain or other public suffix. You must use a different domain name.',
		'invalid',
	],
	['You may not create a domain with a name that is the server’s hostname.', 'invalid'],
	['(XID abc) The domain “acme.example” already exists in the userdata.', 'exists'],
	[
		'Sorry, a DNS entry for acme.example already exists, please delete it first (from all servers in the dns cluster)',
		'exists',
	],
	['Sorry that username is too long. MAX is 8 letters', 'invalid'],
	['Sorry, usernames cannot begin with a number', 'invalid'],
	['Sorry, passwords must be at least 5 characters for security reasons', 'invalid'],
	['You do not have access to create that package', 'permission'],
	['You are not allowed to create an account with the package gold', 'limit'],
	['Sorry you may not create any more accounts with the package gold', 'limit'],
	['You have reached the maximum number of accounts that your cPanel license allows.', 'limit'],
	['Could not write to /var/cpanel/users: No space left on device', 'limit'],
	[
		'Sorry, the domain is already pointed to an IP address that does not appear to use DNS servers associated with this server.',
		'invalid',
	],
	['Le compte n’a pas pu être créé.', 'unknown'],
])('WHM says "%s"', async (reason, errorClass) => {
	scene.server.addFault({ path: '^createacct', kind: 'answer', ...refusedWith(reason) });
	const error = await failureOf(scene.panel.createAccount(acme));
	expect(error.errorClass).toBe(errorClass);
	expect(error.vendorMessage).toBe(reason.replace(/ at \/usr.*/, ''));
});

describe('a domain that the server does not take', () => {
	const other = { ...acme, username: 'other123' };

	test.each<[string, 'this server' | 'elsewhere' | undefined, RegExp]>([
		['is not registered', undefined, /Register it.*Tweak Settings → Domains → Allow unregistered domains/],
		[
			'has the name servers of others',
			'elsewhere',
			/at its registrar.*Tweak Settings → Domains → Allow Remote Domains/,
		],
	])('because it %s is refused for good, with what to do', async (_, nameServers, remedy) => {
		Object.assign(scene.server.state(), {
			allowUnregisteredDomains: false,
			allowRemoteDomains: false,
			registered: nameServers ? { [acme.domain]: nameServers } : {},
		});
		const step = stepOf(accountCreation(scene.panel), { ...acme });
		await runToTheEnd(step);
		expect(step.outcome).toBe('invalid');
		expect(scene.calls().filter((name) => name === 'createacct')).toHaveLength(1);
		expect(await failureOf(scene.panel.createAccount(acme))).toMatchObject({
			errorClass: 'invalid',
			remedy: expect.stringMatching(remedy),
		});
		Object.assign(scene.server.state(), { registered: { [acme.domain]: 'this server' } });
		await scene.panel.createAccount(acme);
		expect(Object.keys(scene.server.state().accounts)).toEqual([acme.username]);
	});

	test.each(['web1.hosting.example', 'mail.google.com', 'uk'])(
		'because of its name is refused for good: %s',
		async (domain) => {
			expect(await failureOf(scene.panel.createAccount({ ...acme, domain }))).toMatchObject({
				errorClass: 'invalid',
				remedy: expect.stringContaining('agree on another one'),
			});
		},
	);

	test('because it is there, or its zone is left, says where to look', async () => {
		await scene.panel.createAccount(acme);
		expect(await failureOf(scene.panel.createAccount(other))).toMatchObject({
			errorClass: 'exists',
			remedy: expect.stringContaining('List Accounts'),
		});
		scene.server.state().accounts = {};
		expect(await failureOf(scene.panel.createAccount(other))).toMatchObject({
			errorClass: 'exists',
			remedy: expect.stringContaining('Delete a DNS Zone'),
		});
	});

	test('because the licence allows no more accounts', async () => {
		await scene.server.close();
		scene = await openWhmScene({ accountLimit: 1 });
		await scene.panel.createAccount(acme);
		expect(await failureOf(scene.panel.createAccount({ ...other, domain: 'other.example' }))).toMatchObject({
			errorClass: 'limit',
		});
	});
});

test('markup in a reason is taken out', async () => {
	scene.server.addFault({
		path: '^createacct',
		kind: 'answer',
		...refusedWith('<b>Sorry</b>,<br/>you have &quot;no&quot;\n  room'),
	});
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

describe('rights', () => {
	test('a token without some of them is told which', async () => {
		await scene.server.close();
		scene = await openWhmScene({ rights: ['list-accts', 'create-acct', 'cpanel-api'] });
		const { missingRights } = await scene.panel.testConnection();
		expect(missingRights).toEqual(expect.arrayContaining(['edit-dns', 'kill-acct', 'passwd', 'suspend-acct']));
		expect(missingRights).not.toContain('list-accts');
		expect(await failureOf(scene.panel.terminateAccount(acme))).toMatchObject({ errorClass: 'permission' });
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

test('a zone that changed between look and edit is looked at again', async () => {
	await scene.panel.createAccount(acme);
	const zone = acme.domain;
	const spf = recordIn(zone, { name: 'shop', type: 'TXT', value: 'v=spf1 -all' });
	scene.server.addFault({
		path: '^mass_edit_dns_zone',
		times: 2,
		kind: 'answer',
		...refusedWith('Alt!', { type: 'Stale' }),
	});
	const edited = await scene.panel.editZone(acme, zone, { add: [spf], remove: [] });
	expect(edited.records).toContainEqual(spf);
	expect(scene.calls().filter((name) => name === 'mass_edit_dns_zone')).toHaveLength(3);
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
