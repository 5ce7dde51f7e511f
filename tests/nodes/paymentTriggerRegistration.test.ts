import { randomBytes } from 'node:crypto';
import { payPalReadings } from '../../core/paypal';
import { stripeReadings } from '../../core/stripe';
import {
	defaultPayPalEvents,
	defaultStripeEvents,
	payPalEvents,
	stripeEvents,
} from '../../nodes/PaymentTrigger/events';
import { captureCompleted, signedDelivery as signedByPayPal } from '../../stack/standins/paypal';
import { payCheckout, signedDelivery } from '../../stack/standins/stripe';
import { asRequest, flow, openTriggerScene, sale, type TriggerScene } from '../support/paymentTriggerScene';

let scene: TriggerScene;
beforeAll(async () => {
	scene = await openTriggerScene();
});
afterAll(async () => await scene.close());
beforeEach(async () => await scene.clear());

describe('registering at Stripe', () => {
	const automatic = flow();

	test('is done once, checks deliveries with the secret that it gave, and is undone', async () => {
		const harness = scene.harness({ stripe: { webhookSecrets: '' } });
		expect((await harness.webhookMethod(automatic, 'Trigger', 'checkExists')).result).toBe(false);
		const { staticData } = await harness.webhookMethod(automatic, 'Trigger', 'create');
		const [endpoint] = scene.stripe.state().endpoints;
		expect(endpoint).toMatchObject({
			url: 'http://127.0.0.1:5678/webhook/w/payments',
			enabled_events: [...defaultStripeEvents],
		});
		expect(JSON.stringify(staticData)).not.toContain(endpoint?.secret);
		expect((await harness.webhookMethod(automatic, 'Trigger', 'checkExists', staticData)).result).toBe(true);

		const registered = { ...automatic, staticData: { 'node:Trigger': staticData } };
		const event = payCheckout(sale);
		const { response } = await harness.webhook(
			registered,
			'Trigger',
			asRequest(signedDelivery(event, [endpoint?.secret ?? ''])),
		);
		expect(response.statusCode).toBe(200);

		const removed = await harness.webhookMethod(automatic, 'Trigger', 'delete', staticData);
		expect(removed.staticData).toEqual({});
		expect(scene.stripe.state().endpoints).toEqual([]);
	});

	test('is done anew where the endpoint or the key to its secret is gone', async () => {
		const harness = scene.harness();
		const { staticData } = await harness.webhookMethod(automatic, 'Trigger', 'create');
		const other = scene.harness({ database: { encryptionKey: randomBytes(32).toString('base64') } });
		expect((await other.webhookMethod(automatic, 'Trigger', 'checkExists', staticData)).result).toBe(false);
		await other.webhookMethod(automatic, 'Trigger', 'create', staticData);
		expect(scene.stripe.state().endpoints).toHaveLength(1);
		scene.stripe.state().endpoints = [];
		expect((await harness.webhookMethod(automatic, 'Trigger', 'checkExists', staticData)).result).toBe(false);
	});

	test('is told in the words of Stripe where it is refused', async () => {
		const harness = scene.harness({ stripe: { secretKey: 'pk_live_wrong' } });
		await expect(harness.webhookMethod(automatic, 'Trigger', 'create')).rejects.toMatchObject({
			message: expect.stringContaining('Invalid API Key'),
			description: expect.stringContaining('Check the key'),
		});
	});

	test('by hand asks for the signing secret, and nothing of Stripe', async () => {
		const manual = flow({ endpoint: 'manual' });
		expect((await scene.harness().webhookMethod(manual, 'Trigger', 'checkExists')).result).toBe(true);
		const missing = scene.harness({ stripe: { webhookSecrets: ' ' } }).webhookMethod(manual, 'Trigger', 'checkExists');
		await expect(missing).rejects.toMatchObject({ message: expect.stringContaining('webhookSecrets') });
		expect(scene.stripe.requests()).toEqual([]);
	});

	test('by hand removes what was registered automatically before', async () => {
		const { staticData } = await scene.harness().webhookMethod(automatic, 'Trigger', 'create');
		await scene.harness().webhookMethod(flow({ endpoint: 'manual' }), 'Trigger', 'delete', staticData);
		expect(scene.stripe.state().endpoints).toEqual([]);
	});
});

