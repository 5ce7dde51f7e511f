import {
	certificateRequest,
	databaseCreation,
	databaseDeletion,
	mailboxCreation,
	mailboxDeletion,
	mailboxPasswordChange,
	undoNamed,
	zoneEdit,
} from '../../../core/provisioning';
import { type ControlPanel } from '../../../core/panels';
import { runToTheEnd, stepOf } from '../stepInMemory';
import {
	chosenPassword,
	create,
	domain,
	held,
	otherPassword,
	run,
	told,
	type ConformanceCase,
	type ConformingScene,
} from './scene';

const account = domain;
const text = { name: '@', type: 'TXT' as const, value: 'conformance; one "quoted" text' };
const other = { ...text, value: 'conformance two' };
const address = `info@${domain}`;

/** What is in an account, through the side effects. */
export const contentCases: readonly ConformanceCase[] = [
	{
		name: 'a record is added once and removed once, however often that is asked for',
		expected: { added: [1, 0], held: [true, false], removed: [1, 0] },
		async play(scene) {
			await create(scene);
			const edit = async (wanted: object) => await run(zoneEdit(scene.panel), { account, ...wanted });
			const holds = () => held(scene).texts.includes(text.value);
			const added = [await edit({ present: [text] }), await edit({ present: [text] })];
			const there = holds();
			const removed = [await edit({ absent: [text] }), await edit({ absent: [text] })];
			return {
				added: added.map((edited) => edited.added.length),
				held: [there, holds()],
				removed: removed.map((edited) => edited.removed.length),
			};
		},
	},
	{
		name: 'an edit is taken back, and what was there before stays',
		expected: { edited: [true, true], undone: [true, false] },
		async play(scene) {
			await create(scene);
			await run(zoneEdit(scene.panel), { account, present: [text] });
			const texts = () => [text, other].map(({ value }) => held(scene).texts.includes(value));
			const step = stepOf(zoneEdit(scene.panel), { account, present: [text, other] });
			await runToTheEnd(step);
			const edited = texts();
			await undoNamed(scene.panel)(step.effect)?.takeBack(step.intent);
			return { edited, undone: texts() };
		},
	},
	{
		name: 'the SPF record of a plan and the one of the panel are one, and the undo leaves that of the panel',
		expected: { same: true, merged: [1, true], again: [0, 0], undone: true },
		async play(scene) {
			await create(scene);
			const spf = () => held(scene).texts.filter((one) => one.startsWith('v=spf1'));
			const panels = spf();
			// It says no more than each panel's own does.
			const plan = { name: '@', type: 'TXT' as const, value: 'v=spf1 a mx ~all' };
			await run(zoneEdit(scene.panel), { account, present: [plan] });
			const same = panels.length === 1 && JSON.stringify(spf()) === JSON.stringify(panels);
			const more = { ...plan, value: 'v=spf1 a mx include:mail.example ~all' };
			const step = stepOf(zoneEdit(scene.panel), { account, present: [more] });
			await runToTheEnd(step);
			const merged = spf();
			const { added, removed } = await run(zoneEdit(scene.panel), { account, present: [more, plan] });
			await undoNamed(scene.panel)(step.effect)?.takeBack(step.intent);
			return {
				same,
				merged: [merged.length, / a .*mx .*include:mail\.example [-~]all$/.test(merged[0] ?? '')],
				again: [added.length, removed.length],
				undone: JSON.stringify(spf()) === JSON.stringify(panels),
			};
		},
	},
	{
		name: 'two SPF records from before become one',
		expected: { before: 2, after: 1 },
		async play(scene) {
			await create(scene);
			const spf = () => held(scene).texts.filter((one) => one.startsWith('v=spf1')).length;
			const second = { name: domain, type: 'TXT' as const, value: 'v=spf1 a mx ~all', ttl: 3_600 };
			await scene.panel.editZone(held(scene), domain, { add: [second], remove: [] });
			const before = spf();
			await run(zoneEdit(scene.panel), { account, present: [{ ...second, name: '@' }] });
			return { before, after: spf() };
		},
	},
	{
		name: 'a record that somebody edited since then is not undone',
		expected: { texts: ['v=DMARC1; p=reject; rua=mailto:me@acme.example'] },
		async play(scene) {
			await create(scene);
			const dmarc = (value: string) => ({ name: '_dmarc', type: 'TXT' as const, value });
			await run(zoneEdit(scene.panel), { account, present: [dmarc('v=DMARC1; p=none')] });
			const step = stepOf(zoneEdit(scene.panel), { account, present: [dmarc('v=DMARC1; p=quarantine')] });
			await runToTheEnd(step);
			await run(zoneEdit(scene.panel), { account, present: [dmarc('v=DMARC1; p=reject; rua=mailto:me@acme.example')] });
			await undoNamed(scene.panel)(step.effect)?.takeBack(step.intent);
			return { texts: held(scene).texts.filter((one) => one.startsWith('v=DMARC1')) };
		},
	},
	{
		name: 'an address takes the place of a CNAME and back again, where the name server refuses both',
		expected: { edited: ['A 192.0.2.7'], undone: ['CNAME other.example'], back: ['CNAME other.example'] },
		async play(scene) {
			await create(scene);
			const shop = async () =>
				((await scene.panel.findZone(held(scene), domain))?.records ?? [])
					.filter(({ name }) => name === `shop.${domain}`)
					.map(({ type, value }) => `${type} ${value}`);
			const alias = { name: 'shop', type: 'CNAME' as const, value: 'other.example' };
			const address = { name: 'shop', type: 'A' as const, value: '192.0.2.7' };
			await run(zoneEdit(scene.panel), { account, present: [alias] });
			const step = stepOf(zoneEdit(scene.panel), { account, present: [address] });
			await runToTheEnd(step);
			const edited = await shop();
			await undoNamed(scene.panel)(step.effect)?.takeBack(step.intent);
			const undone = await shop();
			await run(zoneEdit(scene.panel), { account, present: [address] });
			await run(zoneEdit(scene.panel), { account, present: [alias] });
			return { edited, undone, back: await shop() };
		},
	},
	{
		name: 'a long SPF record of several strings is merged with the one of the panel',
		expected: { count: 1, whole: true },
		async play(scene) {
			await create(scene);
			const addresses = Array.from({ length: 16 }, (_, at) => `ip4:198.51.100.${at + 100}`);
			const long = { name: '@', type: 'TXT' as const, value: `v=spf1 ${addresses.join(' ')} ~all` };
			await run(zoneEdit(scene.panel), { account, present: [long] });
			await run(zoneEdit(scene.panel), { account, present: [long] });
			const spf = held(scene).texts.filter((one) => one.startsWith('v=spf1'));
			return {
				count: spf.length,
				whole: addresses.every((one) => (spf[0] ?? '').includes(one)) && (spf[0] ?? '').length > 255,
			};
		},
	},
	{
		name: 'a domain in Unicode is the account and the zone of its A-label, with and without www.',
		expected: {
			domain: 'xn--caf-lyon-d1a.example',
			again: 'exists',
			found: true,
			mailboxes: ['info@xn--caf-lyon-d1a.example'],
			records: 1,
		},
		async play(scene) {
			const idn = 'xn--caf-lyon-d1a.example';
			const made = await create(scene, { domain: idn });
			const again = await told(create(scene, { domain: `www.${idn}` }));
			const typed = 'https://www.Café-Lyon.example/';
			const box = { account: typed, address: 'Info@CAFÉ-Lyon.example', quotaMegabytes: 5 };
			await run(mailboxCreation(scene.panel), box);
			const record = { name: 'WWW2.Café-Lyon.example', type: 'A' as const, value: '192.0.2.9' };
			const { added } = await run(zoneEdit(scene.panel), {
				account: 'café-lyon.example',
				zone: 'Café-Lyon.example.',
				present: [record],
			});
			const { mailboxes } = held(scene, idn);
			return {
				domain: made.domain,
				again,
				found: (await scene.panel.findAccount({ domain: idn })) !== undefined,
				mailboxes,
				records: added.length,
			};
		},
	},
	{
		name: 'every record type is given back as it was written',
		expected: [],
		async play(scene) {
			await create(scene);
			await run(zoneEdit(scene.panel), { account, present: manyRecords });
			const { records = [] } = (await scene.panel.findZone(held(scene), domain)) ?? {};
			return manyRecords.filter(
				({ name, type, value }) =>
					!records.some((one) => one.name === `${name}.${domain}` && one.type === type && one.value === value),
			);
		},
	},
	{
		name: 'a zone that is not served is not found',
		expected: { edit: 'not_found', found: 'none' },
		async play({ panel, ...scene }) {
			await create({ panel, ...scene });
			const wanted = { account, zone: 'elsewhere.example', present: [text] };
			const found = await panel.findZone(held({ panel, ...scene }), 'elsewhere.example');
			return { edit: await told(run(zoneEdit(panel), wanted)), found: found ? 'some' : 'none' };
		},
	},
	{
		name: 'a mailbox is made once, gets another password, and is deleted once',
		expected: {
			made: { address, quotaMegabytes: 50 },
			again: 'exists',
			passwords: [chosenPassword, otherPassword],
			held: [[address], []],
			deleted: ['ok', 'not_found'],
			password: 'not_found',
		},
		async play(scene) {
			await create(scene);
			const { panel } = scene;
			const make = () =>
				run(mailboxCreation(panel), { account, address: 'info', quotaMegabytes: 50, password: chosenPassword });
			const change = () => run(mailboxPasswordChange(panel), { account, address, password: otherPassword });
			const remove = () => told(run(mailboxDeletion(panel), { account, address }));
			const passwordNow = () => held(scene).otherPasswords[address];
			const made = await make();
			const again = await told(make());
			const first = passwordNow();
			await change();
			const passwords = [first, passwordNow()];
			const there = held(scene).mailboxes;
			const deleted = [await remove(), await remove()];
			return {
				made: { address: made.address, quotaMegabytes: made.quotaMegabytes },
				again,
				passwords,
				held: [there, held(scene).mailboxes],
				deleted,
				password: await told(change()),
			};
		},
	},
	{
		name: 'a mailbox without a limit has none',
		expected: { made: null, listed: null, generated: true },
		async play(scene) {
			await create(scene);
			const made = await run(mailboxCreation(scene.panel), { account, address, quotaMegabytes: null });
			const [listed] = await scene.panel.listMailboxes(held(scene));
			const generated = (held(scene).otherPasswords[address]?.length ?? 0) >= 12;
			return { made: made.quotaMegabytes, listed: listed?.quotaMegabytes, generated };
		},
	},
	{
		name: 'a database comes with its user and the grant, once, and goes with them',
		expected: {
			granted: true,
			again: 'exists',
			taken: 'exists',
			password: chosenPassword,
			held: [1, 1, 0, 0],
			deleted: ['ok', 'not_found'],
		},
		play: databaseLife,
	},
	{
		name: 'a user with another database stays',
		expected: { deleted: 0, users: 1, databases: 1 },
		async play(scene) {
			await create(scene);
			const { panel } = scene;
			const { name, users } = await run(databaseCreation(panel), { account, name: 'one' });
			const [user = ''] = users;
			const second = await panel.databaseNames(held(scene), { name: 'two', user: 'two' });
			await panel.createDatabase(held(scene), { name: second.name, user, password: chosenPassword });
			const { deletedUsers } = await run(databaseDeletion(panel), { account, name });
			const { databaseUsers, databases } = held(scene);
			return { deleted: deletedUsers.length, users: databaseUsers.length, databases: databases.length };
		},
	},
	{
		name: 'a certificate is asked for and comes',
		expected: { asked: true, state: 'valid', names: true, lasts: true },
		async play(scene) {
			await create(scene);
			await run(certificateRequest(scene.panel), { account });
			const { state, hostnames, expiresAt } = await certificateSoon(scene.panel, scene);
			return {
				asked: held(scene).certificateAsked,
				state,
				names: hostnames.includes(domain),
				lasts: expiresAt !== null && Date.parse(expiresAt) > Date.now(),
			};
		},
	},
	{
		name: 'usage is in bytes and counts',
		expected: {
			limits: [5_000 * 1_048_576, 50_000 * 1_048_576],
			counts: [2, 1],
			whole: true,
			unlimited: [null, null],
		},
		async play(scene) {
			const { panel } = scene;
			await create(scene);
			await create(scene, { domain: 'free.example', packageName: 'unlimited' });
			for (const name of ['info', 'sales']) {
				await run(mailboxCreation(panel), { account, address: name, quotaMegabytes: 5 });
			}
			await run(databaseCreation(panel), { account, name: 'shop' });
			const usage = await panel.accountUsage(held(scene));
			const free = await panel.accountUsage(held(scene, 'free.example'));
			const used = [usage.diskBytes, usage.bandwidthBytes];
			return {
				limits: [usage.diskLimitBytes, usage.bandwidthLimitBytes],
				counts: [usage.mailboxes, usage.databases],
				whole: used.every((bytes) => Number.isInteger(bytes) && bytes >= 0),
				unlimited: [free.diskLimitBytes, free.bandwidthLimitBytes],
			};
		},
	},
];

