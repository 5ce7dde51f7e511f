import fc from 'fast-check';
import { captureCompleted, signedDelivery as signedByPayPal } from '../../stack/standins/paypal';
import { payCheckout, signedDelivery, stripeEvent } from '../../stack/standins/stripe';
import { nodeNamed, workflowOf } from '../support/inProcess/run';
import { asRequest, flow, openTriggerScene, sale, secret, type TriggerScene } from '../support/paymentTriggerScene';
import { withChecksumOf } from '../support/sameChecksum';
import { tries } from '../support/tries';

let scene: TriggerScene;
beforeAll(async () => {
	scene = await openTriggerScene();
});
afterAll(async () => await scene.close());
beforeEach(async () => await scene.clear());

describe('a verified event of Stripe', () => {
	test('is stored, answered and given to the workflow', async () => {
		const event = payCheckout(sale);
		const { response, execution } = await scene
			.harness()
			.webhook(flow(), 'Trigger', asRequest(signedDelivery(event, [secret])));
		expect(response).toMatchObject({ statusCode: 200, body: { received: true } });
		const [row] = await scene.stored();
		expect(row).toMatchObject({
			provider: 'stripe',
			event_id: event.id,
			kind: 'payment_succeeded',
			amount_minor: '1250',
			currency: 'EUR',
			event_references: { order: 'O-1', customer: 'acme', plan: 'basic', domain: 'acme.example' },
			raw: event,
			processed_at: null,
		});
		expect(execution?.output('Trigger')).toEqual([
			{
				paymentEventId: row?.id,
				provider: 'stripe',
				eventId: event.id,
				type: 'checkout.session.completed',
				kind: 'payment_succeeded',
				paymentReference: event.data.object.payment_intent,
				names: [event.data.object.id, event.data.object.payment_intent],
				object: { type: 'session', id: event.data.object.id },
				amountMinor: 1250,
				priceMinor: 1250,
				currency: 'EUR',
				detail: {},
				live: false,
				account: null,
				references: { order: 'O-1', customer: 'acme', plan: 'basic', domain: 'acme.example' },
				payer: {},
				occurredAt: new Date(event.created * 1000).toISOString(),
				raw: event,
			},
		]);
	});

	test('that comes again is answered and starts nothing', async () => {
		const event = payCheckout(sale);
		const first = await scene.harness().webhook(flow(), 'Trigger', asRequest(signedDelivery(event, [secret])));
		const again = await scene.harness().webhook(flow(), 'Trigger', asRequest(signedDelivery(event, [secret])));
		expect(first.execution).toBeDefined();
		expect(again.execution).toBeUndefined();
		expect(again.response).toMatchObject({ statusCode: 200, body: { received: true, repeated: true } });
		expect(await scene.stored()).toHaveLength(1);
	});

	test('that comes fifty times at once starts the workflow once', async () => {
		const request = asRequest(signedDelivery(payCheckout(sale), [secret]));
		const given = await Promise.all(
			Array.from({ length: 50 }, async () => await scene.harness().webhook(flow(), 'Trigger', request)),
		);
		expect(given.map(({ response }) => response.statusCode)).toEqual(Array.from({ length: 50 }, () => 200));
		expect(given.filter(({ execution }) => execution !== undefined)).toHaveLength(1);
		expect(await scene.stored()).toHaveLength(1);
	});

	test('that the operator did not choose is answered and forgotten', async () => {
		const delivery = signedDelivery(stripeEvent('customer.created', { id: 'cus_1' }), [secret]);
		const { response, execution } = await scene.harness().webhook(flow(), 'Trigger', asRequest(delivery));
		expect(response).toMatchObject({ statusCode: 200, body: { received: true, ignored: true } });
		expect(execution).toBeUndefined();
		const chosen = flow({ stripeEvents: ['charge.refunded'] });
		await scene.harness().webhook(chosen, 'Trigger', asRequest(signedDelivery(payCheckout(sale), [secret])));
		expect(await scene.stored()).toEqual([]);
	});

	test('is taken with the old and the new secret during a rotation', async () => {
		const harness = scene.harness({ stripe: { webhookSecrets: `whsec_new\n${secret}` } });
		for (const signer of ['whsec_new', secret]) {
			const { response } = await harness.webhook(
				flow(),
				'Trigger',
				asRequest(signedDelivery(payCheckout(sale), [signer])),
			);
			expect(response.statusCode).toBe(200);
		}
		expect(await scene.stored()).toHaveLength(2);
	});

	test('with characters that PostgreSQL cannot store is stored all the same', async () => {
		const body = JSON.stringify(payCheckout({ ...sale, name: 'Ada' })).replace('Ada', 'A\\u0000\\ud800da');
		const { response } = await scene.harness().webhook(flow(), 'Trigger', asRequest(signedDelivery(body, [secret])));
		expect(response.statusCode).toBe(200);
		expect(await scene.stored()).toMatchObject([{ payer: { name: 'A\uFFFD\uFFFDda' } }]);
	});

	test('leaves the secrets of the provider out of the item and the store', async () => {
		const intent = { id: 'pi_1', amount: 1, amount_received: 1, currency: 'eur', client_secret: 'pi_1_secret_canary' };
		const delivery = signedDelivery(stripeEvent('payment_intent.succeeded', intent), [secret]);
		const parameters = { stripeEvents: ['payment_intent.succeeded'] };
		const { execution } = await scene.harness().webhook(flow(parameters), 'Trigger', asRequest(delivery));
		expect(execution?.output('Trigger')).toHaveLength(1);
		expect(JSON.stringify(execution?.output('Trigger')) + (await scene.database.dump())).not.toContain('canary');
	});
});

