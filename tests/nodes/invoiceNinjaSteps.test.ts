import type { IDataObject } from 'n8n-workflow';
import { claimTask, type TaskOffice } from '../../core/tasks';
import { openNinjaNode, type NinjaNode } from '../support/ninjaNode';
import { openNinjaScene, type NinjaScene } from '../support/ninjaScene';
import { backOfficeOn, seedPlan, seedTask } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;
let ninja: NinjaScene;
let node: NinjaNode;
let client: string;
let taskId: string;
beforeAll(async () => {
	[database, ninja] = await Promise.all([createTestDatabase(), openNinjaScene()]);
	office = backOfficeOn(database.store);
	node = openNinjaNode(ninja, { database });
	client = (await ninja.client('Acme', 'ada@acme.example')).id;
	const plan = await seedPlan(office, 'ninjanode', [100]);
	taskId = await seedTask(office, plan, 'steps.example');
	await claimTask(office, taskId);
});
afterAll(async () => {
	await ninja.close();
	await database.drop();
});

const step = (stepName: string, more: IDataObject): IDataObject => ({ ...more, durableStep: { taskId, stepName } });
const invoice = (more: IDataObject = {}): IDataObject => ({
	resource: 'invoice',
	operation: 'create',
	clientId: client,
	specifyLines: 'json',
	lineItemsJson: '[{"productKey": "starter", "quantity": 1, "cost": 10}]',
	...more,
});

test('a durable step that is run twice makes one invoice, and returns it both times', async () => {
	const create = step('invoice', invoice({ options: { keepKeyIn: 'custom_value4', markSent: true } }));
	const [[first], [again]] = [await node.run(create as never), await node.run(create as never)];
	expect(again).toEqual(first);
	expect(first).toMatchObject({ status: 'sent', customValue4: expect.stringMatching(/^msp-/) as string });
	expect(await ninja.list('invoices')).toHaveLength(1);
});

test('a payment and its refund, each as a step', async () => {
	const payment = step('payment', {
		resource: 'payment',
		operation: 'create',
		clientId: client,
		amount: 10,
	});
	const [paid] = await node.run(payment as never);
	const refund = step('refund', { resource: 'payment', operation: 'refund', row: paid?.id, amount: 4 });
	for (let time = 0; time < 2; time++) {
		expect(await node.run(payment as never)).toEqual([paid]);
		expect(await node.run(refund as never)).toMatchObject([{ refundedMinor: 400 }]);
	}
	expect(await ninja.list('payments')).toMatchObject([{ amount: 10, refunded: 4 }]);
});

test('a durable step that could not find what it made is refused before anything is sent', async () => {
	const before = (await ninja.list('invoices')).length;
	await expect(node.run(step('nameless', invoice()) as never)).rejects.toThrow(
		/'options.keepKeyIn' is not chosen.*Choose a custom value/s,
	);
	expect(await ninja.list('invoices')).toHaveLength(before);
});

test('a durable step without the back office is refused', async () => {
	const alone = openNinjaNode(ninja);
	await expect(alone.run(step('alone', invoice()) as never)).rejects.toThrow(/MSP Database/);
});

test('a quote that was converted already is not converted again by another step', async () => {
	const quote = await ninja.make('quotes', { client_id: client, line_items: [{ cost: 10, quantity: 1 }] });
	const convert = { resource: 'quote', operation: 'convertToInvoice', row: quote.id };
	const [first] = await node.run(step('convert', convert) as never);
	const before = (await ninja.list('invoices')).length;
	const [again] = await node.run(step('convert-again', convert) as never);
	expect(again?.id).toBe(first?.id);
	expect(await ninja.list('invoices')).toHaveLength(before);
});

test.each(['increase_prices', 'send_now'])(
	'a lost answer to %s is for a person: it would count twice',
	async (bulkAction) => {
		const recurring = await ninja.make('recurring_invoices', {
			client_id: client,
			frequency_id: '5',
			next_send_date: '2099-01-01',
			line_items: [{ cost: 100, quantity: 1 }],
		});
		const bulk = step(`bulk-${bulkAction}`, {
			resource: 'recurringInvoice',
			operation: 'bulk',
			bulkAction,
			ids: recurring.id,
			bulkValues: { percentage_increase: 10 },
		});
		ninja.standin.addFault({ path: 'POST /api/v1/recurring_invoices/bulk', kind: 'drop_after' });
		const before = ninja.standin.requests().length;
		for (let time = 0; time < 2; time++) await expect(node.run(bulk as never)).rejects.toThrow(/Nobody can see|person/);
		const sent = ninja.standin
			.requests()
			.slice(before)
			.filter(({ path }) => path.includes('recurring_invoices/bulk'));
		expect(sent).toHaveLength(1);
	},
);

test('an action that was refused for certain is made again', async () => {
	const recurring = await ninja.make('recurring_invoices', {
		client_id: client,
		frequency_id: '5',
		next_send_date: '2099-01-01',
		line_items: [{ cost: 100, quantity: 1 }],
	});
	const bulk = step('bulk-again', {
		resource: 'recurringInvoice',
		operation: 'bulk',
		bulkAction: 'increase_prices',
		ids: recurring.id,
		bulkValues: { percentage_increase: 10 },
	});
	ninja.standin.addFault({
		path: 'POST /api/v1/recurring_invoices/bulk',
		kind: 'answer',
		status: 429,
		headers: { 'content-type': 'application/json' },
		body: { message: 'Too many requests' },
	});
	await expect(node.run(bulk as never)).rejects.toThrow(/Too many/);
	expect(await node.run(bulk as never)).toMatchObject([{ done: null }]);
});

test('a NUL in a text is one clear error of a step, or is taken', async () => {
	const create = step('nul', {
		resource: 'product',
		operation: 'create',
		productKey: 'a\u0000b',
		additionalFields: { notes: 'x\u0000y' },
	});
	const words = await node.run(create as never).then(
		() => 'made',
		(error: unknown) => String(error),
	);
	expect(words).toMatch(/NUL|character|made/i);
});

test('a step whose name another operation has is refused, and changes nothing', async () => {
	await node.run(step('shared', { resource: 'product', operation: 'create', productKey: 'shared-1' }) as never);
	const other = step('shared', { resource: 'taxRate', operation: 'create', name: 'VAT', rate: 20 });
	await expect(node.run(other as never)).rejects.toThrow();
	expect(await ninja.list('tax_rates')).toEqual([]);
});

test('what Invoice Ninja does by itself is read, said, and kept in the back office', async () => {
	const found = await node.run({ resource: 'automation', operation: 'check' });
	expect(found.map(({ kind, isOn }) => ({ kind, isOn }))).toEqual(
		expect.arrayContaining(['charges', 'late_fees', 'reminders'].map((kind) => ({ kind, isOn: false }))),
	);
	const kept = await database.owner.query<{ kind: string }>(
		`select kind from msp.found_setting where system = 'invoice_ninja' and customer_id is null`,
	);
	expect(kept.rows.map(({ kind }) => kind).sort()).toEqual(['charges', 'late_fees', 'reminders']);
});
