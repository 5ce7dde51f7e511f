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

const list: IDataObject = { resource: 'invoice', operation: 'list', returnAll: true };
const create = (more: IDataObject = {}) => ({
	resource: 'invoice',
	operation: 'create',
	clientId: client,
	specifyLines: 'json',
	lineItemsJson: '[{"productKey": "starter", "quantity": 1, "cost": 10}]',
	...more,
});
const changes = () => ninja.standin.requests().filter(({ method }) => method !== 'GET');
const failure = async (parameters: IDataObject, items?: IDataObject[], at: NinjaNode = node): Promise<string> => {
	try {
		await at.run(parameters as never, items);
		return 'it did not fail';
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
};

test('an unknown client: the words of Invoice Ninja by field, and no invoice', async () => {
	const words = await failure(create({ clientId: 'NoSuchRowx' }));
	expect(words).toMatch(/Invoice Ninja refuses POST \/invoices: client_id: .*invalid/i);
	expect(await ninja.list('invoices')).toEqual([]);
});

test('a wrong token: where to make another, and the token is not in the words', async () => {
	const other = openNinjaNode(ninja, { credential: { token: 'CANARY-WRONG-TOKEN' } });
	const words = await failure(list, undefined, other);
	expect(words).toMatch(/Invalid token.*\| Make a new token/s);
	expect(words).not.toContain('CANARY');
});

test('a server below 5.10 is refused before it changes anything', async () => {
	const old = await openNinjaScene({ switches: { version: '5.9.3' } });
	try {
		const at = openNinjaNode(old);
		expect(await failure({ resource: 'product', operation: 'create', productKey: 'x' }, undefined, at)).toMatch(
			/Invoice Ninja 5\.9\.3 is too old.*\| Update Invoice Ninja first/s,
		);
		expect(await old.list('products')).toEqual([]);
	} finally {
		await old.close();
	}
});

test('422 with nested fields names each of them', async () => {
	const due = await ninja.invoice(client, [{ cost: 10, quantity: 1 }]);
	const words = await failure({
		resource: 'payment',
		operation: 'create',
		clientId: client,
		amount: 10,
		invoices: {
			row: [
				{ id: 'NoSuchRowx', amount: 5 },
				{ id: due.id, amount: 5 },
			],
		},
	});
	expect(words).toMatch(/invoices\.0\.invoice_id/);
	expect(await ninja.list('payments')).toEqual([]);
});

test('429 is waited for when the call only reads, and told when it changes', async () => {
	const busy = {
		kind: 'answer',
		status: 429,
		headers: { 'content-type': 'application/json' },
		body: { message: 'Too many requests' },
	} as const;
	ninja.standin.addFault({ ...busy, path: 'GET /api/v1/products' });
	expect(await node.run({ resource: 'product', operation: 'list', returnAll: true })).toEqual([]);
	ninja.standin.addFault({ ...busy, path: 'POST /api/v1/products' });
	const words = await failure({ resource: 'product', operation: 'create', productKey: 'busy' });
	expect(words).toMatch(/429.*Too many requests.*\| .*Try again later/s);
	expect(changes().filter(({ path }) => /products/.test(path))).toHaveLength(1);
});

test('500 half-way through a list is one clear error, and no part of the list', async () => {
	const first = await ninja.invoice(client, [{ cost: 1, quantity: 1 }]);
	ninja.manyInvoices(first.id, 1_500);
	ninja.standin.clear();
	ninja.standin.addFault({
		path: 'GET /api/v1/invoices.*page=2(&|$)',
		kind: 'answer',
		status: 500,
		headers: { 'content-type': 'application/json' },
		body: { message: 'Server Error' },
	});
	expect(await failure(list)).toMatch(/Invoice Ninja refuses GET \/invoices \(500\): Server Error \| Look into/);
	expect((await node.run(list as never)).length).toBeGreaterThan(1_500);
});

test('a page instead of JSON says which address to check', async () => {
	ninja.standin.addFault({
		path: 'GET /api/v1/clients',
		kind: 'answer',
		status: 200,
		headers: { 'content-type': 'text/html' },
		body: '<!doctype html><html><head><title>Log in</title></head></html>',
	});
	expect(await failure({ resource: 'client', operation: 'list', returnAll: true })).toMatch(
		/a page \('Log in'\) instead of JSON.*\| Check the base URL/s,
	);
});

test('an item that fails is told by its number, and the others go on', async () => {
	const result = await node.harness.node(
		node.type,
		{ resource: 'client', operation: 'get', getBy: 'id', row: '={{ $json.row }}' },
		[{ row: client }, { row: 'NoSuchRowx' }, { row: client }],
		{ onError: 'continueErrorOutput' },
	);
	expect(result.output('N').map(({ id }) => id)).toEqual([client, client]);
	expect(JSON.stringify(result.output('N', 1))).toMatch(/Invoice Ninja has no Client with the ID NoSuchRowx/);
});

test('an answer that is lost is looked up, and the invoice is there once', async () => {
	ninja.standin.addFault({ path: 'POST /api/v1/invoices', kind: 'drop_after' });
	const [made] = await node.run(create({ additionalFields: { number: 'LOST-1' } }));
	expect(made).toMatchObject({ number: 'LOST-1' });
	expect((await ninja.list('invoices')).filter(({ number }) => number === 'LOST-1')).toHaveLength(1);
});

test('a payment whose answer is lost can be made again with the same key, and is there once', async () => {
	const payment = {
		resource: 'payment',
		operation: 'create',
		clientId: client,
		amount: 7.5,
		additionalFields: { idempotencyKey: 'order-4711' },
	};
	ninja.standin.addFault({ path: 'POST /api/v1/payments', kind: 'drop_after' });
	await failure(payment);
	const [again] = await node.run(payment);
	expect(again).toMatchObject({ amountMinor: 750 });
	expect((await ninja.list('payments')).filter(({ amount }) => amount === 7.5)).toHaveLength(1);
});

test('a number that is taken is refused, with the row that has it', async () => {
	const [made] = await node.run(create({ additionalFields: { number: 'TAKEN-1' } }));
	expect(await failure(create({ additionalFields: { number: 'TAKEN-1' } }))).toContain(
		`Invoice Ninja has the number TAKEN-1 already: invoice ${made?.id as string}`,
	);
});

test('a key that several rows have is not guessed', async () => {
	for (const name of ['One', 'Two']) await ninja.make('clients', { name, custom_value1: 'twin' });
	ninja.standin.clear();
	const words = await failure({
		resource: 'client',
		operation: 'upsert',
		matchBy: 'custom_value1',
		matchValue: 'twin',
		name: 'Three',
	});
	expect(words).toMatch(/several rows with the custom value1 twin/);
	expect(changes()).toEqual([]);
});

test.each([
	[
		'a date that is none',
		() => ({ ...create(), additionalFields: { date: 'yesterday' } }),
		/'additionalFields.date' must be a date/,
	],
	['lines that are no JSON', () => create({ lineItemsJson: '[{' }), /'lineItemsJson' is not a JSON list of lines/],
	[
		'a line with an unknown entry',
		() => create({ lineItemsJson: '[{"prize": 1}]' }),
		/'lineItemsJson.*unknown entry 'prize'/,
	],
	[
		'an amount in words',
		() => create({ lineItemsJson: '[]', additionalFields: { partial: 'half' } }),
		/'additionalFields.partial' must be a decimal/,
	],
	[
		'a payment of nothing',
		() => ({ resource: 'payment', operation: 'create', clientId: client, amount: '={{ $json.nothing }}' }),
		/'amount' is missing.*or the invoices/s,
	],
	[
		'a refund of nothing',
		{ resource: 'payment', operation: 'refund', row: 'x', amount: '={{ $json.nothing }}' },
		/'amount' (is missing|must be)/,
	],
	[
		'no IDs for many',
		{ resource: 'invoice', operation: 'bulk', bulkAction: 'archive', ids: '={{ $json.nothing }}' },
		/'ids'/,
	],
])('%s is refused before anything is sent', async (_, parameters, words) => {
	const given = typeof parameters === 'function' ? parameters() : parameters;
	expect(await failure(given as IDataObject)).toMatch(words);
	expect(ninja.standin.requests()).toEqual([]);
});
