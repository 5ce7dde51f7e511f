import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { ExternalError } from '../../core/kernel/errors';
import { openServerPanel } from '../../core/servers';
import { changingMethods, panelMethods, type Account, type ControlPanel } from '../../core/panels';
import { limitedPanel } from '../../core/servers/limitedPanel';
import { serverSlots, standardPatience, type SlotPatience } from '../../core/servers/serverSlots';
import { stepLeaseSeconds } from '../../core/tasks/stepRecord';
import { openPool } from '../../core/db/pool';
import { storeOn, type Store } from '../../core/db';
import { memoryPanel } from '../support/memoryPanel';
import { backOfficeOn } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';
import { openWhmScene, whmToken } from '../support/whmScene';

let database: TestDatabase;
let other: Store;

beforeAll(async () => {
	database = await createTestDatabase();
	// A second process: connections of its own to the same database.
	other = storeOn(() => database.pool(), 'a test');
});
afterAll(async () => await database.drop());

const patient: SlotPatience = { ...standardPatience, waitMs: 20_000 };
const impatient: SlotPatience = { ...standardPatience, waitMs: 120 };
const account = { username: 'acme', domain: 'acme.example' };

async function addServer(serverCode: string, maxConcurrency: number): Promise<string> {
	const serverId = randomUUID();
	await database.store.asStaff(async (transaction) => {
		await transaction.run(
			`insert into msp.server (id, server_code, panel, base_url, username, sealed_token, max_accounts, max_concurrency)
			values ($1, $2, 'whm', 'https://panel.example:2087', 'root', 'sealed', 100, $3)`,
			[serverId, serverCode, maxConcurrency],
		);
	});
	return serverId;
}

const setLimit = async (serverId: string, limit: number) =>
	await database.owner.query('update msp.server set max_concurrency = $2 where id = $1', [serverId, limit]);
const letLeasesRunOut = async (serverId: string) =>
	await database.owner.query(
		`update msp.server_slot set lease_until = now() - interval '1 second' where server_id = $1`,
		[serverId],
	);
async function held(serverId: string): Promise<number> {
	const { rows } = await database.owner.query<{ held: number }>(
		'select count(*)::int as held from msp.server_slot where server_id = $1 and lease_until > now()',
		[serverId],
	);
	return rows[0]?.held ?? 0;
}

const listed = (number: number): Account => ({
	username: `u${number}`,
	domain: `u${number}.example`,
	packageName: 'starter',
	suspended: false,
	suspensionReason: '',
	contactEmail: '',
	ipAddress: '',
	limits: {},
});
/** A panel with ten accounts to list; `under` counts what is under way on it. */
function busyPanel(workMs: () => number) {
	const under = { now: 0, most: 0, done: 0 };
	const panel: ControlPanel = {
		...memoryPanel().panel,
		suspendAccount: async () => {
			under.most = Math.max(under.most, ++under.now);
			await wait(workMs());
			under.now -= 1;
			under.done += 1;
		},
		async *listAccounts() {
			for (let number = 1; number <= 10; number++) yield await Promise.resolve(listed(number));
		},
	};
	return { panel, under };
}

test('never more than the limit at once, over two processes under load', async () => {
	const serverId = await addServer('load', 3);
	const { panel, under } = busyPanel(() => 1 + Math.random() * 12);
	const workers = [database.store, other].map((store) => limitedPanel(panel, serverSlots(store, serverId, patient)));
	await Promise.all(
		Array.from({ length: 80 }, async (_, index) => await workers[index % 2]?.suspendAccount(account, 'overdue')),
	);
	expect(under).toEqual({ now: 0, most: 3, done: 80 });
	expect(await held(serverId)).toBe(0);
});

test('where no place comes free in time it is busy, by the name of the server and its limit; another server is free', async () => {
	const serverId = await addServer('full', 2);
	const slots = serverSlots(other, serverId, impatient);
	const holders = [await slots.hold(), await slots.hold()];
	const { panel, under } = busyPanel(() => 0);
	await expect(limitedPanel(panel, slots).suspendAccount(account, 'overdue')).rejects.toMatchObject({
		errorClass: 'busy',
		vendorMessage: expect.stringContaining('The server full had 2 changes or lists under way') as unknown,
		remedy: expect.stringContaining('Raise Max Concurrency') as unknown,
	});
	expect(under.done).toBe(0);
	const elsewhere = serverSlots(other, await addServer('empty', 1), impatient);
	await limitedPanel(panel, elsewhere).suspendAccount(account, 'overdue');
	expect(under.done).toBe(1);
	await Promise.all(holders.map(async ({ giveBack }) => await giveBack()));
});

