import {
	accessToken,
	checkPayPalDelivery,
	deleteWebhook,
	findWebhook,
	registerWebhook,
	updateWebhook,
} from '../../core/paypal';
import { defaultPayPalEvents } from '../../nodes/PaymentTrigger/events';
import { startPayPal, type PayPalState } from '../../stack/standins/paypal';
import type { Standin } from '../../stack/standins/shared';
import { delivered, makeSigning, now, sceneAt, webhookId, type PayPalScene } from '../support/payPalScene';
import { exchangeComplaints } from '../support/specExchange';
import { describeWithSpec } from '../support/vendorSpec';

const url = 'https://n8n.example/webhook/1/payments';
const wanted = { url, events: defaultPayPalEvents };

let paypal: Standin<PayPalState>;
let scene: PayPalScene;
let clients = 0;
beforeAll(async () => {
	const signing = await makeSigning();
	paypal = await startPayPal({ port: 0, clientId: 'client', clientSecret: 'canary-secret', signing });
	scene = sceneAt(paypal.url, signing);
});
afterAll(async () => await paypal.close());
beforeEach(() => {
	paypal.clear();
	paypal.state().webhooks = [];
	// An account of its own for each test, as far as kept tokens go.
	scene = {
		...scene,
		account: { ...scene.account, clientSecret: 'canary-secret', customUrl: `${paypal.url}${'/'.repeat(++clients)}` },
	};
});
const asked = (path: RegExp) => paypal.requests().filter(({ name }) => path.test(name));

describe('an access token', () => {
	test('is fetched once for many that ask at once, and kept', async () => {
		const tokens = await Promise.all(Array.from({ length: 20 }, async () => await accessToken(scene.account, now)));
		expect(new Set(tokens).size).toBe(1);
		expect(await accessToken(scene.account, new Date(now.getTime() + 8 * 3_600_000))).toBe(tokens[0]);
		expect(asked(/oauth2/)).toHaveLength(1);
	});

	test('is fetched anew before it expires', async () => {
		const first = await accessToken(scene.account, now);
		expect(await accessToken(scene.account, new Date(now.getTime() + 32_400_000 - 59_000))).not.toBe(first);
	});

	test('that PayPal does not take any more is fetched anew, once', async () => {
		await accessToken(scene.account, now);
		paypal.state().tokens = [];
		expect(await findWebhook(scene.account, 'NONE', now)).toBeUndefined();
		expect(asked(/oauth2/)).toHaveLength(2);
	});

	test('is refused in the words of PayPal, without the secret, and asked for again the next time', async () => {
		const other = { ...scene.account, clientSecret: 'wrong-canary' };
		for (let time = 1; time <= 2; time++) {
			const error: unknown = await accessToken(other, now).catch((thrown: unknown) => thrown);
			expect(error).toMatchObject({ errorClass: 'auth', vendorMessage: 'Client Authentication failed' });
			expect(JSON.stringify(error)).not.toContain('canary');
		}
		expect(asked(/oauth2/)).toHaveLength(2);
	});
});

describe('a webhook', () => {
	test('is registered, kept, changed and removed', async () => {
		const { id } = await registerWebhook(scene.account, wanted, now);
		expect(paypal.state().webhooks).toEqual([{ id, url, event_types: defaultPayPalEvents.map((name) => ({ name })) }]);
		const found = await findWebhook(scene.account, id, now);
		if (!found) throw new Error('it is gone');
		await updateWebhook(scene.account, found, wanted, now);
		expect(asked(/^PATCH/)).toHaveLength(0);
		const moved = { url: 'https://new.example/', events: ['PAYMENT.CAPTURE.COMPLETED'] };
		await updateWebhook(scene.account, found, moved, now);
		expect(paypal.state().webhooks).toEqual([
			{ id, url: moved.url, event_types: [{ name: 'PAYMENT.CAPTURE.COMPLETED' }] },
		]);
		await deleteWebhook(scene.account, id, now);
		await deleteWebhook(scene.account, id, now);
		expect(paypal.state().webhooks).toEqual([]);
		expect(await findWebhook(scene.account, id, now)).toBeUndefined();
	});

	test('that is at the address already is taken over', async () => {
		const first = await registerWebhook(scene.account, { url, events: ['PAYMENT.SALE.COMPLETED'] }, now);
		const second = await registerWebhook(scene.account, wanted, now);
		expect(second.id).toBe(first.id);
		expect(paypal.state().webhooks).toHaveLength(1);
		expect(paypal.state().webhooks[0]?.event_types.map(({ name }) => name)).toEqual(defaultPayPalEvents);
	});

	test('is registered once where the answer is lost', async () => {
		paypal.addFault({ path: '^POST /v1/notifications/webhooks$', kind: 'drop_after' });
		const { id } = await registerWebhook(scene.account, wanted, now);
		expect(paypal.state().webhooks.map((webhook) => webhook.id)).toEqual([id]);
	});

	test('is not asked for at an address to which PayPal does not deliver', async () => {
		for (const address of ['http://n8n.example/webhook', 'https://n8n.example:5678/webhook']) {
			const live = { environment: 'live', clientId: 'client', clientSecret: 'secret' } as const;
			await expect(registerWebhook(live, { ...wanted, url: address }, now)).rejects.toMatchObject({ field: 'url' });
		}
	});

	test.each([
		[403, { name: 'NOT_AUTHORIZED', message: 'Authorization failed', debug_id: '1' }, 'permission'],
		[
			400,
			{
				name: 'VALIDATION_ERROR',
				message: 'Invalid data',
				debug_id: '1',
				details: [{ issue: 'WEBHOOK_NUMBER_LIMIT_EXCEEDED', description: 'Too many' }],
			},
			'invalid',
		],
	])('that is refused with %i is told in the words of PayPal', async (status, body, errorClass) => {
		await accessToken(scene.account, now);
		paypal.addFault({ path: '^POST /v1/notifications/webhooks$', kind: 'answer', status, body });
		await expect(registerWebhook(scene.account, wanted, now)).rejects.toMatchObject({
			errorClass,
			vendorMessage: expect.stringContaining(body.name),
		});
	});
});

