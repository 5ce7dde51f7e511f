import type { IDataObject } from 'n8n-workflow';
import { openNinjaNode, type NinjaNode } from '../support/ninjaNode';
import { openNinjaScene, type NinjaScene } from '../support/ninjaScene';

/** What people reported of Invoice Ninja's API and of n8n's own node, in our words. */

let ninja: NinjaScene;
let node: NinjaNode;
let client: string;
beforeAll(async () => {
	ninja = await openNinjaScene();
	node = openNinjaNode(ninja);
	client = (await ninja.client('Acme', 'ada@acme.example')).id;
});
afterAll(async () => await ninja.close());

const create = (resource: string, more: IDataObject = {}) => ({
	resource,
	operation: 'create',
	clientId: client,
	specifyLines: 'fields',
	lineItems: { row: [{ productKey: 'X', cost: 100, quantity: 2, notes: 'Hours' }] },
	...more,
});

// n8n-io/n8n#5292
test.each(['invoice', 'quote'])('the lines of a new %s are kept', async (resource) => {
	const [made] = await node.run(create(resource));
	expect(made).toMatchObject({
		amountMinor: 20_000,
		lineItems: [{ productKey: 'X', cost: 100, quantity: 2, notes: 'Hours', lineTotalMinor: 20_000 }],
	});
});

// n8n-io/n8n#8191
test('an invoice has the number that it is given, also one with leading zeros and one that an expression counts', async () => {
	const [text] = await node.run(create('invoice', { additionalFields: { number: '0012' } }));
	const [counted] = await node.run(create('invoice', { additionalFields: { number: '={{ 1200 + 34 }}' } }));
	expect([text?.number, counted?.number]).toEqual(['0012', '1234']);
});

// n8n-io/n8n#9589
test('a new invoice can be e-mailed, marked as sent and marked as paid', async () => {
	const before = (await ninja.mails()).length;
	const [sent] = await node.run(create('invoice', { options: { markSent: true } }));
	const [paid] = await node.run(create('invoice', { options: { markPaid: true, paymentReference: 'bank 7' } }));
	const [mailed] = await node.run(create('invoice', { options: { sendEmail: true } }));
	expect([sent?.status, paid?.status, mailed?.status]).toEqual(['sent', 'paid', 'sent']);
	expect(await ninja.mails()).toHaveLength(before + 1);
	expect(await ninja.list('payments')).toMatchObject([{ transaction_reference: 'bank 7', amount: 200 }]);
});

// invoiceninja/invoiceninja#1893: the API returned archived and deleted clients with the active ones.
test('a list of clients has the active ones', async () => {
	const gone = await ninja.client('Gone', 'gone@acme.example');
	await ninja.remove('clients', gone.id);
	const names = (await node.run({ resource: 'client', operation: 'list', returnAll: true })).map(({ name }) => name);
	expect(names).toContain('Acme');
	expect(names).not.toContain('Gone');
});

// invoiceninja/invoiceninja#2834: archiving and deleting products by the API did nothing, and said nothing.
test('what Invoice Ninja does not do is an error', async () => {
	const product = await ninja.make('products', { product_key: 'stays' });
	ninja.standin.addFault({
		path: 'POST /api/v1/products/bulk',
		kind: 'answer',
		status: 200,
		headers: { 'content-type': 'application/json' },
		body: { data: [] },
	});
	await expect(node.run({ resource: 'product', operation: 'archive', row: product.id })).rejects.toThrow(
		/did not archive the product .*left it as it is/,
	);
});

// invoiceninja/invoiceninja#3952: writing a client back reset the portal passwords of its contacts.
test('an update of a client writes no password and no key of a contact', async () => {
	const own = await ninja.make('clients', {
		name: 'Portal',
		contacts: [{ email: 'p@acme.example', password: 'Secret-1' }],
	});
	ninja.standin.clear();
	await node.run({ resource: 'client', operation: 'update', row: own.id, updateFields: { name: 'Portal 2' } });
	const [put] = ninja.standin.requests().filter(({ method }) => method === 'PUT');
	expect(put?.body).toContain('p@acme.example');
	expect(put?.body).not.toMatch(/password|contact_key|key_login/);
});

// invoiceninja/invoiceninja#2603: an ID that is of another kind of row was told as a route that does not exist.
test('an ID of another kind says what is wrong', async () => {
	const quote = await ninja.make('quotes', { client_id: client });
	await expect(node.run({ resource: 'invoice', operation: 'get', getBy: 'id', row: quote.id })).rejects.toThrow(
		/Invoice Ninja has no Invoice with the ID/,
	);
});