describe('a delivery that is refused', () => {
	const right = () => signedDelivery(payCheckout(sale), [secret]);
	const old = () => signedDelivery(payCheckout(sale), [secret], { timestamp: Math.floor(Date.now() / 1000) - 400 });
	const large = () => signedDelivery(JSON.stringify({ ...payCheckout(sale), padding: 'x'.repeat(2 ** 20) }), [secret]);

	test.each([
		['forged', () => signedDelivery(payCheckout(sale), ['whsec_other']), 'signature'],
		['unsigned', () => ({ ...right(), headers: { 'content-type': 'application/json' } }), 'signature'],
		['stale', old, 'stale'],
		['oversized', large, 'oversized'],
		[
			'oversized by its header',
			() => ({ ...right(), headers: { ...right().headers, 'content-length': '99999999' } }),
			'oversized',
		],
		['not JSON', () => signedDelivery('<xml/>', [secret]), 'malformed'],
		['empty', () => signedDelivery('', [secret]), 'malformed'],
		['no event', () => signedDelivery('{"id":"evt_1"}', [secret]), 'malformed'],
		[
			'an event that cannot be read',
			() => signedDelivery(stripeEvent('charge.refunded', { id: 7 }), [secret]),
			'malformed',
		],
		['of a header that is none', () => ({ ...right(), headers: { 'stripe-signature': 't=t=t' } }), 'malformed'],
	])('because it is %s is answered 400, stores nothing and is counted', async (_, make, reason) => {
		const { response, execution, result } = await scene.harness().webhook(flow(), 'Trigger', asRequest(make()));
		expect(response).toMatchObject({ statusCode: 400, body: { received: false, reason } });
		expect(result).toEqual({ noWebhookResponse: true });
		expect(execution).toBeUndefined();
		expect(await scene.stored()).toEqual([]);
		expect(await scene.rejections()).toEqual([{ provider: 'stripe', reason, count: 1 }]);
	});

	test('again and again for its signature is told to staff once, with the endpoint', async () => {
		await scene.database.owner.query('delete from msp.alert');
		const forged = signedDelivery(payCheckout(sale), ['whsec_of_another_endpoint']);
		const alerts = async () =>
			(
				await scene.database.owner.query<Record<string, unknown>>(
					'select kind, count::integer, to_tell, message from msp.alert',
				)
			).rows;
		for (let times = 1; times <= 6; times++) {
			await scene.harness().webhook(flow(), 'Trigger', asRequest(forged));
			for (let tries = 0; tries < 500 && (await alerts())[0]?.count !== times; tries++) {
				await new Promise((resolve) => setTimeout(resolve, 10));
			}
			expect(await alerts()).toMatchObject([{ kind: 'deliveries_refused', count: times, to_tell: 'problem' }]);
		}
		expect((await alerts())[0]?.message).toContain('http://127.0.0.1:5678/webhook/');
	});

	test('is refused where there is nothing to check it with', async () => {
		const { response } = await scene
			.harness({ stripe: { webhookSecrets: '' } })
			.webhook(flow(), 'Trigger', asRequest(right()));
		expect(response).toMatchObject({ statusCode: 400, body: { reason: 'not_configured' } });
		expect(await scene.rejections()).toMatchObject([{ reason: 'not_configured' }]);
	});

	test('a hundred times at once is counted a hundred times', async () => {
		const forged = asRequest(signedDelivery(payCheckout(sale), ['whsec_other']));
		await Promise.all(
			Array.from({ length: 100 }, async () => await scene.harness().webhook(flow(), 'Trigger', forged)),
		);
		expect(await scene.rejections(100)).toEqual([{ provider: 'stripe', reason: 'signature', count: 100 }]);
	});
});

