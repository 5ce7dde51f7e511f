import { recordChange } from '../../core/billing';
import { undoImport } from '../../core/imports';
import { ninjaChange, openNinja } from '../../core/invoiceNinja';
import {
	listRows,
	previewImport,
	runBatch,
	undoBatch,
	type ImportPlanOptions,
	type MigrationOffice,
	type WorkResult,
} from '../../core/ninjaMigration';
import { customer, importTabs, invoice, payment } from '../support/importScene';
import { mortalStore } from '../support/mortalStore';
import { openNinjaScene, type NinjaScene } from '../support/ninjaScene';
import { backOfficeOn } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

const options: ImportPlanOptions = { keyField: 4, taxName: 'VAT', paidWithoutPayment: true };
const quick = { atOnce: 4, onDifference: 'stop_unless_foreseen', retryFailed: false, pauseMs: 5, rows: 5_000 } as const;

let database: TestDatabase;
let scene: NinjaScene;
let office: MigrationOffice;

beforeEach(async () => {
	database = await createTestDatabase();
	scene = await openNinjaScene();
	const ninja = openNinja({ baseUrl: scene.url, token: scene.token });
	office = { store: database.store, ninja, companyCode: 'main' };
});
afterEach(async () => {
	await scene.close();
	await database.drop();
});

const list = async (path: 'clients' | 'invoices' | 'payments') =>
	await scene.list(path, 'status=active,archived&per_page=5000');

async function books() {
	const [clients, invoices, payments] = [await list('clients'), await list('invoices'), await list('payments')];
	return {
		counts: [clients.length, invoices.length, payments.length],
		clients: clients.map(({ name }) => String(name)).sort(),
		invoices: invoices
			.map(({ number, amount, balance, status_id: status }) => [number, amount, balance, status].map(String).join(' '))
			.sort(),
		payments: payments.map(({ amount, date, applied }) => [amount, applied, date].map(String).join(' ')).sort(),
	};
}

const run = async (batchId: string, more: object = {}): Promise<WorkResult> =>
	await runBatch(office, { ...quick, batchId, ...more });
const rowsOf = async (batchId: string) =>
	await database.store.asStaff(async (transaction) => await listRows(transaction, { batchId, limit: null }));
const wordsOf = async (batchId: string) =>
	(await rowsOf(batchId)).flatMap(({ label, state, words }) => (words === null ? [] : [`${label} ${state}: ${words}`]));

async function backOffice() {
	const { rows } = await database.owner.query<
		Record<'code' | 'client' | 'number' | 'external' | 'source', string | null>
	>(
		`select c.customer_code as code, c.invoice_ninja_client_id as client, i.number, i.external_id as external, i.source
		from msp.customer c left join msp.invoice i on i.customer_id = c.id order by 1, 3`,
	);
	return rows;
}

const line = (description: string, quantity: string, unitPriceMinor: number | null, totalMinor: number) => ({
	...{ description, quantity, unitPriceMinor, totalMinor },
});

const tabs = {
	customers: [
		customer({ customerCode: 'acme', customerName: 'Acme', customerEmail: 'office@acme.example' }),
		customer({ customerCode: 'beta', customerName: 'Beta', vatNumber: 'BE0123456789' }),
	],
	invoices: [
		// Net lines and a tax on top; one line of three, and one whose price does not make its total.
		invoice({
			...{ number: 'R-1', customerCode: 'acme', netMinor: 10_000, taxMinor: 2_100, orderReference: 'PO 7' },
			line: line('Hosting', '3', 2_000, 6_000),
		}),
		invoice({
			...{ number: 'R-1', customerCode: 'acme', netMinor: 10_000, taxMinor: 2_100, orderReference: 'PO 7' },
			line: line('Work', '2.5', 1_601, 4_000),
		}),
		// Lines with the tax in them.
		invoice({
			...{ number: 'R-2', customerCode: 'acme', netMinor: 10_000, taxMinor: 2_100 },
			line: line('All in', '1', null, 12_100),
		}),
		invoice({ number: 'R-3', customerCode: 'beta', status: 'draft' }),
		// Called paid, without a payment.
		invoice({ number: 'R-4', customerCode: 'beta', balanceMinor: 2_100 }),
		invoice({ number: 'R-5', customerCode: 'beta', status: 'void' }),
	],
	payments: [
		payment({ number: 'R-1', amountMinor: 12_000, method: 'PayPal', reference: 'pay-1' }),
		payment({ number: 'R-2', amountMinor: 5_000, paidOn: '2026-01-19' }),
	],
};

