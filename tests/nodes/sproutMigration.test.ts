import { openNinjaNode, type NinjaNode } from '../support/ninjaNode';
import { openNinjaScene, type NinjaScene } from '../support/ninjaScene';
import { playSite } from '../support/sproutSite/generate';
import { asCsv, asSql } from '../support/sproutSite/write';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let ninja: NinjaScene;
let node: NinjaNode;
beforeAll(async () => {
	database = await createTestDatabase();
	ninja = await openNinjaScene();
	node = openNinjaNode(ninja, { database });
});
afterAll(async () => {
	await ninja.close();
	await database.drop();
});

const site = playSite(3, { clients: 3, invoices: 5, payments: 4 });
const binaryOf = (fileName: string, text: string) => ({
	...{ data: Buffer.from(text).toString('base64'), mimeType: 'text/plain', fileName },
});
const ask = (operation: string, parameters: object) => ({ resource: 'sproutMigration', operation, ...parameters });
const options = { currency: 'EUR', mostDifferences: 1 };

test('the operations in the order of a move, each for its own item', async () => {
	const files = Object.entries(asCsv(site)).map(
		([name, text]) => [name.replace('.csv', ''), binaryOf(name, text)] as const,
	);
	const previewed = await node.items(
		ask('preview', {
			...{ shape: '={{ $json.shape }}', binaryFields: '={{ Object.keys($binary).join(",") }}', dates: 'mdy', options },
		}),
		[
			{ json: { shape: 'sql' }, binary: { data: binaryOf('dump.sql', asSql(site)) } },
			{ json: { shape: 'csv' }, binary: Object.fromEntries(files) },
		],
	);
	expect(previewed.map(({ json }) => [json.status, json.isNew])).toEqual([
		['planned', true],
		['planned', true],
	]);
	const [bySql, byCsv] = previewed.map(({ json: { batchId: id } }) => (typeof id === 'string' ? id : ''));
	expect(bySql).not.toBe(byCsv);

	const [part] = await node.run(ask('run', { batchId: bySql, rows: 2, options: {} }));
	expect(part).toMatchObject({ batchId: bySql, worked: 2, status: 'running', stopped: null });
	// Only one batch of a company is at work.
	await expect(node.run(ask('run', { batchId: byCsv, rows: 2, options: {} }))).rejects.toThrow(/is running/);
	const [ended] = await node.run(ask('run', { batchId: bySql, rows: 500, options: { onDifference: 'go_on' } }));
	expect(ended).toMatchObject({ status: 'finished', rest: 0, percent: 100 });

	const rows = await node.run(
		ask('listRows', { batchId: bySql, returnAll: false, limit: 2, filters: { kinds: ['invoice'], states: ['done'] } }),
	);
	expect(rows).toHaveLength(2);
	expect(rows[0]).toMatchObject({ kind: 'invoice', state: 'done', made: true, label: 'SI-0000' });
	expect(rows[0]).toHaveProperty('sproutTotal', rows[0]?.ninjaAmount);
	expect(await node.run(ask('get', { batchId: '={{ $json.id }}' }), [{ id: bySql }, { id: byCsv }])).toMatchObject([
		{ status: 'finished' },
		{ status: 'planned' },
	]);
	const [undone] = await node.run(ask('undo', { batchId: bySql, rows: 500, options: {} }));
	expect(undone).toMatchObject({ status: 'undone', rest: 0 });
	expect(await ninja.list('invoices')).toEqual([]);
});

test('what a move made is taken up once, by hand, and the workflow of the events hears nothing of it', async () => {
	const catchUp = {
		...{ resource: 'change', operation: 'catchUp', entities: ['client', 'invoice', 'payment'], limit: 5_000 },
		...{ reader: 'msp-16-invoice-ninja-events', options: {} },
	};
	// Workflow 16 has read before, and is not published during the move.
	await node.run(catchUp);
	const [previewed] = await node.items(
		ask('preview', { shape: 'sql', binaryFields: 'data', options: { ...options, evenOut: false } }),
		[
			{
				json: {},
				binary: { data: binaryOf('dump.sql', asSql(playSite(4, { clients: 3, invoices: 5, payments: 4 }))) },
			},
		],
	);
	const batchId = previewed?.json.batchId;
	await node.run(ask('run', { batchId, rows: 500, options: { onDifference: 'go_on' } }));
	const made = await node.run(ask('listRows', { batchId, returnAll: true, filters: { kinds: ['client'] } }));

	const taken = await node.run(catchUp);
	expect(taken.filter(({ entity }) => entity === 'client').map(({ id }) => id)).toEqual(
		expect.arrayContaining(made.map(({ ninjaId }) => ninjaId)),
	);
	const keys = taken
		.map(({ data }) => data as Record<string, unknown>)
		.map((row) => String(row.idNumber ?? row.customValue4));
	expect(keys.filter((key) => !key.startsWith('sprout-'))).toEqual([]);
	expect(await node.run(catchUp)).toEqual([]);
});

test.each([
	['a batch that is none', ask('run', { batchId: 'nonsense', rows: 1, options: {} }), /must be a batch ID/],
	['no file', ask('preview', { shape: 'sql', binaryFields: 'data', options: {} }), /data|binary/i],
	['no rows', ask('undo', { batchId: '5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10', rows: 0, options: {} }), /rows/i],
])('%s is one clear error', async (_, parameters, words) => {
	await expect(node.run(parameters)).rejects.toThrow(words);
});

test('a file that is no export says what it lacks', async () => {
	const item = { json: {}, binary: { data: binaryOf('x.sql', 'select 1;') } };
	const preview = ask('preview', { shape: 'sql', binaryFields: 'data', options: {} });
	await expect(node.items(preview, [item])).rejects.toThrow(/no post of Sprout Invoices.*Export at least the tables/);
});

test('without the back office it says what to choose', async () => {
	const alone = openNinjaNode(ninja);
	const get = ask('get', { batchId: '5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10' });
	await expect(alone.run(get)).rejects.toThrow(/Choose the MSP Database credential/);
});
