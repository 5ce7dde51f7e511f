import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { checkStripeSignature, readStripeEvent } from '../../../core/stripe';
import type { Standin } from '../../../stack/standins/shared';
import { decodeForm, startStripe, type StripeState } from '../../../stack/standins/stripe';
import { paysOn } from '../../support/paysOn';

test('a form is decoded by its brackets', () => {
	const form = 'a=1&list[]=x&list[]=y&items[0][price]=p&items[1][price]=q&metadata[order]=O-1&deep[a][b][c]=z';
	expect(decodeForm(new URLSearchParams(form))).toEqual({
		a: '1',
		list: ['x', 'y'],
		items: [{ price: 'p' }, { price: 'q' }],
		metadata: { order: 'O-1' },
		deep: { a: { b: { c: 'z' } } },
	});
});

describe('a checkout', () => {
	let stripe: Standin<StripeState>;
	let shop: Server;
	const heard: Array<{ header: string; body: Buffer }> = [];
	beforeAll(async () => {
		stripe = await startStripe({ port: 0 });
		shop = createServer((request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				heard.push({ header: String(request.headers['stripe-signature']), body: Buffer.concat(chunks) });
				response.end('{"received":true}');
			});
		});
		shop.listen(0, '127.0.0.1');
		await once(shop, 'listening');
	});
	afterAll(async () => {
		shop.close();
		await stripe.close();
	});

	const ask = async (method: string, path: string, form: Record<string, string> = {}, headers = {}) => {
		const response = await fetch(stripe.url + path, {
			method,
			headers: { authorization: 'Bearer sk_test_1234', ...headers },
			...(method === 'POST' && { body: new URLSearchParams(form) }),
		});
		return { status: response.status, body: (await response.json()) as Record<string, unknown> };
	};
	const wanted = {
		mode: 'payment',
		client_reference_id: 'O-1',
		'metadata[customer_code]': 'acme',
		'line_items[0][price_data][currency]': 'eur',
		'line_items[0][price_data][unit_amount]': '625',
		'line_items[0][quantity]': '2',
		success_url: 'https://shop.example/thanks',
	};

	test('that is paid reaches the endpoints that want it, signed, once for each payment', async () => {
		const url = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/hook`;
		const endpoint = await ask('POST', '/v1/webhook_endpoints', {
			url,
			'enabled_events[]': 'checkout.session.completed',
		});
		await ask('POST', '/v1/webhook_endpoints', { url, 'enabled_events[]': 'charge.refunded' });
		const session = await ask('POST', '/v1/checkout/sessions', wanted);
		expect(session.body).toMatchObject({ payment_status: 'unpaid', amount_total: 1250, currency: 'eur' });

		const paid = await paysOn(session.body.url);
		expect(paid.deliveries).toEqual([{ endpoint: endpoint.body.id, url, status: 200, answer: '{"received":true}' }]);
		const [delivery] = heard;
		expect(heard).toHaveLength(1);
		const body = delivery?.body ?? Buffer.alloc(0);
		expect(
			checkStripeSignature({ header: delivery?.header, body }, [String(endpoint.body.secret)], new Date()),
		).toBeUndefined();
		expect(readStripeEvent(body)).toMatchObject({
			eventId: paid.event,
			kind: 'payment_succeeded',
			amountMinor: 1250,
			references: { order: 'O-1', customer: 'acme' },
		});
		expect((await ask('GET', `/v1/checkout/sessions/${String(session.body.id)}`)).body).toMatchObject({
			payment_status: 'paid',
		});
		expect((await ask('GET', `/v1/events/${String(paid.event)}`)).body).toMatchObject({ id: paid.event });

		const again = await paysOn(session.body.url);
		expect(again.event).toBe(paid.event);
		expect((await ask('GET', '/v1/events?type=checkout.session.completed')).body.data).toHaveLength(1);
	});

	test('that is asked for twice under one idempotency key is made once', async () => {
		const key = { 'idempotency-key': 'key-1' };
		const first = await ask('POST', '/v1/checkout/sessions', wanted, key);
		const second = await ask('POST', '/v1/checkout/sessions', wanted, key);
		expect(second.body.id).toBe(first.body.id);
		const other = await ask('POST', '/v1/checkout/sessions', { ...wanted, mode: 'setup' }, key);
		expect(other).toMatchObject({ status: 400, body: { error: { type: 'idempotency_error' } } });
	});

	test.each([
		['POST', '/v1/checkout/sessions', { ...wanted, colour: 'red' }, 400],
		['POST', '/v1/checkout/sessions', { mode: 'payment' }, 400],
		['POST', '/v1/checkout/sessions', { ...wanted, 'line_items[0][price_data][unit_amount]': '1.5' }, 400],
		['GET', '/v1/checkout/sessions/cs_none', {}, 404],
		['GET', '/v1/webhook_endpoints?limit=1000', {}, 400],
		['GET', '/v1/nonsense', {}, 404],
	])('%s %s is refused where Stripe would', async (method, path, form, status) => {
		expect(await ask(method, path, form)).toMatchObject({ status, body: { error: { message: expect.any(String) } } });
	});
});
