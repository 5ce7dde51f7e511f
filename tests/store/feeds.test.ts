import fc from 'fast-check';
import { catchUp, changeArrived, receiveSignal, type Change, type Feed } from '../../core/feeds';
import { contentHash } from '../../core/feeds/content';
import { findNinjaEvent } from '../../core/invoiceNinja';
import { storeOn } from '../../core/db';
import { openMemoryNinja, type MemoryNinja } from '../support/memoryNinja';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';
import { tries } from '../support/tries';

let database: TestDatabase;
let server: MemoryNinja;
let readers = 0;
beforeAll(async () => {
	database = await createTestDatabase();
});
afterAll(async () => await database.drop());
beforeEach(() => {
	server = openMemoryNinja();
});

/** A reader of its own for each test. */
const newFeed = (more: Partial<Feed> = {}): Feed => ({
	store: database.store,
	ninja: server.ninja,
	companyCode: 'main',
	reader: `reader ${++readers}`,
	...more,
});

const deliver = async (feed: Feed, event: string, id: string, more: object = {}): Promise<Change | undefined> => {
	const entity = findNinjaEvent(event)?.entity;
	if (!entity) throw new Error(`no event ${event}`);
	return await receiveSignal(feed, { event, entity, id, at: server.now(), ...more }, [0, 0]);
};
const lookAround = async (feed: Feed, more: object = {}) =>
	await catchUp(feed, 'invoice', {
		limit: 100,
		begin: 'everything',
		overlapSeconds: 300,
		now: server.now(),
		...more,
	});
const caught = async (feed: Feed, more: object = {}) => (await lookAround(feed, more)).changes.map(({ id }) => id);
const late = async () =>
	await database.owner.query(`update msp.feed_entry set lease_until = now() where lease_until is not null`);

