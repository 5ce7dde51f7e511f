import type { IDataObject, INodeParameters } from 'n8n-workflow';
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

const canary = 'CANARY-HEADER-71c2';
/** What is asked of the company is no change, though it is a POST. */
const changes = () =>
	ninja.standin.requests().filter(({ method, path }) => method !== 'GET' && !path.endsWith('/companies/current'));
const failure = async (parameters: IDataObject, items?: IDataObject[]): Promise<string> => {
	try {
		return `it did not fail: ${JSON.stringify(await node.run(parameters as never, items)).slice(0, 300)}`;
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
};
const withLines = (lines: unknown, more: IDataObject = {}): IDataObject => ({
	resource: 'invoice',
	operation: 'create',
	clientId: client,
	specifyLines: 'json',
	lineItemsJson: JSON.stringify(lines),
	...more,
});

test('the secret headers of webhooks are in no item', async () => {
	const create: INodeParameters = {
		resource: 'webhook',
		operation: 'create',
		targetUrl: 'https://n8n.example.com/webhook/one',
		event: 'create_payment',
		options: { headers: { row: [{ name: 'x-secret', value: canary }] } },
	};
	const [made] = await node.run(create);
	expect(JSON.stringify(made)).not.toContain(canary);
	for (const simplify of [true, false]) {
		const list = await node.run({ resource: 'webhook', operation: 'list', returnAll: true, simplify });
		expect(list).toHaveLength(1);
		expect(JSON.stringify(list)).not.toContain(canary);
		const got = await node.run({ resource: 'webhook', operation: 'get', row: made?.id as string, simplify });
		expect(JSON.stringify(got)).not.toContain(canary);
	}
});

test('a webhook that is deleted does not stand in the way of a new one', async () => {
	const create: INodeParameters = {
		resource: 'webhook',
		operation: 'create',
		targetUrl: 'https://n8n.example.com/webhook/two',
		event: 'create_payment',
	};
	const [made] = await node.run(create);
	await node.run({ resource: 'webhook', operation: 'delete', row: made?.id as string });
	expect(await failure(create)).toMatch(/it did not fail/);
});

test.each([
	['a comma', { cost: '1,5' }],
	['a word', { cost: 'ten' }],
	['1e21', { cost: 1e21 }],
	['a list', { cost: [10] }],
	['a switch', { quantity: true, cost: 1 }],
	['HTML', { cost: '<b>10</b>' }],
	['a quantity in words', { quantity: 'two', cost: 10 }],
	['a discount with a comma', { cost: 10, discount: '2,5' }],
	['a nameless tax whose rate is a text', { cost: 10, taxRate1: '20' }],
	['a nameless tax in the names of the API', { cost: 10, tax_name1: 'V', tax_rate1: '20' }],
])('a line of JSON with %s is refused before anything is sent', async (_, line) => {
	expect(await failure(withLines([{ productKey: 'a', quantity: 1, ...line }]))).toMatch(/lineItemsJson\.0/);
	expect(changes()).toEqual([]);
});

test('a line of JSON may have its numbers as texts', async () => {
	const [made] = await node.run(withLines([{ productKey: 'a', quantity: '2', cost: '1.50', taxRate1: null }]) as never);
	expect(made).toMatchObject({ amountMinor: 300 });
});

test.each([
	['less than a cent', { amountPaid: 1.005 }, /options\.amountPaid/],
	['less than nothing', { amountPaid: -5 }, /options\.amountPaid/],
	['all and a part', { amountPaid: 5, markPaid: true }, /options\.amountPaid/],
])('an invoice with a payment of %s is refused before anything is sent', async (_, options, words) => {
	expect(await failure(withLines([{ cost: 10, quantity: 1 }], { options }))).toMatch(words);
	expect(changes()).toEqual([]);
});

test.each([
	['a share with less than a cent', { invoices: { row: [{ id: 'X', amount: 1.005 }] } }, /invoices/],
	['a share below nothing', { amount: 5, invoices: { row: [{ id: 'X', amount: -5 }] } }, /invoices/],
	['a share that is no number', { amount: 5, invoices: { row: [{ id: 'X', amount: '={{ $json.no }}' }] } }, /invoices/],
])('a payment of %s is refused before anything is sent', async (_, paid, words) => {
	const payment = { resource: 'payment', operation: 'create', clientId: client, ...paid };
	expect(await failure(payment)).toMatch(words);
	expect(changes()).toEqual([]);
});

test('a refund takes no share below nothing, and no text that is no amount', async () => {
	const due = await ninja.invoice(client, [{ cost: 10, quantity: 1 }]);
	const [paid] = await node.run({
		resource: 'payment',
		operation: 'create',
		clientId: client,
		invoices: { row: [{ id: due.id, amount: 10 }] },
	});
	ninja.standin.clear();
	const refund = (amount: unknown, rows: IDataObject[] = []) =>
		({
			resource: 'payment',
			operation: 'refund',
			row: paid?.id,
			amount,
			options: { invoices: { row: rows } },
		}) as IDataObject;
	expect(
		await failure(
			refund(5, [
				{ id: due.id, amount: 10 },
				{ id: due.id, amount: -5 },
			]),
		),
	).toMatch(/invoices/);
	for (const amount of ['', null, '1,5', '-0', -0, 1e21, '={{ undefined }}', [5], true, '5 EUR', '\u0000'])
		expect([amount, await failure(refund(amount))]).toEqual([amount, expect.stringMatching(/'amount'/)]);
	expect(changes()).toEqual([]);
});

test('applying takes no share below nothing', async () => {
	const due = await ninja.invoice(client, [{ cost: 10, quantity: 1 }]);
	const [paid] = await node.run({
		resource: 'payment',
		operation: 'create',
		clientId: client,
		amount: 10,
	});
	ninja.standin.clear();
	const apply = {
		resource: 'payment',
		operation: 'apply',
		row: paid?.id,
		invoices: { row: [{ id: due.id, amount: -5 }] },
	};
	expect(await failure(apply as IDataObject)).toMatch(/invoices/);
	expect(changes()).toEqual([]);
});

test.each(['..', '.', 'a/../b', 'a b', '\u0000', '<b>', '../clients', 'a?b=c', '😀'])(
	'%j is no ID, and nothing is asked',
	async (row) => {
		for (const [resource, operation] of [
			['client', 'get'],
			['client', 'update'],
			['invoice', 'email'],
			['invoice', 'downloadPdf'],
			['payment', 'refund'],
		]) {
			const parameters = { resource, operation, row, amount: 1, getBy: 'id', updateFields: { phone: '1' } };
			expect(await failure(parameters as IDataObject)).toMatch(/'row'/);
		}
		expect(ninja.standin.requests()).toEqual([]);
	},
);

test('many foreign IDs cost few requests', async () => {
	const ids = Array.from({ length: 400 }, (_, index) => `Foreign${String(index).padStart(4, '0')}`);
	const rows = await node.run({
		resource: 'invoice',
		operation: 'bulk',
		bulkAction: 'archive',
		ids,
	});
	expect(rows).toHaveLength(400);
	expect(rows.every(({ done }) => done === false)).toBe(true);
	expect(ninja.standin.requests().length).toBeLessThan(20);
});

test('overdue among other statuses gives no rows of other clients', async () => {
	const other = (await ninja.client('Other', 'o@other.example')).id;
	for (const owner of [client, other])
		await ninja
			.make('invoices', {
				client_id: owner,
				line_items: [{ cost: 10, quantity: 1 }],
				partial: 5,
				partial_due_date: '2020-01-01',
				due_date: '2020-02-01',
			})
			.then(async ({ id }) => await ninja.bulk('invoices', 'mark_sent', [id]));
	const list = {
		resource: 'invoice',
		operation: 'list',
		returnAll: true,
		filters: { clientId: client, statuses: ['overdue', 'draft'] },
	};
	const rows = await node.run(list);
	expect(new Set(rows.map(({ clientId }) => clientId))).toEqual(new Set([client]));
});

test('a PDF that is empty is no file', async () => {
	const due = await ninja.invoice(client, [{ cost: 10, quantity: 1 }]);
	for (const body of ['', 'Not a PDF']) {
		ninja.standin.addFault({
			path: 'GET /api/v1/invoice/.*download',
			kind: 'answer',
			status: 200,
			headers: { 'content-type': 'application/pdf' },
			body,
		});
		expect(await failure({ resource: 'invoice', operation: 'downloadPdf', row: due.id, outputFile: 'data' })).toMatch(
			/PDF/,
		);
	}
});

test.each([
	['an empty body', '', 200],
	['no content', '', 204],
	['half of a JSON', '{"data": {"id": "abc', 200],
	['another JSON', '[1, 2]', 200],
	['a null', 'null', 200],
	['a row without an ID', '{"data": {"name": "x"}}', 200],
])('%s is one clear error', async (_, body, status) => {
	for (const [resource, operation, path] of [
		['client', 'get', 'GET /api/v1/clients/'],
		['client', 'list', 'GET /api/v1/clients\\?'],
		['reference', 'list', 'GET /api/v1/statics'],
		['report', 'get', 'POST /api/v1/reports/'],
	]) {
		ninja.standin.clear();
		ninja.standin.addFault({
			path: path ?? '',
			kind: 'answer',
			status,
			headers: { 'content-type': 'application/json' },
			body,
		});
		const words = await failure({
			resource,
			operation,
			row: client,
			getBy: 'id',
			returnAll: true,
			list: 'currencies',
			report: 'clients',
			dateRange: 'all',
			outputFile: 'data',
		});
		expect([operation, words]).toEqual([operation, expect.stringMatching(/Invoice Ninja answers/)]);
	}
});

test('a redirect does not carry the token on', async () => {
	ninja.standin.addFault({
		path: 'GET /api/v1/clients',
		kind: 'answer',
		status: 302,
		headers: { location: 'https://evil.example/' },
		body: '',
	});
	expect(await failure({ resource: 'client', operation: 'list', returnAll: true })).not.toMatch(
		/it did not fail|CANARY/,
	);
});

test('a key that was used for a payment that is deleted is an error', async () => {
	const payment = {
		resource: 'payment',
		operation: 'create',
		clientId: client,
		amount: 3.25,
		additionalFields: { idempotencyKey: 'gone-1' },
	};
	const [made] = await node.run(payment);
	await node.run({ resource: 'payment', operation: 'delete', row: made?.id as string });
	expect(await failure(payment)).toMatch(/deleted/);
});
