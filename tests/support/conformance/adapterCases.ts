import { changingMethods, collected, type HostingPackage, type PanelMethod } from '../../../core/panels';
import { callEveryMethod, onAccount, type AccountMethod } from '../everyMethod';
import {
	changesNothing,
	chosenPassword,
	create,
	domain,
	held,
	keptReason,
	otherPassword,
	told,
	wish,
	type ConformanceCase,
	type ConformingScene,
} from './scene';

const acme = { ...wish, username: 'acme1234', password: chosenPassword };
const gone = { username: 'gone1234', domain: 'gone.example' };
const address = `info@${domain}`;
const box = { address, password: chosenPassword, quotaMegabytes: 50 };
const text = { name: `conformance.${domain}`, type: 'TXT' as const, value: 'conformance', ttl: 3_600 };
const gold: HostingPackage = {
	name: 'gold',
	diskMegabytes: 9_000,
	bandwidthMegabytes: 90_000,
	mailboxes: 7,
	databases: 3,
};

/** What these methods say does not depend on whether the account is there; a database's name may also be refused. */
const withoutLook: readonly string[] = ['findZone', 'passwordPage', 'databaseNames'] satisfies readonly AccountMethod[];
const naming = Object.entries(onAccount).filter(([method]) => !withoutLook.includes(method));