describe('a delivery', () => {
	test('is given out with the object as it is now', async () => {
		const feed = newFeed();
		server.put('invoice', 'a', { number: '1', balance: 10 });
		expect(await deliver(feed, 'update_invoice', 'a')).toMatchObject({
			companyCode: 'main',
			event: 'update_invoice',
			entity: 'invoice',
			id: 'a',
			changeId: expect.stringMatching(/^[0-9a-f-]{36}$/),
			occurredAt: server.now().toISOString(),
			data: { number: '1', balance: 10 },
		});
	});

	// invoiceninja/invoiceninja#6578: an update of an invoice calls its webhook twice with the same data.
	test('that comes twice is given out once; one of new content in the same second is given out', async () => {
		const feed = newFeed();
		server.put('invoice', 'a', { balance: 10 });
		expect(await deliver(feed, 'update_invoice', 'a')).toBeDefined();
		expect(await deliver(feed, 'update_invoice', 'a')).toBeUndefined();
		server.put('invoice', 'a', { balance: 5 });
		expect(await deliver(feed, 'update_invoice', 'a')).toMatchObject({ data: { balance: 5 } });
	});

	test('of the same content under another event is given out under that event, once', async () => {
		const feed = newFeed();
		server.put('quote', 'q', { status_id: '3' });
		expect(await deliver(feed, 'update_quote', 'q')).toMatchObject({ event: 'update_quote' });
		expect(await deliver(feed, 'approve_quote', 'q')).toMatchObject({ event: 'approve_quote' });
		expect(await deliver(feed, 'approve_quote', 'q')).toBeUndefined();
		expect(await deliver(feed, 'update_quote', 'q')).toBeUndefined();
	});

	test('of what is as it was before, after something else, is given out', async () => {
		const feed = newFeed();
		server.put('invoice', 'a', { archived_at: 0 });
		await deliver(feed, 'create_invoice', 'a');
		server.put('invoice', 'a', { archived_at: 1 });
		expect(await deliver(feed, 'archive_invoice', 'a')).toBeDefined();
		server.put('invoice', 'a', { archived_at: 0 });
		expect(await deliver(feed, 'restore_invoice', 'a')).toBeDefined();
		expect(await deliver(feed, 'restore_invoice', 'a')).toBeUndefined();
	});

	test('to two readers is given out to both', async () => {
		server.put('invoice', 'a', {});
		for (const feed of [newFeed(), newFeed()]) {
			expect(await deliver(feed, 'create_invoice', 'a')).toBeDefined();
			expect(await deliver(feed, 'create_invoice', 'a')).toBeUndefined();
		}
	});

	test.each([2, 5])('that comes to %d workers at once is given out by one', async (workers) => {
		const feed = newFeed();
		server.put('payment', 'p', { amount: 10 });
		const stores = Array.from({ length: workers }, (_, worker) => storeOn(() => database.pool(), `worker ${worker}`));
		const given = await Promise.all(
			stores.map(async (store) => await deliver({ ...feed, store }, 'create_payment', 'p')),
		);
		expect(given.filter(Boolean)).toHaveLength(1);
	});

	test('that was read before a newer one was given out is read again', async () => {
		const feed = newFeed();
		server.put('invoice', 'a', { balance: 10 });
		let between = false;
		server.beforeGet(async () => {
			if (between) return;
			between = true;
			server.put('invoice', 'a', { balance: 5 });
			expect(await deliver(feed, 'update_invoice', 'a')).toMatchObject({ data: { balance: 5 } });
			server.put('invoice', 'a', { balance: 7 });
		});
		expect(await deliver(feed, 'update_invoice', 'a')).toMatchObject({ data: { balance: 7 } });
	});

	test('before the object can be read waits for it', async () => {
		const feed = newFeed();
		server.put('payment', 'p', { amount: 10 }, false);
		let reads = 0;
		server.beforeGet(async () => {
			if (++reads === 3) server.show('payment', 'p');
			await Promise.resolve();
		});
		expect(await deliver(feed, 'create_payment', 'p')).toMatchObject({ id: 'p' });
	});

	test('before the change can be read waits for it', async () => {
		const feed = newFeed();
		server.put('invoice', 'a', { balance: 10 });
		await deliver(feed, 'create_invoice', 'a');
		server.tick();
		const hint = { id: 'a', balance: 5, updated_at: server.now().getTime() / 1000 };
		let reads = 0;
		server.beforeGet(async () => {
			if (++reads === 2) server.put('invoice', 'a', { balance: 5 });
			await Promise.resolve();
		});
		expect(await deliver(feed, 'update_invoice', 'a', { hint })).toMatchObject({ data: { balance: 5 } });
	});

	test('of what cannot be read at all is left to the next catch-up', async () => {
		const feed = newFeed();
		await caught(feed);
		server.tick(1000);
		// A call that stays open for long writes its row with the stamp of its beginning.
		server.put('invoice', 'a', { balance: 10 }, false);
		expect(await deliver(feed, 'create_invoice', 'a')).toBeUndefined();
		server.tick(1000);
		server.put('invoice', 'b', {});
		expect(await caught(feed)).toEqual(['b']);
		server.tick(10_000);
		server.show('invoice', 'a');
		await late();
		expect(await caught(feed)).toContain('a');
	});

	test('of what is gone for good is forgotten after a while', async () => {
		const feed = newFeed();
		expect(await deliver(feed, 'create_invoice', 'gone')).toBeUndefined();
		for (let times = 0; times < 10; times++) {
			await late();
			expect(await caught(feed)).toEqual([]);
		}
		const left = await database.owner.query('select from msp.feed_entry where reader = $1', [feed.reader]);
		expect(left.rowCount).toBe(0);
	});
});