test('the place of a worker that died comes free when its lease runs out, and is not given back twice', async () => {
	const serverId = await addServer('dead', 1);
	const slots = serverSlots(database.store, serverId, impatient);
	const dead = await slots.hold();
	await expect(slots.hold()).rejects.toMatchObject({ errorClass: 'busy' });
	await letLeasesRunOut(serverId);
	await slots.hold();
	// It was not dead after all.
	await dead.giveBack();
	expect(await held(serverId)).toBe(1);
	await expect(slots.hold()).rejects.toMatchObject({ errorClass: 'busy' });
});

test('a change that takes longer than the lease keeps its place', async () => {
	const serverId = await addServer('slow', 1);
	const { panel } = busyPanel(() => 2_500);
	const short = { waitMs: 300, leaseMs: 1_000, renewMs: 250 };
	const slow = limitedPanel(panel, serverSlots(database.store, serverId, short)).suspendAccount(account, 'overdue');
	await wait(1_500);
	await expect(serverSlots(other, serverId, short).hold()).rejects.toMatchObject({ errorClass: 'busy' });
	await slow;
	expect(await held(serverId)).toBe(0);
});

test('a lower limit holds as places come back, a higher one at once', async () => {
	const serverId = await addServer('changing', 3);
	const slots = serverSlots(database.store, serverId, impatient);
	const [one, two, three] = [await slots.hold(), await slots.hold(), await slots.hold()];
	await setLimit(serverId, 1);
	await one.giveBack();
	await expect(slots.hold()).rejects.toMatchObject({ vendorMessage: expect.stringContaining('had 1 ') as unknown });
	await two.giveBack();
	await expect(slots.hold()).rejects.toMatchObject({ errorClass: 'busy' });
	await three.giveBack();
	const only = await slots.hold();
	await expect(slots.hold()).rejects.toMatchObject({ errorClass: 'busy' });
	await setLimit(serverId, 2);
	const more = await slots.hold();
	expect(await held(serverId)).toBe(2);
	await Promise.all([only.giveBack(), more.giveBack()]);
});

describe('a list of accounts', () => {
	const list = async (serverId: string, each: (account: Account, index: number) => Promise<boolean>) => {
		const { panel } = busyPanel(() => 0);
		let index = 0;
		for await (const one of limitedPanel(panel, serverSlots(database.store, serverId, impatient)).listAccounts())
			if (!(await each(one, index++))) break;
		return index;
	};

	test('holds one place while it goes on, and gives it back at its end', async () => {
		const serverId = await addServer('list', 1);
		const counts: number[] = [];
		expect(await list(serverId, async () => counts.push(await held(serverId)) > 0)).toBe(10);
		expect(new Set(counts)).toEqual(new Set([1]));
		expect(await held(serverId)).toBe(0);
	});

	test('gives it back where the reader stops, where the reader fails, and where the panel fails', async () => {
		const serverId = await addServer('stopped', 1);
		expect(await list(serverId, async (_, index) => await Promise.resolve(index < 3))).toBe(4);
		expect(await held(serverId)).toBe(0);

		const failing = list(serverId, async () => await Promise.reject(new Error('the reader fell over')));
		await expect(failing).rejects.toThrow('fell over');
		expect(await held(serverId)).toBe(0);

		const broken: ControlPanel = {
			...memoryPanel().panel,
			async *listAccounts() {
				yield await Promise.resolve(listed(1));
				throw new ExternalError('transport', 'the second page was lost', 'Look.');
			},
		};
		const limited = limitedPanel(broken, serverSlots(database.store, serverId, impatient));
		const read = async () => {
			for await (const _ of limited.listAccounts());
		};
		await expect(read()).rejects.toThrow('second page');
		expect(await held(serverId)).toBe(0);
	});

	test('that is read slowly holds its place on; one that nobody reads on frees it', async () => {
		const serverId = await addServer('renewed', 1);
		const short = { waitMs: 200, leaseMs: 1_000, renewMs: 150 };
		const { panel } = busyPanel(() => 0);
		let index = 0;
		for await (const _ of limitedPanel(panel, serverSlots(database.store, serverId, short)).listAccounts()) {
			index += 1;
			await wait(250);
			if (index % 4 === 0)
				await expect(serverSlots(other, serverId, { ...short, waitMs: 30 }).hold()).rejects.toMatchObject({
					errorClass: 'busy',
				});
		}
		expect(index).toBe(10);

		const forgotten = limitedPanel(panel, serverSlots(database.store, serverId, short)).listAccounts();
		const reader = forgotten[Symbol.asyncIterator]();
		await reader.next();
		expect(await held(serverId)).toBe(1);
		await wait(1_100);
		const taker = await serverSlots(other, serverId, short).hold();
		// Whoever reads on after all waits for a place again.
		await expect(reader.next()).rejects.toMatchObject({ errorClass: 'busy' });
		await taker.giveBack();
		expect(await held(serverId)).toBe(0);
	});
});

