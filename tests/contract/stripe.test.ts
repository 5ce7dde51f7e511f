import fc from 'fast-check';
import { createEndpoint, deleteEndpoint, keepEndpoint, type StripeAccount } from '../../core/stripe';
import { defaultStripeEvents, stripeEvents } from '../../nodes/PaymentTrigger/events';
import { decodeForm, payCheckout, startStripe, tellStripe, type StripeState } from '../../stack/standins/stripe';
import type { Standin } from '../../stack/standins/shared';
import { stripeLife, type PaymentLife } from '../support/paymentLives';
import { exchangeComplaints, namedComplaints } from '../support/specExchange';
import { describeWithSpec } from '../support/vendorSpec';

const spec = 'stripe/stripe-2026-10-28.trimmed.openapi3.json';
const url = 'https://n8n.example/webhook/1/payments';
const allEvents = stripeEvents.map(({ value }) => String(value));
const wanted = { url, events: defaultStripeEvents };

let stripe: Standin<StripeState>;
let account: StripeAccount;
beforeAll(async () => {
	stripe = await startStripe({ port: 0 });
	account = { secretKey: 'rk_test_canary1234', apiBaseUrl: stripe.url };
});
afterAll(async () => await stripe.close());
beforeEach(() => {
	stripe.clear();
	stripe.state().endpoints = [];
});
const keysOf = () => stripe.requests().flatMap(({ headers }) => headers['idempotency-key'] ?? []);

describe('an endpoint', () => {
	test('is created, kept and removed', async () => {
		const { endpointId, secret } = await createEndpoint(account, wanted);
		expect(stripe.state().endpoints).toEqual([
			expect.objectContaining({
				id: endpointId,
				url,
				secret,
				enabled_events: defaultStripeEvents,
				api_version: '2026-10-28.endive',
				metadata: { managed_by: 'n8n-nodes-msp' },
			}),
		]);
		expect(await keepEndpoint(account, endpointId, wanted)).toBe(true);
		expect(stripe.requests().filter(({ method }) => method === 'POST')).toHaveLength(1);
		await deleteEndpoint(account, endpointId);
		expect(stripe.state().endpoints).toEqual([]);
		expect(await keepEndpoint(account, endpointId, wanted)).toBe(false);
		await expect(deleteEndpoint(account, endpointId)).resolves.toBeUndefined();
	});

	test.each([
		['moved', { url: 'https://old.example/' }],
		['disabled', { status: 'disabled' as const }],
		['for other events', { enabled_events: ['charge.failed'] }],
	])('that was %s is set right and keeps its secret', async (_, change) => {
		const { endpointId, secret } = await createEndpoint(account, wanted);
		Object.assign(stripe.state().endpoints[0] ?? {}, change);
		expect(await keepEndpoint(account, endpointId, wanted)).toBe(true);
		expect(stripe.state().endpoints).toMatchObject([
			{ url, status: 'enabled', enabled_events: defaultStripeEvents, secret },
		]);
	});

	test('takes the place of one of ours whose secret is lost, and of nobody else', async () => {
		const lost = await createEndpoint(account, wanted);
		const foreign = { ...stripe.state().endpoints[0], id: 'we_foreign', metadata: {} };
		const elsewhere = { ...stripe.state().endpoints[0], id: 'we_elsewhere', url: 'https://other.example/' };
		stripe.state().endpoints.push(foreign as never, elsewhere as never);
		const { endpointId } = await createEndpoint(account, wanted);
		expect(endpointId).not.toBe(lost.endpointId);
		expect(stripe.state().endpoints.map(({ id }) => id)).toEqual([endpointId, 'we_foreign', 'we_elsewhere']);
	});

	test('is found beyond the first page of endpoints', async () => {
		const { endpointId } = await createEndpoint(account, wanted);
		const [ours] = stripe.state().endpoints;
		const many = Array.from({ length: 130 }, (_, n) => ({ ...ours, id: `we_${n}`, metadata: {} }));
		stripe.state().endpoints = [...many, ours] as never;
		await createEndpoint(account, wanted);
		expect(stripe.state().endpoints.map(({ id }) => id)).not.toContain(endpointId);
	});

	test('is created once where the answer is lost', async () => {
		stripe.addFault({ path: '^POST /v1/webhook_endpoints$', kind: 'drop_after' });
		const { endpointId } = await createEndpoint(account, wanted);
		expect(stripe.state().endpoints.map(({ id }) => id)).toEqual([endpointId]);
		expect(new Set(keysOf()).size).toBe(1);
		expect(keysOf()).toHaveLength(2);
	});

	test('is not mistaken for the one before it when the workflow is switched off and on again', async () => {
		const first = await createEndpoint(account, wanted);
		await deleteEndpoint(account, first.endpointId);
		const second = await createEndpoint(account, wanted);
		expect(second.endpointId).not.toBe(first.endpointId);
		expect(stripe.state().endpoints.map(({ id }) => id)).toEqual([second.endpointId]);
	});
});

