import { setTimeout } from 'node:timers/promises';
import { openNinja } from '../../core/invoiceNinja';
import {
	listRows,
	previewMigration,
	progressOf,
	runBatch,
	undoBatch,
	type MigrationOffice,
	type PreviewOptions,
	type RunOptions,
	type WorkResult,
} from '../../core/ninjaMigration';
import { openNinjaScene, type NinjaScene } from '../support/ninjaScene';
import { mortalStore } from '../support/mortalStore';
import { playSite } from '../support/sproutSite/generate';
import { asJson, asSql, fileOf } from '../support/sproutSite/write';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';
import { tries } from '../support/tries';

const options: PreviewOptions = {
	...{ shape: 'sql', dates: 'iso', timeZone: 'UTC', currency: 'EUR', taxNames: ['Tax 1', 'Tax 2'] },
	...{ keyField: 4, evenOut: true },
};
const quick = { atOnce: 8, onDifference: 'go_on', retryFailed: false, pauseMs: 5 } as const;

let database: TestDatabase;
let scene: NinjaScene;
let office: MigrationOffice;

beforeAll(async () => {
	database = await createTestDatabase();
	scene = await openNinjaScene();
	office = {
		store: database.store,
		ninja: openNinja({ baseUrl: scene.url, token: scene.token }),
		companyCode: 'main',
	};
});
afterAll(async () => {
	await scene.close();
	await database.drop();
});

const rowsOf = async (batchId: string) =>
	await database.store.asStaff(async (transaction) => await listRows(transaction, { batchId, limit: null }));

/** What is at Invoice Ninja now, without what was deleted. */
async function books() {
	const [clients, invoices, payments] = await Promise.all([
		scene.list('clients', 'status=active,archived&per_page=5000'),
		scene.list('invoices', 'status=active,archived&per_page=5000'),
		scene.list('payments', 'status=active,archived&per_page=5000'),
	]);
	return { clients, invoices, payments };
}

async function runToEnd(batchId: string, more: Partial<RunOptions> = {}): Promise<WorkResult> {
	for (;;) {
		const result = await runBatch(office, { ...quick, batchId, rows: 5_000, ...more });
		if (result.rest === 0 || result.worked === 0) return result;
	}
}

const countsOf = ({ clients, invoices, payments }: Awaited<ReturnType<typeof books>>) => [
	clients.length,
	invoices.length,
	payments.length,
];

const cents = (value: unknown) => Math.round(Number(value) * 100);

/** The largest site by night: every row is some calls, to move it and to take it back. */
const many = tries(200, 500);

test(`a site of ${many} invoices moves with its clients and payments, to the cent or listed, and back`, async () => {
	const before = await books();
	const site = playSite(11, { clients: many / 2.5, invoices: many, payments: many * 1.4 });
	const preview = await previewMigration(office, [fileOf('dump.sql', asSql(site))], options);
	expect(preview.isNew).toBe(true);
	expect(preview).toMatchObject({ status: 'planned', ended: 0, percent: 0 });
	// The preview changes nothing at Invoice Ninja.
	expect(countsOf(await books())).toEqual(countsOf(before));

	const result = await runToEnd(preview.batchId);
	expect(result).toMatchObject({ status: 'finished', percent: 100, rest: 0 });
	expect(result.states.failed).toBe(0);

	const { clients, invoices, payments } = await books();
	expect(clients).toHaveLength(many / 2.5);
	expect(invoices).toHaveLength(many);
	const complete = site.payments.filter(({ status }) => status === 'publish');
	expect(payments).toHaveLength(complete.length);

	const told = preview.differencesFound;
	const differs = new Set(
		told.filter(({ kind, field }) => kind === 'invoice' && field === 'total').map(({ key }) => key),
	);
	const byNumber = new Map(invoices.map((invoice) => [String(invoice.number), invoice]));
	const wrong = site.invoices.filter(
		({ number, total }) => cents(byNumber.get(number)?.amount) !== cents(total) && !differs.has(number),
	);
	expect(wrong).toEqual([]);
	// Only those whose kept total is not what their lines make are left with a difference: every 97th.
	const kept = Math.floor(many / 97);
	expect(result.states.differs).toBe(kept);
	expect(told.filter(({ field, remedy }) => field === 'total' && !remedy.startsWith('Nothing'))).toHaveLength(kept);

	// Written off and nothing owed; drafts stay drafts.
	for (const invoice of site.invoices) {
		const found = byNumber.get(invoice.number);
		if (invoice.status === 'write-off') expect(found?.status_id).toBe('5');
		if (invoice.status === 'temp') expect(found?.status_id).toBe('1');
	}
	const paid = payments.reduce((sum, payment) => sum + cents(payment.amount), 0);
	expect(paid).toBe(complete.reduce((sum, { amount }) => sum + cents(amount), 0));

	// A second preview of the same finds the batch; to run it again changes nothing.
	const again = await previewMigration(office, [fileOf('dump.sql', asSql(site))], options);
	expect(again).toMatchObject({ isNew: false, batchId: preview.batchId, status: 'finished' });
	expect(await runBatch(office, { ...quick, batchId: preview.batchId, rows: 50 })).toMatchObject({
		worked: 0,
		rest: 0,
	});
	expect((await books()).invoices).toHaveLength(many);

	const undone = await undoBatch(office, { batchId: preview.batchId, rows: 5_000, atOnce: 8 });
	expect(undone).toMatchObject({ status: 'undone', rest: 0 });
	expect(undone.states.kept).toBe(0);
	expect(countsOf(await books())).toEqual(countsOf(before));
}, 180_000);