describe('an event that is not for the credential', () => {
	const alerts = async () =>
		(
			await scene.database.owner.query<Record<string, unknown>>(
				`select kind, count::integer, to_tell, message from msp.alert where settled_at is null`,
			)
		).rows;
	const connected = { connectedAccounts: 'acct_ours, acct_theirs' };

	test.each([
		['of the test mode, for a live credential', { livemode: false }, { mode: 'live', secretKey: '' }, 'other_mode'],
		['of the live mode, for a test credential', { livemode: true }, {}, 'other_mode'],
		['of a connected account, where none is named', { account: 'acct_ours' }, {}, 'other_account'],
		['of a connected account that is not named', { account: 'acct_else' }, connected, 'other_account'],
	])('%s, is answered, stored as ignored, counted, and starts nothing', async (_, changes, credential, reason) => {
		const event = { ...payCheckout(sale), ...changes };
		const request = asRequest(signedDelivery(JSON.stringify(event), [secret]));
		const harness = scene.harness({ stripe: credential });
		const { response, execution } = await harness.webhook(flow(), 'Trigger', request);
		expect(response).toMatchObject({ statusCode: 200, body: { received: true, ignored: true } });
		expect(execution).toBeUndefined();
		const [row, ...others] = await scene.stored();
		expect(others).toEqual([]);
		expect(row).toMatchObject({
			event_id: event.id,
			kind: 'ignored',
			amount_minor: null,
			processed_at: expect.any(Date),
			outcome: reason,
			raw: event,
		});
		expect(await scene.rejections()).toEqual([{ provider: 'stripe', reason, count: 1 }]);
	});

	test('of the same mode and of a named account is given to the workflow', async () => {
		const event = { ...payCheckout(sale), livemode: false, account: 'acct_theirs' };
		const request = asRequest(signedDelivery(JSON.stringify(event), [secret]));
		const { response, execution } = await scene.harness({ stripe: connected }).webhook(flow(), 'Trigger', request);
		expect(response).toMatchObject({ statusCode: 200, body: { received: true } });
		expect(execution).toBeDefined();
		expect(await scene.rejections(0)).toEqual([]);
	});

	test('live money that a test credential lets pass by is told to staff at once; tests on a live system are not', async () => {
		await scene.database.owner.query('delete from msp.alert');
		const deliver = async (livemode: boolean, credential: object) => {
			const body = JSON.stringify({ ...payCheckout(sale), livemode });
			const request = asRequest(signedDelivery(body, [secret]));
			await scene.harness({ stripe: credential }).webhook(flow(), 'Trigger', request);
		};
		await deliver(false, { mode: 'live', secretKey: '' });
		await deliver(true, {});
		for (let tries = 0; tries < 500 && (await alerts()).length === 0; tries++) {
			await new Promise((resolve) => setTimeout(resolve, 10));
		}
		expect(await scene.rejections(2)).toEqual([{ provider: 'stripe', reason: 'other_mode', count: 2 }]);
		expect(await alerts()).toMatchObject([
			{
				kind: 'deliveries_refused',
				count: 1,
				to_tell: 'problem',
				message: expect.stringContaining('http://127.0.0.1:5678/webhook/'),
			},
		]);
	});

	test.each([
		['live', 'rk_test_1234'],
		['live', 'sk_test_1234'],
		['test', 'sk_live_1234'],
	])(
		'the mode %s and the key %s contradict each other: nothing is registered, and the mode counts',
		async (mode, secretKey) => {
			const harness = scene.harness({ stripe: { mode, secretKey } });
			const registering = harness.webhookMethod(flow(), 'Trigger', 'create');
			await expect(registering).rejects.toThrow(`'mode' says ${mode}, and the secret key is of the`);
			const request = asRequest(signedDelivery(payCheckout(sale), [secret]));
			const { response, execution } = await harness.webhook(flow(), 'Trigger', request);
			// A delivery needs no key: a wrong one must not stop the money that comes in. The event is of the test mode.
			const ofMode = mode === 'test';
			expect(response).toMatchObject({ statusCode: 200, body: ofMode ? { received: true } : { ignored: true } });
			expect(execution === undefined).toBe(!ofMode);
		},
	);
});