describe('a refusal', () => {
	test.each([
		[401, { type: 'invalid_request_error', message: 'Invalid API Key provided: rk_test_canary1234' }, 'auth'],
		[
			403,
			{ type: 'invalid_request_error', message: 'The provided key does not have the required permissions.' },
			'permission',
		],
		[400, { type: 'invalid_request_error', message: 'Invalid URL', param: 'url' }, 'invalid'],
		[500, { type: 'api_error', message: 'Something went wrong' }, 'unknown'],
	])('%i is told in the words of Stripe, without the key', async (status, error, errorClass) => {
		stripe.addFault({ path: '/v1/webhook_endpoints', kind: 'answer', status, body: { error }, times: 10 });
		const failed = createEndpoint(account, wanted);
		await expect(failed).rejects.toMatchObject({
			errorClass,
			vendorMessage: error.message.replace('rk_test_canary1234', '[redacted]'),
			remedy: expect.any(String),
		});
	});

	test('of a key that is not one is told', async () => {
		const other = { ...account, secretKey: 'nonsense' };
		await expect(createEndpoint(other, wanted)).rejects.toMatchObject({ errorClass: 'auth' });
		await expect(createEndpoint({ ...account, secretKey: '' }, wanted)).rejects.toMatchObject({ field: 'secretKey' });
	});

	test('to connect is told', async () => {
		const gone = await startStripe({ port: 0 });
		await gone.close();
		const lost = createEndpoint({ ...account, apiBaseUrl: gone.url }, wanted);
		await expect(lost).rejects.toMatchObject({ errorClass: 'transport' });
	});

	test.each(['', 'api.stripe.com', 'ftp://api.stripe.com', 'https://api.stripe.com/v2'])(
		'of the address %j is told',
		async (address) => {
			const failed = createEndpoint({ ...account, apiBaseUrl: address }, wanted);
			await expect(failed).rejects.toMatchObject({ field: 'apiBaseUrl' });
		},
	);
});

describeWithSpec("Stripe's specification", spec, (stripeSpec) => {
	test('knows every request that is sent, and what the stand-in answers', async () => {
		const { endpointId } = await createEndpoint(account, { url, events: allEvents });
		await createEndpoint(account, wanted);
		const [endpoint] = stripe.state().endpoints;
		Object.assign(endpoint ?? {}, { status: 'disabled' });
		await keepEndpoint(account, endpoint?.id ?? '', wanted);
		await deleteEndpoint(account, endpoint?.id ?? '');
		await deleteEndpoint(account, endpointId);

		const sent = stripe.requests().map(({ method, path, headers, body }) => ({ method, path, headers, body }));
		expect(new Set(sent.map(({ method }) => method))).toEqual(new Set(['GET', 'POST', 'DELETE']));
		for (const { method, path, headers, body } of sent) {
			const asked = new URL(path, stripe.url);
			const repeated = await fetch(asked, {
				method,
				headers: { authorization: headers.authorization ?? '' },
				...(body && { body }),
			});
			const exchange = {
				method,
				path: asked.pathname,
				query: asked.searchParams,
				body: body === '' ? undefined : decodeForm(new URLSearchParams(body)),
				answer: { status: repeated.status, body: await repeated.json() },
			};
			expect(exchangeComplaints(stripeSpec, exchange)).toEqual([]);
			expect(headers['stripe-version']).toBe('2026-10-28.endive');
			expect(headers['idempotency-key'] !== undefined).toBe(method === 'POST');
		}
	});

	test('knows the session that a paid checkout sends', () => {
		const { data } = payCheckout({
			order: 'O-1',
			customer: 'acme',
			plan: 'basic',
			domain: 'a.example',
			amount: 1250,
			currency: 'eur',
		});
		expect(namedComplaints(stripeSpec, 'Checkout.Session', data.object)).toEqual([]);
	});

	test('knows every event that the node offers', () => {
		const endpoint = { url, enabled_events: allEvents };
		expect(namedComplaints(stripeSpec, 'WebhookEndpointCreateParams', endpoint)).toEqual([]);
		const other = { url, enabled_events: ['payment.made'] };
		expect(namedComplaints(stripeSpec, 'WebhookEndpointCreateParams', other)).not.toEqual([]);
	});
});

test('the stand-in refuses what Stripe refuses', async () => {
	const ask = async (body: string, key = 'sk_test_1234') => {
		const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/x-www-form-urlencoded' };
		const response = await fetch(`${stripe.url}/v1/webhook_endpoints`, { method: 'POST', headers, body });
		return { status: response.status, body: (await response.json()) as { error: Record<string, string> } };
	};
	expect(await ask('url=https://a.example&enabled_events[]=*&colour=red')).toMatchObject({
		status: 400,
		body: { error: { code: 'parameter_unknown', param: 'colour' } },
	});
	expect(await ask('url=https://a.example')).toMatchObject({
		status: 400,
		body: { error: { param: 'enabled_events' } },
	});
	expect(await ask('', 'pk_live_1234')).toMatchObject({ status: 401 });
});