const small = playSite(23, { clients: 6, invoices: 14, payments: 20 });

async function previewSmall(more: Partial<PreviewOptions> = {}) {
	return await previewMigration(office, [fileOf('posts.json', asJson(small))], { ...options, shape: 'json', ...more });
}

function once(rows: ReadonlyArray<Record<string, unknown>>, field: string) {
	const seen = rows.map((row) => String(row[field]));
	expect([...seen].sort()).toEqual([...new Set(seen)].sort());
}

async function expectAllOnce(batchId: string) {
	const { clients, invoices, payments } = await books();
	const rows = await rowsOf(batchId);
	const count = (kind: string) => rows.filter((row) => row.kind === kind).length;
	expect([clients.length, invoices.length, payments.length]).toEqual([
		count('client'),
		count('invoice'),
		count('payment'),
	]);
	once(clients, 'id_number');
	once(invoices, 'number');
	once(payments, 'custom_value4');
	expect(rows.filter(({ made, kind }) => !made && kind !== 'closing')).toEqual([]);
	expect(rows.map(({ state }) => state).filter((state) => state !== 'done' && state !== 'differs')).toEqual([]);
}

describe('killed on its way', () => {
	afterEach(async () => {
		expect(countsOf(await books())).toEqual([0, 0, 0]);
	});

	test('whatever the store dies at, the next run goes on and nothing is made twice', async () => {
		const { batchId } = await previewSmall();
		// Each run dies somewhere else, until one finds nothing left to do.
		let deaths = 0;
		for (let isOver = false; !isOver; deaths++) {
			const mortal = mortalStore(() => database.pool(), 14 + ((deaths * 13) % 41), deaths % 2 === 0);
			const run = runBatch({ ...office, store: mortal.store }, { ...quick, batchId, rows: 40, claimSeconds: 0 });
			isOver = await run.then(({ rest }) => rest === 0).catch(() => false);
		}
		expect(deaths).toBeGreaterThan(8);
		await runToEnd(batchId);
		await expectAllOnce(batchId);
		for (const [dieAt, heard] of [
			[5, true],
			[9, false],
			[13, true],
		] as const) {
			const mortal = mortalStore(() => database.pool(), dieAt, heard);
			const undo = undoBatch({ ...office, store: mortal.store }, { batchId, rows: 11, atOnce: 4, claimSeconds: 0 });
			await undo.catch(() => undefined);
		}
		const undone = await undoBatch(office, { batchId, rows: 500, atOnce: 4 });
		expect(undone).toMatchObject({ status: 'undone', rest: 0 });
		expect(countsOf(await books())).toEqual([0, 0, 0]);
	});

	test.each(['clients', 'invoices', 'payments'])('the answer to POST /%s is lost after it was made', async (path) => {
		const { batchId } = await previewSmall();
		scene.standin.addFault({ path: `POST.*/${path}`, kind: 'drop_after', times: 3 });
		await runToEnd(batchId);
		await expectAllOnce(batchId);
		expect(await undoBatch(office, { batchId, rows: 500, atOnce: 4 })).toMatchObject({ status: 'undone' });
	});

	test('Invoice Ninja is down in the middle: the run stops and says so, and the next goes on', async () => {
		const { batchId } = await previewSmall();
		scene.standin.addFault({
			path: 'POST.*/invoices',
			kind: 'answer',
			status: 500,
			body: { message: 'Server Error' },
			times: 4,
		});
		await expect(runBatch(office, { ...quick, batchId, rows: 500 })).rejects.toMatchObject({ name: 'ExternalError' });
		const halfWay = await database.store.asStaff(async (transaction) => await progressOf(transaction, batchId));
		expect(halfWay.status).toBe('running');
		expect(halfWay.percent).toBeLessThan(100);
		await runToEnd(batchId);
		await expectAllOnce(batchId);
		expect(await undoBatch(office, { batchId, rows: 500, atOnce: 4 })).toMatchObject({ status: 'undone' });
	});
});