describe('a signal that repeats without a change', () => {
	// invoiceninja/invoiceninja#9904 and the vendor's code: a reminder fires once for each invited contact.
	test.each([
		'remind_invoice',
		'late_invoice',
		'sent_invoice',
		'remind_quote',
		'sent_quote',
		'sent_credit',
		'sent_purchase_order',
	])('%s counts once for each occurrence', async (event) => {
		const feed = newFeed();
		const entity = findNinjaEvent(event)?.entity ?? 'invoice';
		server.put(entity, 'a', { reminder_last_sent: '' });
		expect(await deliver(feed, event, 'a')).toMatchObject({ event });
		for (let contact = 2; contact <= 20; contact++) {
			server.tick(45);
			server.put(entity, 'a', { reminder_last_sent: server.now().getTime() / 1000, next_send_date: '2026-12-01' });
			expect(await deliver(feed, event, 'a')).toBeUndefined();
		}
		server.tick(86_400);
		server.put(entity, 'a', { reminder_last_sent: server.now().getTime() / 1000 });
		expect(await deliver(feed, event, 'a')).toMatchObject({ event });
		expect(await caught(feed)).toEqual([]);
	});

	test('is told of what a catch-up has given out', async () => {
		const feed = newFeed();
		server.put('invoice', 'a', {});
		expect(await caught(feed)).toEqual(['a']);
		expect(await deliver(feed, 'remind_invoice', 'a')).toBeDefined();
	});

	test('with a late fee is given out at once: the content is another', async () => {
		const feed = newFeed();
		server.put('invoice', 'a', { balance: 10 });
		await deliver(feed, 'remind_invoice', 'a');
		server.put('invoice', 'a', { balance: 15 });
		expect(await deliver(feed, 'remind_invoice', 'a')).toMatchObject({ data: { balance: 15 } });
	});
});

describe('a catch-up', () => {
	test('gives out what no event told, and nothing twice', async () => {
		const feed = newFeed();
		server.put('invoice', 'a', {});
		server.put('invoice', 'b', {});
		await deliver(feed, 'create_invoice', 'a');
		expect(await caught(feed)).toEqual(['b']);
		expect(await caught(feed)).toEqual([]);
		expect(await deliver(feed, 'create_invoice', 'b')).toBeUndefined();
		// Deleting an invoice fires no event.
		server.tick(60);
		server.put('invoice', 'a', { is_deleted: true });
		const { changes } = await lookAround(feed);
		expect(changes).toMatchObject([
			{
				event: 'caught_up',
				entity: 'invoice',
				id: 'a',
				occurredAt: server.now().toISOString(),
				data: { is_deleted: true },
			},
		]);
	});

	test('of a new reader gives out what changes from now on, or everything', async () => {
		server.put('invoice', 'old', {});
		server.tick(1000);
		const [now, all] = [newFeed(), newFeed()];
		expect(await caught(now, { begin: 'now' })).toEqual([]);
		expect(await caught(all)).toEqual(['old']);
		server.put('invoice', 'new', {});
		expect(await caught(now, { begin: 'now' })).toEqual(['new']);
	});

	test('reads what was written with an older stamp than the last that it saw', async () => {
		const feed = newFeed();
		server.put('invoice', 'slow', {}, false);
		server.tick(100);
		server.put('invoice', 'quick', {});
		expect(await caught(feed)).toEqual(['quick']);
		server.show('invoice', 'slow');
		expect(await caught(feed)).toEqual(['slow']);
	});

	test('goes on where its limit ended it, also within one second', async () => {
		const feed = newFeed();
		for (let one = 0; one < 25; one++) server.put('invoice', `i${String(one).padStart(2, '0')}`, {});
		const found: string[] = [];
		for (const more of [true, true, false]) {
			const run = await lookAround(feed, { limit: 10 });
			expect(run.more).toBe(more);
			found.push(...run.changes.map(({ id }) => id));
		}
		expect(found).toHaveLength(25);
		expect(new Set(found).size).toBe(25);
	});

	test('reads a thousand rows of one second, and ten seconds of one page each', async () => {
		const feed = newFeed();
		for (let one = 0; one < 1200; one++) server.put('invoice', `s${one}`, {});
		for (let second = 0; second < 5; second++) {
			server.tick();
			for (let one = 0; one < 300; one++) server.put('invoice', `t${second}-${one}`, {});
		}
		expect(new Set(await caught(feed, { limit: 5000 })).size).toBe(2700);
		expect(await caught(feed, { limit: 5000 })).toEqual([]);
	});

	test('misses nothing that changes while it reads, however the pages shift', async () => {
		const feed = newFeed();
		for (let one = 0; one < 1500; one++) {
			if (one % 100 === 0) server.tick();
			server.put('invoice', `i${one}`, { n: 0 });
		}
		const { pages } = server.ninja;
		const shifting: Feed['ninja'] = {
			...server.ninja,
			async *pages(entity, query) {
				for await (const page of pages(entity, query)) {
					yield page;
					server.tick();
					for (let one = 0; one < 40; one++) server.put('invoice', `i${one}`, { n: server.now().getTime() });
				}
			},
		};
		const found = new Set(await caught({ ...feed, ninja: shifting }, { limit: 10_000 }));
		expect(found.size).toBe(1500);
	});

	test('never moves beyond its own clock', async () => {
		const feed = newFeed();
		const now = server.now();
		server.tick(100_000);
		server.put('invoice', 'ahead', {});
		expect(await caught(feed, { now })).toEqual(['ahead']);
		server.tick(-90_000);
		server.put('invoice', 'behind', {});
		expect(await caught(feed, { now })).toEqual(['behind']);
	});

	test('says what it is not shown any more', async () => {
		const feed = newFeed();
		server.put('invoice', 'a', {});
		server.put('invoice', 'b', {});
		await caught(feed);
		server.purge('invoice', 'a');
		const { changes, notices } = await lookAround(feed);
		expect(changes).toEqual([]);
		expect(notices).toEqual([
			expect.stringContaining('no longer shows 1 of the kind invoice that it showed before (a)'),
		]);
	});

	test('and a delivery at once give out one', async () => {
		for (let times = 0; times < 20; times++) {
			const feed = newFeed();
			server.put('invoice', 'a', { times });
			const [told, found] = await Promise.all([deliver(feed, 'update_invoice', 'a'), lookAround(feed)]);
			expect([told, ...found.changes].filter((change) => change !== undefined)).toHaveLength(1);
		}
	});
});