test('an import is sent in order, marked as sent without a mail, paid, and taken back', async () => {
	const { batchId: importBatchId } = await importTabs(database.store, tabs);
	const preview = await previewImport(office, importBatchId, options);
	expect(preview).toMatchObject({ isNew: true, source: 'import', status: 'planned', total: 11, leftOut: 0 });
	expect(preview.differencesFound).toMatchObject([
		{ key: 'R-4', field: 'paid', sprout: '100.00', ninja: 'a payment of 100.00 on 2026-01-05' },
		{ key: 'R-5', field: 'status', sprout: 'void', ninja: 'cancelled' },
	]);
	expect((await books()).counts).toEqual([0, 0, 0]);
	const { batchId } = preview;
	expect(await run(batchId)).toMatchObject({ status: 'finished', rest: 0, stopped: null, states: { done: 11 } });

	const kinds = (await rowsOf(batchId)).map(({ kind }) => kind);
	expect(kinds).toEqual([...kinds].sort((one, other) => order.indexOf(one) - order.indexOf(other)));
	const sent = await books();
	expect(sent).toEqual({
		counts: [2, 5, 3],
		clients: ['Acme', 'Beta'],
		invoices: ['R-1 121 1 3', 'R-2 121 71 3', 'R-3 121 0 1', 'R-4 121 21 3', 'R-5 121 0 5'],
		payments: ['100 100 2026-01-05', '120 120 2026-01-20', '50 50 2026-01-19'],
	});
	const [first, second] = (await list('invoices')).sort((one, other) =>
		String(one.number) < String(other.number) ? -1 : 1,
	);
	expect(first).toMatchObject({ po_number: 'PO 7', date: '2026-01-05', tax_rate1: 21, tax_name1: 'VAT' });
	expect(first?.line_items).toMatchObject([
		{ notes: 'Hosting', cost: 20, quantity: 3 },
		{ notes: 'Work (quantity 2.5)', cost: 40, quantity: 1 },
	]);
	expect(second).toMatchObject({ uses_inclusive_taxes: true, tax_rate1: 21, total_taxes: 21 });
	expect(scene.standin.state().mails).toEqual([]);

	// Each customer has its client, and each invoice its own at Invoice Ninja.
	const linked = await backOffice();
	expect(linked.every(({ client, external }) => client !== null && external?.startsWith('main:'))).toBe(true);

	// The same again is the same batch, and makes nothing.
	const again = await previewImport(office, importBatchId, options);
	expect(again).toMatchObject({ isNew: false, batchId, status: 'finished' });
	expect(await run(batchId)).toMatchObject({ worked: 0 });
	// With other options it is another batch, which finds everything there.
	const other = await previewImport(office, importBatchId, { ...options, taxName: 'BTW' });
	expect(other.batchId).not.toBe(batchId);
	expect(await run(other.batchId)).toMatchObject({ status: 'finished', states: { done: 11 } });
	expect((await rowsOf(other.batchId)).filter(({ made }) => made)).toEqual([]);
	expect(await books()).toEqual(sent);

	// What is at Invoice Ninja holds the import; after the undo nothing does.
	await expect(undoImport(database.store, importBatchId)).rejects.toThrow('R-1 is in Invoice Ninja');
	await undoBatch(office, { batchId: other.batchId, rows: 500, atOnce: 4 });
	await undoBatch(office, { batchId, rows: 500, atOnce: 4 });
	expect((await books()).counts).toEqual([0, 0, 0]);
	expect((await backOffice()).flatMap(({ client, external }) => [client, external])).toEqual(Array(10).fill(null));
	await undoImport(database.store, importBatchId);
	await expect(previewImport(office, importBatchId, options)).rejects.toThrow('is undone');
});

const order = ['client', 'invoice', 'payment', 'closing'];

test('wherever a run dies, the next goes on, and nothing is made twice', async () => {
	const { batchId: importBatchId } = await importTabs(database.store, tabs);
	const { batchId } = await previewImport(office, importBatchId, options);
	let deaths = 0;
	for (let isOver = false; !isOver; deaths++) {
		const mortal = mortalStore(() => database.pool(), 31 + ((deaths * 29) % 83), deaths % 2 === 0);
		const dying = runBatch({ ...office, store: mortal.store }, { ...quick, batchId, claimSeconds: 0 });
		isOver = await dying.then(({ rest }) => rest === 0).catch(() => false);
	}
	expect(deaths).toBeGreaterThan(3);
	scene.standin.addFault({ path: 'POST.*/payments', kind: 'drop_after', times: 1 });
	expect(await run(batchId, { retryFailed: true })).toMatchObject({ status: 'finished', rest: 0 });
	expect((await books()).counts).toEqual([2, 5, 3]);
	const rows = await rowsOf(batchId);
	expect(rows.filter(({ state, made, kind }) => state !== 'done' || (!made && kind !== 'closing'))).toEqual([]);
	expect((await backOffice()).filter(({ client, external }) => client === null || external === null)).toEqual([]);
});

