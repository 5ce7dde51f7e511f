import { setTimeout } from 'node:timers/promises';
import { claimImport, getBatch, listInterrupted, runImport, settleImported, standardRules } from '../../core/imports';
import type { ImportStep } from '../../core/imports';
import { importTabs, invoice, newBatch, payment, workbook } from '../support/importScene';
import { mortalStore } from '../support/mortalStore';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
beforeAll(async () => {
	database = await createTestDatabase();
});
afterAll(async () => await database.drop());

/** What an import writes, without IDs and times. */
const books = async () =>
	(
		await database.owner.query<Readonly<Record<string, unknown>>>(
			`select i.number as name, c.name as customer, i.total_minor::int as total, i.balance_minor::int as balance, i.notes,
				(select count(*)::int from msp.payment y where y.invoice_id = i.id) as payments,
				(select count(*)::int from msp.invoice_line l where l.invoice_id = i.id) as lines
			from msp.invoice i join msp.customer c on c.id = i.customer_id
			union all select c.customer_code, c.name, 0, 0, '', 0, 0 from msp.customer c order by 1`,
		)
	).rows;

const reset = async () => {
	await database.owner.query(
		'truncate msp.invoice, msp.customer, msp.import_batch, msp.import_staged, msp.import_clue, msp.import_planned cascade',
	);
	await importTabs(database.store, { invoices: [invoice({ number: 'A', notes: 'before' })] });
};
const line = { description: 'x', quantity: '1', unitPriceMinor: 1, totalMinor: 12_100 };
const tabs = {
	invoices: [
		...[invoice({ number: 'A', notes: 'after', line }), invoice({ number: 'B', customerName: 'New', line })],
		...[invoice({ number: 'C', customerName: 'New', currency: 'XXX', line: null }), invoice({ number: 'C' })],
	],
	payments: [payment({ number: 'A', amountMinor: 100 }), payment({ number: 'B', amountMinor: 200 })],
};
const rules = { ...standardRules, companyCode: 'main' };

async function statesBeforeAndAfter() {
	await reset();
	const before = await books();
	await importTabs(database.store, tabs);
	return { before, after: await books() };
}

/** A batch whose file is kept, as of an upload. */
async function keptBatch(): Promise<string> {
	const batchId = await newBatch(database.store);
	await database.owner.query(`insert into msp.import_file (batch_id, part, bytes) values ($1, 0, 'x')`, [batchId]);
	return batchId;
}

/** A second process takes up what the first one left, as the reconciler does. */
async function takeUp(batchId: string): Promise<void> {
	await database.owner.query(`update msp.import_batch set claimed_until = now() - interval '1 second'`);
	const waiting = await database.store.asStaff(async (transaction) => await listInterrupted(transaction, 10));
	for (const { batchId: found, status } of waiting) {
		expect(found).toBe(batchId);
		if (status === 'importing') await runImport(database.store, workbook(tabs), { ...rules, batchId });
		else await settleImported(database.store, batchId);
	}
}

test.each([
	['before PostgreSQL hears the statement', false],
	['before its answer is heard', true],
])('a process that dies at any statement, %s, leaves all as before or as after', async (_, heard) => {
	const { before, after } = await statesBeforeAndAfter();
	let deaths = 0;
	// Each ninth statement: a run has about fifty.
	for (let dieAt = heard ? 2 : 4; ; dieAt += 9) {
		await reset();
		const batchId = await keptBatch();
		const { store, died } = mortalStore(() => database.pool(), dieAt, heard);
		await runImport(store, workbook(tabs), { ...rules, batchId }).catch(() => undefined);
		const left = await books();
		expect([dieAt, [before, after]]).toEqual([dieAt, expect.arrayContaining([left])]);
		if (!died()) break;
		deaths += 1;
		const { status } = await database.store.asStaff(async (transaction) => await getBatch(transaction, batchId));
		if (status === 'waiting') await runImport(database.store, workbook(tabs), { ...rules, batchId });
		else await takeUp(batchId);
		expect([dieAt, await books()]).toEqual([dieAt, after]);
		const batch = await database.store.asStaff(async (transaction) => await getBatch(transaction, batchId));
		expect([dieAt, batch]).toEqual([
			dieAt,
			expect.objectContaining({
				status: 'imported',
				counts: expect.objectContaining({
					invoices: { created: 2, updated: 1, unchanged: 0, rejected: 1 },
					payments: { created: 2, updated: 0, unchanged: 0, rejected: 0 },
				}) as unknown,
			}),
		]);
	}
	expect(deaths).toBeGreaterThan(3);
});

