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
