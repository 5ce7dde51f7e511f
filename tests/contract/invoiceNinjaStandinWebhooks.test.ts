import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { events, type EntityPath } from '../../stack/standins/invoiceNinja';
import { openNinjaScene, type NinjaScene } from '../support/ninjaScene';

/** What the played Invoice Ninja delivers, when, and to whom (app/Jobs/Util/WebhookSingle.php, app/Observers). */

interface Received {
	readonly event: string;
	readonly secret: string;
	readonly body: Record<string, unknown>;
}

let ninja: NinjaScene;
let server: Server;
let address: string;
let received: Received[] = [];
let status = 200;
let onDelivery: () => Promise<void> = async () => undefined;
let client: string;

beforeAll(async () => {
	server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const { 'x-event': event = '', 'x-secret': secret = '' } = request.headers;
			received.push({
				event: String(event),
				secret: String(secret),
				body: JSON.parse(Buffer.concat(chunks).toString()),
			});
			void onDelivery().then(() => {
				response.statusCode = status;
				response.end();
			});
		});
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	ninja = await openNinjaScene();
	client = (await ninja.client('Acme', 'a@acme.example')).id;
	for (const event of Object.keys(events)) await register(event);
});
beforeEach(() => {
	received = [];
	status = 200;
	onDelivery = async () => undefined;
	Object.assign(ninja.switches(), { queue: 'sync', copies: 1, deliveryTimeoutMs: 30_000 });
});
afterAll(async () => {
	await ninja.close();
	server.close();
	server.closeAllConnections();
});

const register = async (event: string) =>
	await ninja.make('webhooks', {
		target_url: address,
		event_id: event,
		rest_method: 'post',
		headers: { 'X-Event': event, 'X-Secret': 'long' },
	});
const line = (cost: number) => ({ product_key: 'starter', cost, quantity: 1 });
const told = () => received.map(({ event }) => Number(event));
const doing = async (act: () => Promise<unknown>) => {
	received = [];
	await act();
	return told();
};

test('there are 65 events', () => {
	expect(Object.keys(events).map(Number)).toEqual(Array.from({ length: 65 }, (_, index) => index + 1));
});

test('each of the 65 can be delivered, with the entity bare and the static headers', async () => {
	const vendor = await ninja.make('vendors', { name: 'Supplier' });
	const project = await ninja.make('projects', { name: 'Move', client_id: client });
	const ids: Partial<Record<EntityPath, string>> = { clients: client, vendors: vendor.id, projects: project.id };
	for (const path of ['invoices', 'quotes', 'credits'] as const) {
		ids[path] = (await ninja.make(path, { client_id: client, line_items: [line(1)] })).id;
	}
	ids.payments = (await ninja.make('payments', { client_id: client, amount: 1 })).id;
	ids.expenses = (await ninja.make('expenses', { amount: 1 })).id;
	ids.tasks = (await ninja.make('tasks', { description: 'x' })).id;
	ids.products = (await ninja.make('products', { product_key: 'p' })).id;
	ids.purchase_orders = (await ninja.make('purchase_orders', { vendor_id: vendor.id })).id;
	for (const [event, path] of Object.entries(events)) {
		if (!path) continue;
		expect(await doing(async () => await ninja.fire(Number(event), ids[path] ?? ''))).toEqual([Number(event)]);
		expect(received[0]).toMatchObject({ secret: 'long', body: { id: ids[path] } });
		expect(received[0]?.body).not.toHaveProperty('data');
	}
});

test('what each call fires', async () => {
	const bill = { client_id: client, line_items: [line(10)] };
	let invoice = '';
	expect(await doing(async () => (invoice = (await ninja.make('invoices', bill)).id))).toEqual([2]);
	expect(await doing(async () => await ninja.bulk('invoices', 'mark_sent', [invoice]))).toEqual([8, 60]);
	expect(await doing(async () => await ninja.change('invoices', invoice, { po_number: 'x' }))).toEqual([8]);
	let payment = '';
	expect(await doing(async () => (payment = (await ninja.enterPayment(client, [[invoice, 10]])).id))).toEqual([4]);
	expect(await doing(async () => await ninja.refund(payment, invoice, 4))).toEqual([31]);
	expect(await doing(async () => await ninja.remove('payments', payment))).toEqual([12]);
	expect(await doing(async () => await ninja.bulk('invoices', 'archive', [invoice]))).toEqual([33]);
	expect(await doing(async () => await ninja.bulk('invoices', 'restore', [invoice]))).toEqual([41]);
	expect(await doing(async () => await ninja.remove('invoices', invoice))).toEqual([]);
	expect(await doing(async () => await ninja.change('clients', client, { name: 'Acme Ltd' }))).toEqual([10]);
	let quote = '';
	expect(await doing(async () => (quote = (await ninja.make('quotes', bill)).id))).toEqual([3]);
	expect(await doing(async () => await ninja.bulk('quotes', 'approve', [quote]))).toEqual([21]);
	expect(await doing(async () => await ninja.bulk('quotes', 'convert_to_invoice', [quote]))).toEqual([2, 6]);
	expect(await doing(async () => await ninja.remove('quotes', quote))).toEqual([7]);
	const mailed = await ninja.make('quotes', bill);
	expect(await doing(async () => await ninja.bulk('quotes', 'email', [mailed.id]))).toEqual([61]);
	// invoiceninja/admin-portal#695
	const credit = await ninja.make('credits', bill);
	expect(await doing(async () => await ninja.bulk('credits', 'mark_sent', [credit.id]))).toEqual([]);
	expect(await doing(async () => await ninja.bulk('credits', 'email', [credit.id]))).toEqual([62]);
});