test.each<[ImportStep, 'file' | 'rows']>([
	['reading', 'file'],
	['checking', 'file'],
	['writing', 'file'],
	['done', 'file'],
	['writing', 'rows'],
])('a fault while %s, by %s, is told, and the batch can be tried again', async (step, transaction) => {
	const { before, after } = await statesBeforeAndAfter();
	await reset();
	const batchId = await newBatch(database.store);
	const fail = (progress: { step: ImportStep }) => {
		if (progress.step === step) throw new TypeError('a fault');
	};
	await expect(runImport(database.store, workbook(tabs), { ...rules, transaction, batchId }, fail)).rejects.toThrow(
		'a fault',
	);
	const failed = await database.store.asStaff(async (work) => await getBatch(work, batchId));
	expect(failed).toMatchObject({ status: 'failed', failure: expect.stringContaining('fault of its own') as unknown });
	if (transaction === 'file') expect(await books()).toEqual(before);
	await runImport(database.store, workbook(tabs), { ...rules, transaction, batchId });
	expect(await books()).toEqual(after);
});

test('a file that breaks off in the middle writes nothing', async () => {
	await reset();
	const before = await books();
	const batchId = await newBatch(database.store);
	const whole = workbook(tabs);
	const broken = {
		understanding: whole.understanding,
		async *records() {
			for await (const records of whole.records()) {
				yield records;
				throw new TypeError('the file ends here');
			}
		},
	};
	await expect(runImport(database.store, broken, { ...rules, transaction: 'rows', batchId })).rejects.toThrow(
		'ends here',
	);
	expect(await books()).toEqual(before);
	const { rows } = await database.owner.query('select 1 from msp.import_staged');
	expect(rows).toEqual([]);
});

test('the database breaks the connection while the import writes: the batch waits for another run', async () => {
	const { after } = await statesBeforeAndAfter();
	await reset();
	const batchId = await keptBatch();
	const kill = async (progress: { step: ImportStep }) => {
		if (progress.step !== 'writing') return;
		await database.owner.query(
			`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'msp_app' and state = 'idle in transaction'
				and datname = current_database()`,
		);
		await setTimeout(50);
	};
	await expect(runImport(database.store, workbook(tabs), { ...rules, batchId }, kill)).rejects.toThrow();
	const [waiting] = await database.store.asStaff(async (transaction) => await listInterrupted(transaction, 10));
	expect(waiting).toMatchObject({ batchId, status: 'importing' });
	await takeUp(batchId);
	expect(await books()).toEqual(after);
});

test('a batch is one run’s: another waits until that one died', async () => {
	await reset();
	const batchId = await newBatch(database.store);
	await claimImport(database.store, batchId);
	await expect(claimImport(database.store, batchId)).rejects.toMatchObject({
		...{ name: 'BatchTaken', taken: 'at_work' },
		message: expect.stringContaining('is worked on by another run') as unknown,
	});
	await database.owner.query(`update msp.import_batch set claimed_until = now() where id = $1`, [batchId]);
	await claimImport(database.store, batchId);
});

test('a run that lost its batch writes nothing', async () => {
	await reset();
	const before = await books();
	const batchId = await newBatch(database.store);
	const steal = async (progress: { step: ImportStep }) => {
		if (progress.step !== 'checking') return;
		await database.owner.query('update msp.import_batch set claimed_by = gen_random_uuid() where id = $1', [batchId]);
	};
	await expect(runImport(database.store, workbook(tabs), { ...rules, batchId }, steal)).rejects.toThrow('another run');
	expect(await books()).toEqual(before);
});

test.each(['file', 'rows'] as const)(
	'two overlapping imports at once, by %s, end as one after the other',
	async (transaction) => {
		await reset();
		const of = (clerk: string, from: number) => ({
			customers: [],
			invoices: Array.from({ length: 600 }, (_, index) =>
				invoice({ number: `N-${from + index}`, customerName: `Customer ${(from + index) % 7}`, notes: clerk }),
			),
			payments: Array.from({ length: 600 }, (_, index) => payment({ number: `N-${from + index}`, amountMinor: 100 })),
		});
		const batches = await Promise.all([
			importTabs(database.store, of('one', 0), { transaction }),
			importTabs(database.store, of('two', 200), { transaction }),
		]);
		const { rows } = await database.owner.query<Readonly<Record<string, number>>>(
			`select count(*)::int as invoices, count(distinct customer_id)::int as customers, min(balance_minor)::int as least,
			max(balance_minor)::int as most, (select count(*)::int from msp.payment) as payments,
			count(*) filter (where notes = 'one' and number = any(select 'N-' || n from generate_series(200, 599) n))::int as one
		from msp.invoice where number like 'N-%'`,
		);
		expect(rows[0]).toMatchObject({ invoices: 800, customers: 7, least: 12_000, most: 12_000, payments: 800 });
		if (transaction === 'file') expect([0, 400]).toContain(rows[0]?.one);
		const [first, second] = batches.map(({ counts }) => counts);
		expect((first?.invoices.created ?? 0) + (second?.invoices.created ?? 0)).toBe(800);
		expect((first?.payments.created ?? 0) + (second?.payments.created ?? 0)).toBe(800);
		expect((first?.customers.created ?? 0) + (second?.customers.created ?? 0)).toBe(7);
	},
);