test('n8n leaves the body alone, so that the trigger itself refuses what cannot be parsed', () => {
	const workflow = workflowOf(scene.harness().world, flow());
	const asked = '={{$parameter["options"]["binaryData"]}}';
	const node = nodeNamed(workflow, 'Trigger');
	expect(workflow.expression.getSimpleParameterValue(node, asked, 'webhook', {}, undefined, false)).toBe(true);
});

test('a database that is down makes the provider come again', async () => {
	const request = asRequest(signedDelivery(payCheckout(sale), [secret]));
	const down = await scene.harness({ database: { port: 1 } }).webhook(flow(), 'Trigger', request);
	expect(down.response).toMatchObject({ statusCode: 503, body: { received: false, reason: 'unavailable' } });
	expect(down.execution).toBeUndefined();
	const up = await scene.harness().webhook(flow(), 'Trigger', request);
	expect(up.execution).toBeDefined();
});

test('deliveries of anything, hundreds of them, are refused, and nothing is stored', async () => {
	const right = signedDelivery(payCheckout(sale), [secret]);
	const signature = right.headers['stripe-signature'] ?? '';
	const whole = signature.split(',');
	const part = fc.constantFrom(...signature.split(/(?<=[=,])/), 'v1=', 't=1', '{}', '\u0000');
	const text = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.array(part, { maxLength: 5 }).map((parts) => parts.join('')),
	);
	const headers = fc.dictionary(
		fc.constantFrom(
			'stripe-signature',
			'content-type',
			'content-length',
			'content-encoding',
			'paypal-cert-url',
			'paypal-auth-algo',
		),
		text,
	);
	const body = fc.oneof(
		fc.uint8Array({ maxLength: 500 }).map((bytes) => Buffer.from(bytes)),
		fc.json().map((json) => Buffer.from(json)),
		fc.constant(Buffer.from(right.body)),
	);
	const numRuns = tries(250, 1_000);
	const harness = scene.harness();
	const flows = [flow(), flow({ provider: 'paypal' })];
	await fc.assert(
		fc.asyncProperty(fc.constantFrom(...flows), headers, body, async (to, given, rawBody) => {
			// The parts put together as they were are no forgery.
			fc.pre(!whole.every((words) => given['stripe-signature']?.includes(words)));
			const { response, execution } = await harness.webhook(to, 'Trigger', { headers: given, rawBody });
			expect(response).toMatchObject({ statusCode: 400, body: { received: false } });
			expect(execution).toBeUndefined();
		}),
		{ numRuns },
	);
	expect(await scene.stored()).toEqual([]);
	const counts = (await scene.rejections(numRuns)).map(({ count }) => count);
	expect(counts.reduce((sum, count) => sum + count, 0)).toBe(numRuns);
});