describe('asking PayPal about a delivery', () => {
	const check = async (headers: Readonly<Record<string, string>>, body: string) =>
		await checkPayPalDelivery(
			{ account: scene.account, verification: 'online', webhookIds: [webhookId] },
			headers,
			Buffer.from(body),
			now,
		);

	test('hands on the body as the text that it was', async () => {
		const body = '{ "id" : "WH-1",\n\t"amount": 1.0, "name": "\\u00e9\\/é" }';
		const { headers } = delivered(scene, body);
		expect(await check(headers, body)).toBeUndefined();
		const [question] = asked(/verify-webhook-signature/);
		expect(question?.body).toContain(`"webhook_event":${body}}`);
	});

	test('takes a refusal, which is HTTP 200, as one', async () => {
		const { headers, body } = delivered(scene);
		expect(await check(headers, body.replace('12.50', '99.50'))).toMatchObject({ reason: 'signature' });
		expect(await check({ ...headers, 'paypal-transmission-id': 'other' }, body)).toMatchObject({ reason: 'signature' });
	});

	test.each(['{"id":1},"webhook_id":"MINE"', '{"id":1}, "transmission_sig": "x"', '[1]', '"text"', ''])(
		'is not done with the body %s, which could add words to the question',
		async (body) => {
			const { headers } = delivered(scene, body);
			expect(await check(headers, body)).toMatchObject({ reason: 'malformed' });
			expect(asked(/verify-webhook-signature/)).toHaveLength(0);
		},
	);

	test('is not done about certificates from elsewhere or old deliveries', async () => {
		const { headers, body } = delivered(scene);
		const elsewhere = { ...headers, 'paypal-cert-url': 'https://evil.example/v1/notifications/certs/CERT-1' };
		expect(await check(elsewhere, body)).toMatchObject({ reason: 'unknown_certificate' });
		expect(paypal.requests()).toEqual([]);
	});

	test('leaves the delivery undecided where PayPal does not answer', async () => {
		await accessToken(scene.account, now);
		const { headers, body } = delivered(scene);
		paypal.addFault({ path: 'verify-webhook-signature', kind: 'answer', status: 500, body: 'Oops' });
		await expect(check(headers, body)).rejects.toMatchObject({ errorClass: 'unknown' });
		expect(await check(headers, body)).toBeUndefined();
	});
});

describeWithSpec("PayPal's specification", 'paypal/notifications_webhooks_v1.json', (spec) => {
	test('knows every request that is sent, and what the stand-in answers', async () => {
		const { headers, body } = delivered(scene);
		const account = scene.account;
		await checkPayPalDelivery(
			{ account, verification: 'online', webhookIds: [webhookId] },
			headers,
			Buffer.from(body),
			now,
		);
		const { id } = await registerWebhook(account, wanted, now);
		const found = await registerWebhook(account, { ...wanted, events: ['PAYMENT.SALE.COMPLETED'] }, now);
		await updateWebhook(account, found, { ...wanted, url: 'https://new.example/' }, now);
		await findWebhook(account, id, now);
		await deleteWebhook(account, id, now);

		const sent = asked(/^(?!.*oauth2)/);
		expect(new Set(sent.map(({ method }) => method))).toEqual(new Set(['GET', 'POST', 'PATCH', 'DELETE']));
		for (const request of sent) {
			const { method, path } = request;
			const repeated = await fetch(paypal.url + path, {
				method,
				headers: { authorization: request.headers.authorization ?? '', 'content-type': 'application/json' },
				...(request.body && { body: request.body }),
			});
			const text = await repeated.text();
			const exchange = {
				method,
				path,
				body: request.body === '' ? undefined : (JSON.parse(request.body) as unknown),
				answer: { status: repeated.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) },
			};
			expect(exchangeComplaints(spec, exchange)).toEqual([]);
		}
	});

	test('does not know a request that is wrong', () => {
		const path = '/v1/notifications/webhooks';
		expect(exchangeComplaints(spec, { method: 'POST', path, body: { url } })).not.toEqual([]);
		expect(exchangeComplaints(spec, { method: 'PUT', path, body: wanted })).not.toEqual([]);
		expect(exchangeComplaints(spec, { method: 'GET', path: `${path}s` })).not.toEqual([]);
	});
});