test('what is at Invoice Ninja already is used when it is the same, and never changed when it is not', async () => {
	const acme = await scene.client('ACME', 'office@acme.example');
	await scene.client('Beta', 'one@beta.example');
	await scene.client('Beta', 'two@beta.example');
	const item = (cost: number) => ({ line_items: [{ cost, quantity: 1 }], date: '2026-01-05' });
	const same = await scene.make('invoices', { client_id: acme.id, number: 'R-1', ...item(121) });
	await scene.make('invoices', { client_id: acme.id, number: 'R-2', ...item(99) });
	await scene.enterPayment(acme.id, [[same.id, 121]]);
	const { batchId: importBatchId } = await importTabs(database.store, tabs);
	const before = await books();
	const preview = await previewImport(office, importBatchId, options);
	expect(preview.differencesFound[0]).toMatchObject({ key: 'R-2', sprout: '121.00', ninja: '99.00', leftOut: true });
	const { batchId } = preview;
	await run(batchId);
	expect(await wordsOf(batchId)).toEqual([
		'Acme done: It was there already.',
		expect.stringMatching(/^Beta failed: 'name' is that of 2 clients .*: Beta\. Write beta into the ID Number/),
		'R-1 done: It was there already.',
		expect.stringMatching(/^R-2 failed: .*with another total: 99\.00, and not 121\.00\. It is not changed/),
		...['R-3', 'R-4', 'R-5', '100.00 for R-4', '50.00 for R-2'].map(
			(label) => `${label} failed: What it belongs to was not made. Run the failed rows again once it is.`,
		),
		expect.stringMatching(/^120\.00 for R-1 done: .*owes only 0\.00 at Invoice Ninja: no payment is made/),
		expect.stringMatching(/^cancel R-5 failed/),
	]);
	expect(await books()).toEqual(before);
	// The operator says who is meant, and the rest is made.
	const [beta] = (await list('clients')).filter(({ name }) => name === 'Beta');
	await scene.change('clients', String(beta?.id), { id_number: 'beta' });
	await run(batchId, { retryFailed: true });
	expect((await rowsOf(batchId)).filter(({ state }) => state === 'failed').map(({ label }) => label)).toEqual([
		...['R-2', '50.00 for R-2'],
	]);
	expect((await backOffice()).find(({ code }) => code === 'beta')?.client).toBe(beta?.id);
	// The undo takes back what the batch made, and not what was there.
	await undoBatch(office, { batchId, rows: 500, atOnce: 4 });
	expect(await books()).toEqual(before);
	expect((await backOffice()).find(({ code }) => code === 'acme')?.client).toBe(acme.id);
});

test('a corrected import changes its invoice at Invoice Ninja, unless that has payments', async () => {
	const made = await importTabs(database.store, {
		invoices: [invoice({ number: 'C-1' }), invoice({ number: 'C-2' })],
		payments: [payment({ number: 'C-2', amountMinor: 100 })],
	});
	await run((await previewImport(office, made.batchId, options)).batchId);
	const corrected = await importTabs(database.store, {
		invoices: [invoice({ number: 'C-1', totalMinor: 15_000 }), invoice({ number: 'C-2', totalMinor: 15_000 })],
	});
	const { batchId } = await previewImport(office, corrected.batchId, options);
	const told = await run(batchId, { onDifference: 'go_on' });
	expect(told.counts.invoice).toMatchObject({ done: 1, differs: 1 });
	expect((await books()).invoices).toEqual(['C-1 150 150 2', 'C-2 121 120 3']);
	expect((await wordsOf(batchId))[1]).toBe('C-1 done: An earlier import made it, and it was changed.');
	await expect(undoImport(database.store, corrected.batchId)).rejects.toThrow('is in Invoice Ninja');
});

test('an import that was taken back is not sent, and one that is being sent is not taken back', async () => {
	const { batchId: gone } = await importTabs(database.store, { invoices: [invoice({ number: 'G-1' })] });
	const planned = await previewImport(office, gone, options);
	await undoImport(database.store, gone);
	await expect(run(planned.batchId)).rejects.toThrow('is undone');
	expect((await books()).counts).toEqual([0, 0, 0]);

	const { batchId: kept } = await importTabs(database.store, { invoices: [invoice({ number: 'G-2' })] });
	const { batchId } = await previewImport(office, kept, options);
	await run(batchId, { rows: 1 });
	await expect(undoImport(database.store, kept)).rejects.toThrow('G-2 is in Invoice Ninja');
	await expect(previewImport({ ...office, companyCode: 'holidays' }, kept, options)).rejects.toThrow(
		/is of the company main/,
	);
});

test('the first news of a sent invoice makes it the mirror of Invoice Ninja, and no second invoice', async () => {
	const { batchId: importBatchId } = await importTabs(database.store, { invoices: [invoice({ number: 'M-1' })] });
	const { batchId } = await previewImport(office, importBatchId, options);
	await run(batchId);
	const [sent] = await list('invoices');
	await scene.enterPayment(String(sent?.client_id), [[String(sent?.id), 21]]);
	const data = await office.ninja.translated(
		'invoice',
		(await office.ninja.get('invoice', String(sent?.id))) ?? never(),
	);
	const occurredAt = new Date(Date.now() + 60_000).toISOString();
	const change = { event: 'invoice.updated', entity: 'invoice', id: sent?.id, companyCode: 'main', occurredAt, data };
	await recordChange(backOfficeOn(database.store), ninjaChange.parse(JSON.parse(JSON.stringify(change))));
	expect(await backOffice()).toMatchObject([{ number: 'M-1', source: 'invoice_ninja' }]);
	await expect(undoImport(database.store, importBatchId)).rejects.toThrow('M-1 is in Invoice Ninja');
});

function never(): never {
	throw new Error('the invoice is gone');
}