/** What the methods of an adapter say of themselves. */
export const adapterCases: readonly ConformanceCase[] = [
	{
		name: 'suspending and unsuspending once more are left at that',
		expected: { kept: [true, true], live: [false, false] },
		async play({ panel }) {
			await panel.createAccount(acme);
			const found = async () => await panel.findAccount(acme);
			const kept: unknown[] = [];
			for (const reason of ['overdue', 'abuse']) {
				await panel.suspendAccount(acme, reason);
				kept.push(keptReason(await found()));
			}
			const live: unknown[] = [];
			for (let time = 0; time < 2; time++) {
				await panel.unsuspendAccount(acme);
				live.push((await found())?.suspended);
			}
			return { kept, live };
		},
	},
	{
		name: 'every method names an account that is not there as not found',
		expected: Object.fromEntries(naming.map(([method]) => [method, 'not_found'])),
		async play({ panel }) {
			const outcomes: Record<string, string> = {};
			for (const [method, call] of naming) outcomes[method] = await told(Promise.resolve(call(panel, gone)));
			return outcomes;
		},
	},
	{
		name: 'every method that changes something does, and no other does',
		expected: [...changingMethods].sort(),
		async play(scene) {
			const state = async () => JSON.stringify([scene.accounts(), await scene.panel.listPackages()]);
			let before = await state();
			const changing: PanelMethod[] = [];
			await callEveryMethod(scene.panel, async (method) => {
				const after = await state();
				if (after !== before) changing.push(method);
				before = after;
			});
			return changing.sort();
		},
	},
	{
		name: 'what is looked for and not there is undefined',
		expected: [true, true, true],
		async play({ panel }) {
			await panel.createAccount(acme);
			const found = [
				await panel.findAccount({ username: gone.username }),
				await panel.findAccount({ domain: gone.domain }),
				await panel.findZone(acme, gone.domain),
			];
			return found.map((one) => one === undefined);
		},
	},
	{
		name: 'making what is there is refused, whoever made it',
		expected: { account: 'exists', domain: 'exists', username: 'exists', mailbox: 'exists', unchanged: true },
		async play(scene) {
			const { panel } = scene;
			await panel.createAccount(acme);
			await panel.createMailbox(acme, box);
			const outcomes: Record<string, string> = {};
			const unchanged = await changesNothing(scene, async () => {
				outcomes.account = await told(panel.createAccount(acme));
				outcomes.domain = await told(panel.createAccount({ ...acme, username: 'other123' }));
				outcomes.username = await told(panel.createAccount({ ...acme, domain: 'other.example' }));
				outcomes.mailbox = await told(panel.createMailbox(acme, { ...box, password: otherPassword }));
			});
			return { ...outcomes, unchanged };
		},
	},
	{
		name: 'what an account does not have is not found',
		expected: {
			mailboxPassword: 'not_found',
			mailboxDeletion: 'not_found',
			zone: 'not_found',
			newPackage: 'not_found',
			package: 'not_found',
			accounts: 1,
		},
		async play({ panel, ...scene }) {
			await panel.createAccount(acme);
			return {
				mailboxPassword: await told(panel.changeMailboxPassword(acme, address, otherPassword)),
				mailboxDeletion: await told(panel.deleteMailbox(acme, address)),
				zone: await told(panel.editZone(acme, gone.domain, { add: [text], remove: [] })),
				newPackage: await told(panel.createAccount({ ...acme, ...gone, packageName: 'gold' })),
				package: await told(panel.changePackage(acme, 'gold')),
				accounts: scene.accounts().length,
			};
		},
	},
	{
		name: 'a zone of another account is not touched',
		expected: { refused: true, unchanged: true },
		async play(scene) {
			const { panel } = scene;
			const other = { ...acme, username: 'other123', domain: 'other.example' };
			await panel.createAccount(acme);
			await panel.createAccount(other);
			const record = { ...text, name: `conformance.${other.domain}` };
			let outcome = 'ok';
			const unchanged = await changesNothing(scene, async () => {
				outcome = await told(panel.editZone(acme, other.domain, { add: [record], remove: [] }));
			});
			return { refused: outcome === 'permission' || outcome === 'not_found', unchanged };
		},
	},
	{
		name: 'records that are there, or gone, are left at that',
		expected: { added: 1, removed: 0 },
		async play({ panel }) {
			await panel.createAccount(acme);
			const count = (records: ReadonlyArray<{ readonly value: string }>) =>
				records.filter(({ value }) => value === text.value).length;
			const add = async () => await panel.editZone(acme, domain, { add: [text], remove: [] });
			const remove = async () => await panel.editZone(acme, domain, { add: [], remove: [text] });
			await add();
			const added = count((await add()).records);
			await remove();
			return { added, removed: count((await remove()).records) };
		},
	},
	{
		name: 'a database that is there is kept, gets the new password, and is deleted once',
		expected: { databases: [1, 0], users: [1, 0], password: otherPassword, granted: true },
		async play(scene) {
			const { panel } = scene;
			await panel.createAccount(acme);
			const names = await panel.databaseNames(acme, { name: 'shop', user: 'shop' });
			await panel.createDatabase(acme, { ...names, password: chosenPassword });
			await panel.createDatabase(acme, { ...names, password: otherPassword });
			const before = held(scene);
			const listed = (await panel.listDatabases(acme)).find(({ name }) => name === names.name);
			for (let time = 0; time < 2; time++) {
				await panel.deleteDatabase(acme, { name: names.name, users: [names.user] });
			}
			const after = held(scene);
			return {
				databases: [before.databases.length, after.databases.length],
				users: [before.databaseUsers.length, after.databaseUsers.length],
				password: before.otherPasswords[names.user],
				granted: listed?.users.includes(names.user),
			};
		},
	},
	{
		name: 'packages are told with their limits, made, and given other limits',
		expected: { starter: true, unlimited: true, made: [gold], changed: [{ ...gold, databases: null }] },
		async play({ panel }) {
			const named = async (name: string) => (await panel.listPackages()).filter((one) => one.name === name);
			const limits = { diskMegabytes: 5_000, bandwidthMegabytes: 50_000, mailboxes: 10, databases: 2 };
			const none = { diskMegabytes: null, bandwidthMegabytes: null, mailboxes: null, databases: null };
			const [starter, unlimited] = [await named('starter'), await named('unlimited')];
			await panel.savePackage(gold);
			const made = await named('gold');
			await panel.savePackage({ ...gold, databases: null });
			return {
				starter: same(starter.map(sorted), [{ name: 'starter', ...limits }]),
				unlimited: same(unlimited.map(sorted), [{ name: 'unlimited', ...none }]),
				made: made.map(sorted),
				changed: (await named('gold')).map(sorted),
			};
		},
	},
	{
		name: 'the limits of an account that are told are those of its package',
		expected: { told: true, disk: [5_000, null] },
		async play({ panel }) {
			await panel.createAccount(acme);
			await panel.createAccount({ ...acme, username: 'free1234', domain: 'free.example', packageName: 'unlimited' });
			const limits = (await panel.findAccount({ domain }))?.limits ?? {};
			const free = (await panel.findAccount({ domain: 'free.example' }))?.limits ?? {};
			const starter = (await panel.listPackages()).find(({ name }) => name === 'starter');
			return {
				told:
					Object.entries(limits).every(([name, limit]) =>
						Object.entries(starter ?? {}).some((e) => same(e, [name, limit])),
					) && Object.values(free).every((limit) => limit === null),
				disk: [limits.diskMegabytes, free.diskMegabytes],
			};
		},
	},
	{
		name: 'a server tells how full it is, its version, its load and what the log-in lacks',
		expected: { accounts: 2, suspended: 1, version: true, rights: true, missing: [], load: true },
		async play({ panel, ...scene }) {
			await panel.createAccount(acme);
			await panel.suspendAccount(acme, 'overdue');
			scene.addForeignAccount('theirs01', 'theirs.example');
			const { accounts, suspendedAccounts: suspended } = await panel.serverCapacity();
			const { version, neededRights, missingRights: missing } = await panel.testConnection();
			const load = Object.values(await panel.serverLoad()).every((one) => Number.isFinite(one) && one >= 0);
			return { accounts, suspended, version: version !== '', rights: neededRights.length > 0, missing, load };
		},
	},
	{
		name: 'a sign-on link leads somewhere, and does not last',
		expected: { address: true, lasts: true },
		async play({ panel }) {
			await panel.createAccount(acme);
			const { url, expiresAt } = await panel.createSignOn(acme, { service: 'panel', browserAddress: '198.51.100.7' });
			const hours = expiresAt === null ? 0 : (Date.parse(expiresAt) - Date.now()) / 3_600_000;
			return { address: /^https?:$/.test(new URL(url).protocol), lasts: hours < 25 };
		},
	},
	{
		name: 'accounts are all listed, and each once, however many there are',
		expected: { listed: 322, different: 322, all: true },
		async play({ panel, ...scene }) {
			for (let index = 0; index < 320; index++) {
				scene.addForeignAccount(`bulk${String(index).padStart(4, '0')}`, `bulk-${index}.example`);
			}
			await create({ panel, ...scene });
			await create({ panel, ...scene }, { domain: 'other.example' });
			const domains = (await collected(panel.listAccounts(), null)).map((account) => account.domain);
			const different = new Set(domains);
			return {
				listed: domains.length,
				different: different.size,
				all: scene.accounts().every((account) => different.has(account.domain)),
			};
		},
	},
	{
		name: 'a chosen user name is within the rules, free, and not the same twice',
		expected: { refused: [], outside: [] },
		play: chooseNames,
	},
];