describe('what others have', () => {
	test('is neither taken over nor deleted', async () => {
		const [taken] = small.invoices;
		const somebody = await scene.client('Somebody', 'somebody@x.example');
		const theirs = await scene.make('invoices', { client_id: somebody.id, number: taken?.number, line_items: [] });
		const preview = await previewSmall();
		const conflict = { kind: 'invoice', key: taken?.number, field: 'number', leftOut: true };
		expect(preview.differencesFound[0]).toMatchObject(conflict);
		const { batchId } = preview;
		const result = await runToEnd(batchId);
		const rows = await rowsOf(batchId);
		const failed = rows.filter(({ state }) => state === 'failed');
		expect(failed[0]).toMatchObject({ kind: 'invoice', label: taken?.number, made: false });
		expect(failed[0]?.words).toMatch(/is taken: another invoice/);
		expect(result.status).toBe('finished');

		// After the number is free, the failed rows are made.
		await scene.change('invoices', theirs.id, { number: 'THEIRS-1' });
		await runBatch(office, { ...quick, batchId, rows: 500, retryFailed: true });
		expect((await rowsOf(batchId)).filter(({ state }) => state === 'failed')).toEqual([]);

		// Somebody adds a payment to one invoice and an invoice to another client.
		const made = (await rowsOf(batchId)).filter(({ kind }) => kind === 'invoice');
		const open = (await books()).invoices.find(
			({ status_id: status, balance }) => status === '2' && Number(balance) > 1,
		);
		const paid = made.find(({ ninjaId }) => ninjaId === open?.id);
		await scene.enterPayment(String(open?.client_id), [[String(open?.id), 1]]);
		const clientRow = (await rowsOf(batchId)).find(
			({ kind, sourceKey }) => kind === 'client' && sourceKey !== paid?.plan.clientKey,
		);
		await scene.make('quotes', { client_id: clientRow?.ninjaId, line_items: [] });
		const undone = await undoBatch(office, { batchId, rows: 500, atOnce: 4 });
		expect(undone.states.kept).toBe(3);
		const kept = (await rowsOf(batchId)).filter(({ state }) => state === 'kept');
		expect(kept.map(({ kind, words }) => `${kind}: ${words ?? ''}`).sort()).toEqual([
			'client: The client has a payment that this batch did not make.',
			'client: The client has a quote that this batch did not make.',
			'invoice: The invoice has a payment that this batch did not make.',
		]);
		expect((await books()).invoices.map(({ number }) => number).sort()).toEqual([paid?.label, 'THEIRS-1'].sort());
	});

	test('a client that is there with the key is used, and stays', async () => {
		const fresh = playSite(31, { clients: 2, invoices: 3, payments: 2 });
		const deleted = await scene.list('clients', 'status=deleted&per_page=5000');
		const known = deleted.find(({ id_number: number }) => number === 'sprout-10');
		if (known) await scene.bulk('clients', 'restore', [known.id]);
		const before = countsOf(await books());
		const { batchId } = await previewMigration(office, [fileOf('x.sql', asSql(fresh))], options);
		// Another run at the same moment is refused.
		const held = runBatch(office, { ...quick, batchId, rows: 500 });
		const second = runBatch(office, { ...quick, batchId, rows: 500 });
		const outcomes = await Promise.allSettled([held, second]);
		const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
		for (const error of refused) expect(error).toMatchObject({ name: 'InputError', fault: 'conflict' });
		await runToEnd(batchId);
		const client = (await rowsOf(batchId)).find(({ sourceKey, kind }) => kind === 'client' && sourceKey === '10');
		expect(client).toMatchObject({ made: false, state: 'done', words: 'It was there already.' });
		await undoBatch(office, { batchId, rows: 500, atOnce: 4 });
		expect(countsOf(await books())).toEqual(before);
	});

	test('a credential of another company, and a batch that is none, are refused', async () => {
		const { batchId } = await previewMigration(
			office,
			[fileOf('x.sql', asSql(playSite(5, { clients: 1, invoices: 1, payments: 0 })))],
			options,
		);
		const elsewhere = { ...office, companyCode: 'holidays' };
		await expect(runBatch(elsewhere, { ...quick, batchId, rows: 1 })).rejects.toThrow(/is of the company main/);
		const nobody = '5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10';
		await expect(undoBatch(office, { batchId: nobody, rows: 1, atOnce: 1 })).rejects.toThrow(/is of no batch/);
	});
});

test('a run that Invoice Ninja keeps waiting keeps its batch: an undo waits for it, and leaves nothing', async () => {
	const before = countsOf(await books());
	const site = playSite(47, { clients: 12, invoices: 6, payments: 0 });
	const { batchId } = await previewMigration(office, [fileOf('slow.sql', asSql(site))], options);
	scene.standin.addFault({ path: 'POST.*/clients', kind: 'hold_before', delayMs: 100, times: 100 });
	const slow = runBatch(office, { ...quick, atOnce: 1, batchId, rows: 500, claimSeconds: 0.4 }).catch(() => undefined);
	await setTimeout(100);
	for (let isOver = false; !isOver;) {
		await setTimeout(20);
		const undo = undoBatch(office, { batchId, rows: 500, atOnce: 4 });
		isOver = await undo.then(({ rest }) => rest === 0).catch(() => false);
	}
	await slow;
	scene.standin.clear();
	expect(countsOf(await books())).toEqual(before);
});
