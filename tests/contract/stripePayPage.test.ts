import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { startStripe, type StripeState } from '../../stack/standins/stripe';
import type { Standin } from '../../stack/standins/shared';
import { paysOn } from '../support/paysOn';

const secret = 'whsec_given_to_the_stack';
let listener: Server;
let heard: Array<{ body: string; signature: string }>;
let stripe: Standin<StripeState>;

beforeAll(async () => {
	listener = createServer((request, response) => {
		let body = '';
		request.on('data', (part: Buffer) => (body += part.toString()));
		request.on('end', () => {
			heard.push({ body, signature: String(request.headers['stripe-signature']) });
			response.end('{}');
		});
	});
	listener.listen(0, '127.0.0.1');
	await once(listener, 'listening');
	const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/webhook`;
	stripe = await startStripe({ port: 0, endpoint: { url, secret, events: ['checkout.session.completed'] } });
});
afterAll(async () => {
	await stripe.close();
	listener.close();
});
beforeEach(() => (heard = []));

async function opened(more: Readonly<Record<string, string>> = {}): Promise<string> {
	const body = new URLSearchParams({
		mode: 'payment',
		'line_items[0][price_data][currency]': 'eur',
		'line_items[0][price_data][unit_amount]': '990',
		'line_items[0][price_data][product_data][name]': 'Starter <b>, a.example',
		success_url: 'https://shop.example/thanks?session={CHECKOUT_SESSION_ID}',
		cancel_url: 'https://shop.example/back?a=1&b=2',
		...more,
	});
	const headers = { authorization: 'Bearer sk_test_1234' };
	const answer = await fetch(`${stripe.url}/v1/checkout/sessions`, { method: 'POST', headers, body });
	return ((await answer.json()) as { url: string }).url;
}
const page = async (url: string) => await (await fetch(url)).text();

test('a page says what is bought for how much, and to open it pays nothing', async () => {
	const url = await opened();
	const shown = await page(url);
	expect(shown).toContain('Pay €9.90');
	expect(shown).toContain('Starter &#60;b&#62;, a.example');
	expect(shown).toContain('href="https://shop.example/back?a=1&#38;b=2"');
	expect(shown).toContain('width=device-width');
	expect(stripe.state().sessions[0]).toMatchObject({ status: 'open', payment_status: 'unpaid' });
	expect(heard).toEqual([]);
});

test.each([
	['jpy', '990', /Pay ¥990</],
	['kwd', '9900', /Pay KWD\s9\.900</],
])('an amount has the decimals of its currency: %s', async (currency, amount, words) => {
	const prices = 'line_items[0][price_data]';
	const url = await opened({ [`${prices}[currency]`]: currency, [`${prices}[unit_amount]`]: amount });
	expect(await page(url)).toMatch(words);
});

test('the button pays once, tells the given endpoint with its secret, and leads on', async () => {
	const url = await opened();
	const paid = await fetch(url, { method: 'POST', redirect: 'manual' });
	const id = stripe.state().sessions[0]?.id;
	expect(paid.status).toBe(303);
	expect(paid.headers.get('location')).toBe(`https://shop.example/thanks?session=${String(id)}`);
	const [delivery] = heard;
	expect(JSON.parse(delivery?.body ?? '')).toMatchObject({
		type: 'checkout.session.completed',
		data: { object: { id } },
	});
	const [, time = ''] = /^t=(\d+),/.exec(delivery?.signature ?? '') ?? [];
	const signed = createHmac('sha256', secret)
		.update(`${time}.${delivery?.body ?? ''}`)
		.digest('hex');
	expect(delivery?.signature).toBe(`t=${time},v1=${signed}`);

	expect(await page(url)).toContain('Paid');
	expect((await fetch(url, { method: 'POST', redirect: 'manual' })).status).toBe(303);
	expect(heard).toHaveLength(1);
	expect(stripe.state().billing.paymentIntents).toHaveLength(1);
});

test('a page without an address to go back has no button for it, and an expired one takes no money', async () => {
	const url = await opened({ cancel_url: 'javascript:alert(1)' });
	expect(await page(url)).not.toMatch(/Cancel|javascript/);
	Object.assign(stripe.state().sessions[0] ?? {}, { status: 'expired' });
	expect(await (await fetch(url, { method: 'POST' })).text()).toContain('This page has expired');
	await expect(paysOn(url)).rejects.toThrow('The page has expired.');
	expect(heard).toEqual([]);
});

test('the given endpoint is there again after the state was emptied', async () => {
	await fetch(`${stripe.url}/_standin/state`, { method: 'DELETE' });
	expect(stripe.state().endpoints).toMatchObject([{ secret, status: 'enabled' }]);
	expect((await paysOn(await opened())).deliveries).toMatchObject([{ status: 200 }]);
});