describe('registering at PayPal', () => {
	const automatic = flow({ provider: 'paypal' });

	test('is done once, checks deliveries under the id that it gave, and is undone', async () => {
		const harness = scene.harness({ payPal: { webhookId: '' } });
		expect((await harness.webhookMethod(automatic, 'Trigger', 'checkExists')).result).toBe(false);
		const { staticData } = await harness.webhookMethod(automatic, 'Trigger', 'create');
		const [webhook] = scene.paypal.state().webhooks;
		expect(webhook?.event_types.map(({ name }) => name)).toEqual(defaultPayPalEvents);
		expect((await harness.webhookMethod(automatic, 'Trigger', 'checkExists', staticData)).result).toBe(true);

		const registered = { ...automatic, staticData: { 'node:Trigger': staticData } };
		const sender = { signing: scene.signing, url: scene.paypal.url, webhookId: webhook?.id ?? '' };
		const delivery = signedByPayPal(captureCompleted({ value: '1.00', currency: 'EUR' }), sender);
		expect((await harness.webhook(registered, 'Trigger', asRequest(delivery))).response.statusCode).toBe(200);

		await harness.webhookMethod(automatic, 'Trigger', 'delete', staticData);
		expect(scene.paypal.state().webhooks).toEqual([]);
	});

	test('by hand asks for the webhook id', async () => {
		const manual = flow({ provider: 'paypal', endpoint: 'manual' });
		expect((await scene.harness().webhookMethod(manual, 'Trigger', 'checkExists')).result).toBe(true);
		const missing = scene.harness({ payPal: { webhookId: '' } }).webhookMethod(manual, 'Trigger', 'checkExists');
		await expect(missing).rejects.toMatchObject({ message: expect.stringContaining('webhookId') });
	});
});

describe('the credential', () => {
	test('of Stripe is tested with what the trigger needs', async () => {
		const test = async (secretKey: string) =>
			await scene.harness().testCredential('mspStripeApi', { mode: 'test', secretKey, apiBaseUrl: scene.stripe.url });
		expect(await test('rk_test_1234')).toMatchObject({ status: 'OK' });
		expect(await test('nonsense')).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('Check the key in the Stripe credential'),
		});
		expect(await test('')).toEqual({
			status: 'Error',
			message: "'secretKey' is missing. Give a restricted key in the Stripe credential.",
		});
		expect(scene.stripe.requests().map(({ path }) => path)).toContain('/v1/webhook_endpoints?limit=1');
	});

	test('of PayPal is tested by a log-in and a look at the webhook', async () => {
		const login = { environment: 'custom', customUrl: scene.paypal.url, clientId: 'client', clientSecret: 'secret' };
		const test = async (changes: object) =>
			await scene.harness().testCredential('mspPayPalApi', { ...login, ...changes });
		scene.paypal.state().webhooks = [{ id: 'WH9', url: 'https://a.example', event_types: [] }];
		expect(await test({})).toMatchObject({ status: 'OK' });
		expect(await test({ webhookId: 'WH9' })).toMatchObject({ status: 'OK' });
		expect(await test({ webhookId: 'WH0' })).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('WH0'),
		});
		expect(await test({ clientSecret: 'wrong' })).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('Client Authentication failed'),
		});
		expect(await test({ customUrl: '' })).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('customUrl'),
		});
	});
});

describe('the lists of events', () => {
	test.each([
		['Stripe', stripeEvents, defaultStripeEvents, stripeReadings],
		['PayPal', payPalEvents, defaultPayPalEvents, payPalReadings],
	])('of %s offer what the pack can read, by name, and choose from it', (_, options, chosen, readings) => {
		const values = options.map(({ value }) => String(value));
		expect([...values].sort()).toEqual([...readings.keys()].sort());
		expect(values).toEqual(expect.arrayContaining(chosen));
		const names = options.map(({ name }) => name);
		expect(names).toEqual([...names].sort((one, other) => one.localeCompare(other)));
	});
});