describe('a change that does not arrive', () => {
	test('is given out again when its time is over, and not before', async () => {
		const feed = newFeed();
		server.put('invoice', 'a', {});
		const first = await deliver(feed, 'create_invoice', 'a');
		server.tick(100_000);
		expect(await caught(feed)).toEqual([]);
		await late();
		const [again] = (await lookAround(feed)).changes;
		expect(again).toMatchObject({ event: 'caught_up', id: 'a' });
		expect(again?.changeId).not.toBe(first?.changeId);
		expect(await changeArrived(feed, first?.changeId ?? '')).toBe(false);
		expect(await changeArrived(feed, again?.changeId ?? '')).toBe(true);
		expect(await changeArrived(feed, again?.changeId ?? '')).toBe(false);
		await late();
		expect(await caught(feed)).toEqual([]);
	});

	test('is given out again ten times, each after a longer time', async () => {
		const feed = newFeed();
		server.put('invoice', 'a', {});
		await deliver(feed, 'create_invoice', 'a');
		const waits: number[] = [];
		for (let times = 0; times < 12; times++) {
			const { rows } = await database.owner.query<{ wait: number }>(
				`select round(extract(epoch from lease_until - clock_timestamp()) / 60)::int as wait from msp.feed_entry where reader = $1`,
				[feed.reader],
			);
			waits.push(rows[0]?.wait ?? 0);
			await database.owner.query(
				`update msp.feed_entry set lease_until = now() where reader = $1 and lease_until < now() + interval '2 days'`,
				[feed.reader],
			);
			await caught(feed);
		}
		expect(waits.slice(0, 10)).toEqual([10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440]);
		expect(waits[10]).toBeGreaterThan(1_000_000);
	});

	test('is replaced by a newer one of the same object', async () => {
		const feed = newFeed();
		server.put('invoice', 'a', { balance: 10 });
		const lost = await deliver(feed, 'create_invoice', 'a');
		server.put('invoice', 'a', { balance: 0 });
		const next = await deliver(feed, 'update_invoice', 'a');
		expect(await changeArrived(feed, lost?.changeId ?? '')).toBe(false);
		expect(await changeArrived(feed, next?.changeId ?? '')).toBe(true);
	});
});