async function chooseNames(scene: ConformingScene) {
	const { panel } = scene;
	const chosen: string[] = [];
	const refused: string[] = [];
	for (const asked of awkwardDomains) {
		const username = await panel.chooseUsername(asked);
		chosen.push(username);
		const outcome = await told(panel.createAccount({ ...acme, username, domain: asked }));
		if (outcome !== 'ok') refused.push(`${username}: ${outcome}`);
	}
	const outside = chosen.filter((name, index) => !/^[a-z][a-z0-9]{2,15}$/.test(name) || chosen.indexOf(name) !== index);
	return { refused, outside };
}

/** Domains whose first letters are not allowed in a user name, or reserved, or the same as of others. */
const awkwardDomains = [
	'test.example',
	'testing.example',
	'tes.example',
	'123.example',
	'4you.example',
	'root.example',
	'admin.example',
	'mysql.example',
	'a.example',
	'a-b.example',
	'xn--mnchen-3ya.example',
	`${'long'.repeat(12)}.example`,
	'acme.example',
	'acme.example.org',
	'acme.example.net',
	'acme.example.com',
];

const sorted = ({ name, diskMegabytes, bandwidthMegabytes, mailboxes, databases }: HostingPackage) => ({
	name,
	diskMegabytes,
	bandwidthMegabytes,
	mailboxes,
	databases,
});
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