const manyRecords = [
	{ name: 'a', type: 'A' as const, value: '192.0.2.7' },
	{ name: 'aaaa', type: 'AAAA' as const, value: '2001:db8::7' },
	{ name: 'cname', type: 'CNAME' as const, value: 'target.example.net' },
	{ name: 'mx', type: 'MX' as const, value: '10 mail.example.net' },
	{ name: 'txt', type: 'TXT' as const, value: 'include:"x" -all; ünïcode' },
	{ name: 'long', type: 'TXT' as const, value: 'k'.repeat(400) },
	{ name: '_sip._tcp', type: 'SRV' as const, value: '10 5 5060 sip.example.net' },
	{ name: 'caa', type: 'CAA' as const, value: '0 issue "letsencrypt.org"' },
	{ name: 'sub', type: 'NS' as const, value: 'ns1.example.net' },
];

async function databaseLife(scene: ConformingScene) {
	await create(scene);
	const { panel } = scene;
	const make = () => run(databaseCreation(panel), { account, name: 'shop', password: chosenPassword });
	const { name, users } = await make();
	const [user = ''] = users;
	const again = await told(make());
	const taken = await told(run(databaseCreation(panel), { account, name: 'blog', user: 'shop' }));
	const before = held(scene);
	const remove = () => told(run(databaseDeletion(panel), { account, name }));
	const deleted = [await remove(), await remove()];
	const after = held(scene);
	return {
		granted: before.databases.some((one) => one.name === name && one.users.includes(user)),
		again,
		taken,
		password: before.otherPasswords[user],
		held: [before, after].flatMap(({ databases, databaseUsers }) => [databases.length, databaseUsers.length]),
		deleted,
	};
}

async function certificateSoon(panel: ControlPanel, scene: ConformingScene) {
	for (let looks = 1; ; looks++) {
		const found = await panel.certificateOf(held(scene));
		if (found.state === 'valid' || looks >= 10) return found;
	}
}