test.each<[string, object, object, boolean]>([
	['the order of keys', { a: 1, b: { c: 1, d: 2 } }, { b: { d: 2, c: 1 }, a: 1 }, true],
	['the stamp', { a: 1, updated_at: 1 }, { a: 1, updated_at: 2 }, true],
	[
		'the stamp of an invitation',
		{ invitations: [{ id: 'i', sent_date: '' }] },
		{ invitations: [{ id: 'i', sent_date: 'x' }] },
		true,
	],
	['a client that comes along', { client: { balance: 1 } }, { client: { balance: 2 } }, true],
	['an amount', { amount: 1 }, { amount: 2 }, false],
	['the order of lines', { line_items: [1, 2] }, { line_items: [2, 1] }, false],
	['null and nothing', { due_date: null }, {}, false],
	['archived', { archived_at: 0 }, { archived_at: 5 }, false],
])('content does not differ by %s: compare', (_, one, other, same) => {
	const hash = (row: object) => contentHash('invoice', { id: 'x', ...row });
	expect(hash(one) === hash(other)).toBe(same);
});

interface Act {
	readonly kind: 'change' | 'deliver' | 'lose' | 'catchUp' | 'both' | 'crash';
	readonly id: string;
	readonly value: number;
}

const acts = (...kinds: ReadonlyArray<Act['kind']>) =>
	fc.array(
		fc.record({
			kind: fc.constantFrom(...kinds),
			id: fc.constantFrom('a', 'b'),
			value: fc.integer({ min: 0, max: 2 }),
		}),
		{ maxLength: 25 },
	);

/** Plays a life of two invoices; tells which values were given out of each, and which of them arrived. */
async function play(feed: Feed, life: readonly Act[]) {
	const given = new Map<string, unknown[]>();
	const arrived = new Map<string, unknown>();
	const pending: string[] = [];
	const take = async (changes: ReadonlyArray<Change | undefined>, arrives = true) => {
		for (const change of changes) {
			if (!change) continue;
			given.set(change.id, [...(given.get(change.id) ?? []), change.data.value]);
			if (arrives && (await changeArrived(feed, change.changeId))) arrived.set(change.id, change.data.value);
		}
	};
	for (const { kind, id, value } of life) {
		if (kind === 'change') {
			server.tick(value);
			server.put('invoice', id, { value });
			pending.push(id);
		} else if (kind === 'lose') pending.shift();
		else if (kind === 'catchUp') await take((await lookAround(feed)).changes);
		else if (kind === 'both') {
			const [told, found] = await Promise.all([deliver(feed, 'update_invoice', id), lookAround(feed)]);
			// Which of the two came first is not known when both tell something of it.
			await take([...found.changes, told]);
		} else await take([await deliver(feed, 'update_invoice', pending.shift() ?? id)], kind !== 'crash');
	}
	await late();
	await take((await lookAround(feed)).changes);
	return { given, arrived };
}

test('whatever changes, comes, comes twice, is lost or overtaken: what lasts is given out, and nothing twice in a row', async () => {
	await fc.assert(
		fc.asyncProperty(acts('change', 'change', 'deliver', 'lose', 'catchUp', 'both'), async (life) => {
			server = openMemoryNinja();
			const feed = newFeed();
			const { given } = await play(feed, life);
			for (const row of server.rows('invoice')) expect(given.get(row.id)?.at(-1)).toBe(row.value);
			for (const values of given.values()) {
				expect(values.filter((value, index) => index > 0 && value === values[index - 1])).toEqual([]);
			}
			expect((await lookAround(feed)).changes).toEqual([]);
		}),
		{ numRuns: tries(25, 120) },
	);
}, 180_000);

test('whatever n8n loses after it was recorded: what lasts arrives in the end', async () => {
	await fc.assert(
		fc.asyncProperty(acts('change', 'deliver', 'lose', 'catchUp', 'crash', 'crash'), async (life) => {
			server = openMemoryNinja();
			const { arrived } = await play(newFeed(), life);
			for (const row of server.rows('invoice')) expect(arrived.get(row.id)).toBe(row.value);
		}),
		{ numRuns: tries(25, 120) },
	);
}, 180_000);