test('every change and every list needs a place, and no look does', async () => {
	const serverId = await addServer('methods', 1);
	const slots = serverSlots(database.store, serverId, { ...standardPatience, waitMs: 0 });
	const { panel } = memoryPanel();
	const names = Object.keys(panel).filter((name) => name !== 'kind');
	expect(names.sort()).toEqual([...panelMethods].sort());
	const answering = Object.fromEntries(names.map((name) => [name, async () => await Promise.resolve(name)]));
	const limited = limitedPanel({ ...panel, ...answering }, slots) as unknown as Record<string, () => Promise<unknown>>;
	const holder = await slots.hold();
	const refused: string[] = [];
	for (const name of names) {
		if (name === 'listAccounts') continue;
		await limited[name]?.().catch((error: unknown) => {
			expect(error).toMatchObject({ errorClass: 'busy' });
			refused.push(name);
		});
	}
	expect(refused.sort()).toEqual([...changingMethods].sort());
	await expect(limitedPanel(panel, slots).listAccounts()[Symbol.asyncIterator]().next()).rejects.toMatchObject({
		errorClass: 'busy',
	});
	await holder.giveBack();
});

test('no connection is held while the panel works', async () => {
	const serverId = await addServer('connections', 8);
	const single = openPool({ ...database.connection, maxConnections: 1 });
	const { panel, under } = busyPanel(() => 150);
	const limited = limitedPanel(
		panel,
		serverSlots(
			storeOn(() => single, 'a test'),
			serverId,
			patient,
		),
	);
	await Promise.all(Array.from({ length: 8 }, async () => await limited.suspendAccount(account, 'overdue')));
	expect(under.most).toBe(8);
	await single.end();
});

test('what was done at the panel stands, also where the place cannot be given back', async () => {
	const serverId = await addServer('lost', 1);
	let open = true;
	const mortal: Store = {
		...database.store,
		asStaff: async (work) => {
			if (open) return await database.store.asStaff(work);
			throw new ExternalError('transport', 'the database went away', 'Look.');
		},
	};
	const { panel, under } = busyPanel(() => 0);
	const losing: ControlPanel = {
		...panel,
		suspendAccount: async (...given) => {
			await panel.suspendAccount(...given);
			open = false;
		},
	};
	await limitedPanel(losing, serverSlots(mortal, serverId, impatient)).suspendAccount(account, 'overdue');
	expect(under.done).toBe(1);
	expect(await held(serverId)).toBe(1);
});

test('a panel that is opened by its server record is limited', async () => {
	const office = backOfficeOn(database.store);
	const { server: whm } = await openWhmScene();
	const serverId = await addServer('record', 1);
	await database.owner.query('update msp.server set base_url = $2, sealed_token = $3 where id = $1', [
		serverId,
		whm.url,
		office.vault.seal(`server:${serverId}`, whmToken),
	]);
	const { panel } = await openServerPanel(office, 'record');
	const creation = { ...account, packageName: 'starter', contactEmail: 'owner@acme.example', password: 'Kept-7f3a9c' };
	await panel.createAccount(creation);
	for await (const { username } of panel.listAccounts()) expect([username, await held(serverId)]).toEqual(['acme', 1]);
	expect(await held(serverId)).toBe(0);
	await whm.close();
});

test('the patience fits the other patiences, and a place costs little', async () => {
	const slowestCallMs = 180_000;
	expect(standardPatience.leaseMs).toBeGreaterThan(slowestCallMs);
	expect(standardPatience.renewMs).toBeLessThan(standardPatience.leaseMs / 2);
	expect(standardPatience.waitMs + slowestCallMs).toBeLessThan(stepLeaseSeconds * 1000);

	const slots = serverSlots(database.store, await addServer('cost', 2), patient);
	for (let warmUp = 0; warmUp < 20; warmUp++) await slots.during(async () => await Promise.resolve());
	const times: number[] = [];
	for (let call = 0; call < 200; call++) {
		const began = performance.now();
		await slots.during(async () => await Promise.resolve());
		times.push(performance.now() - began);
	}
	const median = times.sort((one, another) => one - another)[100] ?? Infinity;
	expect(median).toBeLessThan(40);
});