describe('a look-up', () => {
	/** A subscription that was paid: an intent that only the invoice payment joins with its session. */
	const lives = fc.sample(stripeLife(), { numRuns: 60, seed: 9 });
	const find = (kind: PaymentLife['kind']) => {
		const found = lives.find((life) => life.kind === kind && Object.keys(life.lookups.charges).length > 0);
		if (!found) throw new Error(`no life of ${kind}`);
		return found.lookups;
	};
	const intentOf = ({ paymentIntents }: PaymentLife['lookups']) => Object.keys(paymentIntents)[0] ?? '';
	const ask = async (path: string, key = 'rk_test_1234') => {
		const response = await fetch(`${stripe.url}${path}`, { headers: { authorization: `Bearer ${key}` } });
		return { status: response.status, body: (await response.json()) as Record<string, unknown> };
	};
	const byIntent = (intent: string) =>
		`/v1/invoice_payments?payment[type]=payment_intent&payment[payment_intent]=${intent}`;

	beforeEach(() => {
		stripe.state().lacking = [];
		for (const life of lives) tellStripe(stripe.state(), life.lookups);
	});

	test('finds the invoice that an intent paid, and no session of it', async () => {
		const known = find('subscription');
		const intent = intentOf(known);
		expect(await ask(byIntent(intent))).toMatchObject({
			status: 200,
			body: { object: 'list', has_more: false, data: known.invoicePayments[intent] },
		});
		expect(await ask(`/v1/checkout/sessions?payment_intent=${intent}`)).toMatchObject({ body: { data: [] } });
	});

	test('finds the session that an intent paid, and no invoice of it', async () => {
		const known = find('checkout');
		const intent = intentOf(known);
		expect(await ask(`/v1/checkout/sessions?payment_intent=${intent}`)).toMatchObject({
			body: { data: known.sessions[intent] },
		});
		expect(await ask(byIntent(intent))).toMatchObject({ body: { data: [] } });
	});

	test('finds intents and charges by their IDs', async () => {
		const known = find('checkout');
		const [charge = ''] = Object.keys(known.charges);
		expect(await ask(`/v1/payment_intents/${intentOf(known)}`)).toMatchObject({ body: { id: intentOf(known) } });
		expect(await ask(`/v1/charges/${charge}`)).toMatchObject({ body: { id: charge, object: 'charge' } });
	});

	test.each([
		['/v1/charges/ch_none', 'id', "No such charge: 'ch_none'"],
		['/v1/payment_intents/pi_none', 'id', "No such payment_intent: 'pi_none'"],
		['/v1/checkout/sessions?payment_intent=pi_none', 'payment_intent', "No such payment_intent: 'pi_none'"],
		[byIntent('pi_none'), 'payment_intent', "No such payment_intent: 'pi_none'"],
	])('of an ID that Stripe does not have is refused: %s', async (path, param, message) => {
		expect(await ask(path)).toEqual({
			status: 404,
			body: { error: { type: 'invalid_request_error', code: 'resource_missing', param, message } },
		});
	});

	test.each([
		['rak_charge_read', '/v1/charges/ch_1'],
		['rak_payment_intent_read', '/v1/payment_intents/pi_1'],
		['rak_checkout_session_read', '/v1/checkout/sessions?payment_intent=pi_1'],
		['rak_invoice_read', byIntent('pi_1')],
	])('without the permission %s is refused for a restricted key alone', async (permission, path) => {
		stripe.state().lacking = [permission];
		const refused = await ask(path);
		expect(refused).toMatchObject({ status: 403, body: { error: { message: expect.stringContaining(permission) } } });
		expect(JSON.stringify(refused)).not.toContain('rk_test_1234');
		expect(await ask(path, 'sk_test_1234')).toMatchObject({ status: 404 });
	});

	test('needs the type of the payment, and knows no other parameter', async () => {
		expect(await ask('/v1/invoice_payments?payment[payment_intent]=pi_1')).toMatchObject({ status: 400 });
		expect(await ask('/v1/checkout/sessions?intent=pi_1')).toMatchObject({ status: 400 });
	});

	describeWithSpec("by Stripe's specification", spec, (stripeSpec) => {
		test('is asked and answered as documented', async () => {
			const known = find('subscription');
			const intent = intentOf(known);
			const paths = [
				byIntent(intent),
				byIntent('pi_none'),
				`/v1/checkout/sessions?payment_intent=${intentOf(find('checkout'))}`,
				`/v1/payment_intents/${intent}`,
				`/v1/charges/${Object.keys(known.charges)[0] ?? ''}`,
				'/v1/charges/ch_none',
			];
			for (const path of paths) {
				const asked = new URL(path, stripe.url);
				// The specification writes `payment[type]` as the field of an object (`style: deepObject`).
				const query = new URLSearchParams();
				for (const [name, value] of asked.searchParams) query.append(name.split('[')[0] ?? '', value);
				const exchange = { method: 'GET', path: asked.pathname, query, answer: await ask(path) };
				expect(exchangeComplaints(stripeSpec, exchange)).toEqual([]);
			}
		});
	});
});
