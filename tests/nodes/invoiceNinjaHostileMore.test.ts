import type { IDataObject } from 'n8n-workflow';
import { openNinjaNode, type NinjaNode } from '../support/ninjaNode';
import { openNinjaScene, type NinjaScene } from '../support/ninjaScene';

let ninja: NinjaScene;
let node: NinjaNode;
let client: string;
beforeAll(async () => {
	ninja = await openNinjaScene();
	node = openNinjaNode(ninja);
	client = (await ninja.client('Acme', 'ada@acme.example')).id;
});
afterAll(async () => await ninja.close());
beforeEach(() => ninja.standin.clear());

const failure = async (parameters: IDataObject, items?: IDataObject[]): Promise<string> => {
	try {
		return `it did not fail: ${JSON.stringify(await node.run(parameters as never, items)).slice(0, 900)}`;
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
};

test('dates do not shift', async () => {
	for (const [date, want] of [
		['2026-03-01T00:30:00.000+14:00', '2026-03-01'],
		['2026-03-01T23:59:00.000-11:00', '2026-03-01'],
		['2026-02-31', undefined],
		['2026-02-29', undefined],
		['2028-02-29', '2028-02-29'],
		['01/02/2026', undefined],
		[1767225600000, undefined],
		[['2026-01-01'], undefined],
		[{}, undefined],
	] as const) {
		const said = await failure({
			resource: 'invoice',
			operation: 'create',
			clientId: client,
			specifyLines: 'none',
			additionalFields: { date, dueDate: date },
		});
		expect([date, said]).toEqual([
			date,
			expect.stringMatching(want ? new RegExp(`"date":"${want}"`) : /'additionalFields\.(date|dueDate)'/),
		]);
	}
});

test('client settings: arrays, texts and nulls', async () => {
	for (const settings of ['[]', '"x"', '5', 'null', '[1]', '{"a":'])
		expect([
			settings,
			await failure({ resource: 'client', operation: 'update', row: client, updateFields: { settings } }),
		]).toEqual([settings, expect.stringMatching(/settings/)]);
	await node.run({
		resource: 'client',
		operation: 'update',
		row: client,
		updateFields: { settings: '{"currency_id": "3"}' },
	});
	await node.run({
		resource: 'client',
		operation: 'update',
		row: client,
		updateFields: { settings: '{"send_reminders": true}' },
	});
	await node.run({
		resource: 'client',
		operation: 'upsert',
		matchBy: 'email',
		matchValue: 'ada@acme.example',
		name: 'Acme',
		additionalFields: { phone: '1' },
	});
	await node.run({
		resource: 'client',
		operation: 'upsert',
		matchBy: 'email',
		matchValue: 'ada@acme.example',
		name: 'Acme',
		additionalFields: { phone: '2', contacts: { row: [{ phone: '5' }] } },
	});
	const [got] = await node.run({ resource: 'client', operation: 'get', getBy: 'id', row: client, simplify: false });
	expect(got).toMatchObject({ phone: '2', settings: { currency_id: '3', send_reminders: true } });
	expect(got?.contacts).toHaveLength(1);
	expect(got?.contacts).toMatchObject([{ email: expect.stringMatching(/ada@acme/i) }]);
	expect(await ninja.list('clients')).toHaveLength(1);
});

test('bulk with the same ID twice gives one item, and the foreign one says so', async () => {
	const rows = await node.run({
		resource: 'client',
		operation: 'bulk',
		bulkAction: 'archive',
		ids: `${client},${client}, NoSuchRowx`,
	});
	expect(rows).toMatchObject([
		{ id: client, done: true },
		{ id: 'NoSuchRowx', done: false },
	]);
	await node.run({ resource: 'client', operation: 'restore', row: client });
});

test('bulk values cannot name other rows or another action', async () => {
	const other = (await ninja.client('Other', 'o@other.example')).id;
	const bulk = { resource: 'client', operation: 'bulk', bulkAction: 'restore', ids: client };
	for (const more of [{ ids: [other] }, { action: 'delete' }, { ids: [other], action: 'delete' }])
		expect(await failure({ ...bulk, bulkValues: JSON.stringify(more) })).toMatch(/bulkValues/);
	expect(ninja.company().rows.clients?.[other]).toMatchObject({ is_deleted: false });
});

test('amounts of a currency without decimals', async () => {
	const statics = await node.run({ resource: 'reference', operation: 'list', list: 'currencies' });
	const jpy = statics.find(({ code }) => code === 'JPY')?.id as string;
	const yen = await ninja.make('clients', { name: 'Yen', settings: { currency_id: jpy } });
	for (const amount of [10.5, '10.5', 0.1])
		expect(await failure({ resource: 'payment', operation: 'create', clientId: yen.id, amount })).toMatch(
			/more decimals than JPY/,
		);
	expect(
		await failure({
			resource: 'invoice',
			operation: 'create',
			clientId: yen.id,
			specifyLines: 'none',
			additionalFields: { partial: 10.5 },
		}),
	).toMatch(/more decimals than JPY/);
	expect(
		await failure({
			resource: 'invoice',
			operation: 'create',
			clientId: yen.id,
			specifyLines: 'json',
			lineItemsJson: '[{"cost": 100, "quantity": 1}]',
			options: { amountPaid: 10.5 },
		}),
	).toMatch(/more decimals than JPY/);
});

test('strange texts come back as they were', async () => {
	const name = '<script>alert(1)</script> 😀 \u202Eمرحبا "quoted" \\ end';
	const [made] = await node.run({ resource: 'client', operation: 'create', name });
	expect(made).toMatchObject({ name });
	for (const wrong of ['   ', [], {}, true, '={{ undefined }}', 'x'.repeat(100_000)])
		expect([
			JSON.stringify(wrong).slice(0, 9),
			await failure({ resource: 'client', operation: 'create', name: wrong }),
		]).toEqual([JSON.stringify(wrong).slice(0, 9), expect.stringMatching(/'name'/)]);
});

test.each([
	['one second', 1, /409.*Ask again later/s],
	['no time', 0, /waitSeconds/],
	['less than no time', -1, /waitSeconds/],
	['for ever', 2_000_000_000, /waitSeconds/],
])('a report that never finishes is waited for %s', async (_, waitSeconds, words) => {
	ninja.switches().reportWaits = 1_000_000;
	const began = Date.now();
	const report = { resource: 'report', operation: 'get', report: 'clients', dateRange: 'all', outputFile: 'data' };
	expect(await failure({ ...report, options: { waitSeconds } })).toMatch(words);
	expect(Date.now() - began).toBeLessThan(5_000);
	ninja.switches().reportWaits = 0;
});