describe('a delivery of PayPal', () => {
	const delivery = (webhookId = 'WH1') =>
		signedByPayPal(captureCompleted({ order: 'O-1', value: '12.50', currency: 'EUR' }), {
			signing: scene.signing,
			url: scene.paypal.url,
			webhookId,
		});
	const payPalFlow = flow({ provider: 'paypal' });

	test.each(['offline', 'online'])('is checked %s, stored and given to the workflow', async (verification) => {
		const harness = scene.harness({ payPal: { verification } });
		const { response, execution } = await harness.webhook(payPalFlow, 'Trigger', asRequest(delivery()));
		expect(response).toMatchObject({ statusCode: 200, body: { received: true } });
		expect(execution?.output('Trigger')).toMatchObject([
			{ provider: 'paypal', kind: 'payment_succeeded', amountMinor: 1250 },
		]);
		expect(await scene.stored()).toHaveLength(1);
		const forged = await harness.webhook(payPalFlow, 'Trigger', asRequest(delivery('WH2')));
		expect(forged.response).toMatchObject({ statusCode: 400, body: { reason: 'signature' } });
		expect(await scene.rejections()).toEqual([{ provider: 'paypal', reason: 'signature', count: 1 }]);
	});

	test('whose transmission was for another event is refused; the same event again is a repeat', async () => {
		// The signature covers a checksum of the body, and not the body: another body can have the same one.
		const first = delivery();
		const harness = scene.harness();
		expect((await harness.webhook(payPalFlow, 'Trigger', asRequest(first))).execution).toBeDefined();
		const again = await harness.webhook(payPalFlow, 'Trigger', asRequest(first));
		expect(again.response).toMatchObject({ statusCode: 200, body: { received: true, repeated: true } });
		expect(again.execution).toBeUndefined();
		expect(await scene.stored()).toHaveLength(1);

		const other = captureCompleted({ order: 'O-2', value: '99.00', currency: 'EUR' });
		const body = withChecksumOf(first.body, { ...other });
		expect(body).toContain(other.id);
		const forged = await harness.webhook(payPalFlow, 'Trigger', asRequest({ ...first, body }));
		expect(forged.response).toMatchObject({ statusCode: 400, body: { reason: 'repeated_transmission' } });
		expect(forged.execution).toBeUndefined();
		expect(await scene.stored()).toHaveLength(1);
		expect(await scene.rejections()).toEqual([{ provider: 'paypal', reason: 'repeated_transmission', count: 1 }]);
	});

	test('whose transmission was for an event that nobody chose is refused too', async () => {
		const first = delivery();
		const unchosen = flow({ provider: 'paypal', payPalEvents: ['PAYMENT.SALE.COMPLETED'] });
		const passed = await scene.harness().webhook(unchosen, 'Trigger', asRequest(first));
		expect(passed.response).toMatchObject({ statusCode: 200, body: { received: true, ignored: true } });
		const other = captureCompleted({ order: 'O-2', value: '99.00', currency: 'EUR' });
		const body = withChecksumOf(first.body, { ...other });
		const forged = await scene.harness().webhook(payPalFlow, 'Trigger', asRequest({ ...first, body }));
		expect(forged.response).toMatchObject({ statusCode: 400, body: { reason: 'repeated_transmission' } });
		expect(await scene.stored()).toEqual([]);
	});

	test('that cannot be decided now makes PayPal come again', async () => {
		scene.paypal.addFault({ path: 'verify-webhook-signature', kind: 'answer', status: 500 });
		const harness = scene.harness({ payPal: { verification: 'online' } });
		const { response } = await harness.webhook(payPalFlow, 'Trigger', asRequest(delivery()));
		expect(response.statusCode).toBe(503);
		expect(await scene.stored()).toEqual([]);
	});
});