test('a payment carries its invoices and its client, an invoice its client', async () => {
	const invoice = await ninja.invoice(client, [line(10)]);
	expect(received.at(-1)?.body).toMatchObject({ id: invoice.id, client: { id: client, gateway_tokens: [] } });
	received = [];
	await ninja.pay(invoice.id);
	expect(received.find(({ event }) => event === '4')?.body).toMatchObject({
		invoices: [{ id: invoice.id }],
		client: { id: client },
		paymentables: [{ invoice_id: invoice.id, amount: 10 }],
	});
});

test('the call is open while it is delivered, and others are answered meanwhile', async () => {
	const order: string[] = [];
	onDelivery = async () => {
		const id = String(received.at(-1)?.body.id);
		expect(await ninja.get('products', id)).toMatchObject({ product_key: 'open' });
		order.push('delivered');
	};
	await ninja.make('products', { product_key: 'open' });
	order.push('answered');
	expect(order).toEqual(['delivered', 'answered']);
});

test('a receiver that never answers holds the call for the timeout only', async () => {
	ninja.switches().deliveryTimeoutMs = 100;
	onDelivery = async () => await new Promise((resolve) => setTimeout(resolve, 5_000).unref());
	const started = Date.now();
	await ninja.make('products', { product_key: 'slow' });
	expect(Date.now() - started).toBeLessThan(2_000);
	expect((await ninja.deliveries()).at(-1)).toMatchObject({ status: 0 });
});

test('a worker delivers later, payments last; as it is then', async () => {
	ninja.switches().queue = 'later';
	const invoice = await ninja.invoice(client, [line(10)]);
	await ninja.pay(invoice.id);
	expect(told()).toEqual([]);
	await ninja.deliver();
	expect(told()).toEqual([2, 60, 4, 8]);
	expect(received[0]?.body).toMatchObject({ status_id: '4' });
});

test.each([404, 405, 410])('%d soft-deletes the webhook, which stays in the list', async (code) => {
	status = code;
	const product = await ninja.make('products', { product_key: `gone${code}` });
	const [webhook] = (await ninja.list('webhooks', 'per_page=500')).filter(
		({ event_id, archived_at }) => event_id === '50' && archived_at !== 0,
	);
	expect(webhook).toMatchObject({ is_deleted: false, target_url: address });
	expect(await doing(async () => await ninja.fire(50, product.id))).toEqual([]);
	status = 200;
	await ninja.bulk('webhooks', 'restore', [webhook?.id ?? '']);
	expect(await doing(async () => await ninja.fire(50, product.id))).toEqual([50]);
});

test.each([400, 401, 429, 500, 503])('%d is not tried again and leaves the webhook', async (code) => {
	status = code;
	expect(await doing(async () => await ninja.make('products', { product_key: 'p' }))).toEqual([50]);
	status = 200;
	await ninja.deliver();
	expect(told()).toEqual([50]);
	expect(await doing(async () => await ninja.make('products', { product_key: 'p' }))).toEqual([50]);
});

test('PUT, and two webhooks of one event: both get it', async () => {
	const second = await register('52');
	const product = await ninja.make('products', { product_key: 'p' });
	expect(await doing(async () => await ninja.remove('products', product.id))).toEqual([52, 52]);
	// n8n-io/n8n#8147: a deleted one stays in the lists, and not as deleted.
	expect(await ninja.remove('webhooks', second.id)).toMatchObject({ is_deleted: false });
	expect((await ninja.list('webhooks', 'status=archived&per_page=500')).map(({ id }) => id)).toContain(second.id);
	expect(await doing(async () => await ninja.fire(52, product.id))).toEqual([52]);
	const retried = await ninja.call('POST', `/api/v1/webhooks/${second.id}/retry`, {
		entity: 'product',
		entity_id: product.id,
	});
	expect(retried.status).toBe(200);
});

// invoiceninja/invoiceninja#6578
test('an installation may deliver each event twice', async () => {
	ninja.switches().copies = 2;
	expect(await doing(async () => await ninja.make('products', { product_key: 'p' }))).toEqual([50, 50]);
	expect(received[0]).toEqual(received[1]);
});

test('a registration is checked', async () => {
	const post = async (body: unknown) => (await ninja.call('POST', '/api/v1/webhooks', body)).status;
	expect(await post({ event_id: '4' })).toBe(422);
	expect(await post({ target_url: 'no address', event_id: '4' })).toBe(422);
	expect(await post({ target_url: address, event_id: '66' })).toBe(422);
	expect(await post({ target_url: address, event_id: '4', rest_method: 'delete' })).toBe(422);
});
