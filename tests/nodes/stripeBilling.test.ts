import type { INode } from 'n8n-workflow';
import { customerCreation } from '../../core/stripe';
import { StripeBilling } from '../../nodes/StripeBilling/StripeBilling.node';
import { lackingForChoices } from '../support/expressionsInChoices';
import { createHarness } from '../support/inProcessN8n';
import { paysOn } from '../support/paysOn';
import { testWith } from '../support/requirement';
import { byId, stripeNodeType, useStripeNode } from '../support/stripeNode';

const billing = useStripeNode();
const { call, one, charge } = billing;
const lines = { specifyLines: 'json', linesJson: '[{"name": "Hosting", "amountMinor": 990, "currency": "EUR"}]' };
const successUrl = 'https://shop.example/thanks';

describe('a charge of a saved payment method', () => {
	test.each([
		['pm_card_visa', 'succeeded', null, 'no'],
		['pm_standin_slow', 'processing', null, 'no'],
		['pm_standin_asks', 'requires_action', null, 'no'],
		['pm_card_authenticationRequired', 'requires_action', 'authentication_required', 'no'],
		['pm_card_visa_chargeDeclinedLostCard', 'hard_decline', 'lost_card', 'no'],
		['pm_card_chargeDeclinedExpiredCard', 'hard_decline', 'expired_card', 'no'],
		['pm_card_visa_chargeDeclinedInsufficientFunds', 'soft_decline', 'insufficient_funds', 'later'],
		['pm_card_chargeCustomerFail', 'soft_decline', 'generic_decline', 'later'],
		['pm_card_chargeDeclinedProcessingError', 'transient_failure', 'processing_error', 'soon'],
	])('of %s: %s', async (card, outcome, declineCode, retry) => {
		const { customerId, paymentMethodId } = await billing.scene.customerWith(card);
		const made = await one(
			'paymentIntent.charge',
			charge({ customerId: byId(customerId), paymentMethodId: byId(paymentMethodId) }),
		);
		expect(made).toMatchObject({
			outcome,
			declineCode,
			retry,
			whatToDo: expect.any(String),
			amountMinor: 1250,
			currency: 'EUR',
		});
		expect(await one('paymentIntent.get', { paymentIntentId: made.paymentIntentId as string })).toMatchObject({
			outcome,
			declineCode,
		});
		expect(JSON.stringify(made)).not.toContain('secret');
	});

	test('has its parameters for each item, and nothing of the item before', async () => {
		const parameters = {
			...charge({ amountMinor: '={{ $json.amount }}', currency: '={{ $json.currency }}' }),
			orderReferences: { order: '={{ $json.order }}' },
			additionalFields: { description: '={{ $json.words }}', metadata: '={{ $json.more }}' },
		};
		const items = [
			{ amount: 1250, currency: 'EUR', order: 'O-1', words: 'first', more: { room: '7' } },
			{ amount: 500, currency: 'JPY', order: '', words: '', more: '' },
		];
		const { error, items: given } = await call('paymentIntent.charge', parameters, items);
		expect(error).toBeUndefined();
		expect(given('N')).toMatchObject([
			{
				json: { amountMinor: 1250, currency: 'EUR', order: 'O-1', description: 'first', metadata: { room: '7' } },
				pairedItem: { item: 0 },
			},
			{ json: { amountMinor: 500, currency: 'JPY', order: null, description: null }, pairedItem: { item: 1 } },
		]);
		expect(
			billing
				.held()
				.paymentIntents.slice(0, 2)
				.map(({ amount, currency, metadata }) => [amount, currency, Object.keys(metadata)]),
		).toEqual([
			[500, 'jpy', ['msp_work']],
			[1250, 'eur', ['room', 'order', 'msp_work']],
		]);
	});

	test.each([[0], ['={{ $json.nothing }}']])(
		'of nothing (%s) is refused before Stripe is asked',
		async (amountMinor) => {
			const before = billing.held().paymentIntents.length;
			const { error } = await call('paymentIntent.charge', charge({ amountMinor }));
			expect(String(error?.message)).toMatch(/'amountMinor' must be (above 0|a whole number above 0)/);
			expect(billing.held().paymentIntents).toHaveLength(before);
		},
	);

	test('of two equal items is two charges, and a repeat by n8n of the same run is none', async () => {
		const before = billing.held().paymentIntents.length;
		billing.scene.stripe.addFault({
			path: '^POST /v1/payment_intents',
			kind: 'answer',
			status: 400,
			body: { error: { type: 'invalid_request_error', message: 'No.' } },
		});
		// The first item fails at first; n8n runs the node again on both.
		const { error, output } = await call('paymentIntent.charge', charge(), [{}, {}], {
			retryOnFail: true,
			maxTries: 2,
			waitBetweenTries: 0,
		});
		expect(error).toBeUndefined();
		expect(output('N')).toHaveLength(2);
		expect(billing.held().paymentIntents.length - before).toBe(2);
	});

	// stripe/ai#402: a retry of a tool is a new call with a new key, and charges again.
	test('of the same words is one charge in whichever run, also after Stripe has forgotten the key', async () => {
		const parameters = charge({ forWhat: 'INV-1042' });
		const first = await one('paymentIntent.charge', parameters);
		expect((await one('paymentIntent.charge', parameters)).paymentIntentId).toBe(first.paymentIntentId);
		billing.scene.forgetKeys();
		expect((await one('paymentIntent.charge', parameters)).paymentIntentId).toBe(first.paymentIntentId);
		const { error } = await call('paymentIntent.charge', charge({ forWhat: 'INV-1042', amountMinor: 1300 }));
		expect(error).toMatchObject({
			context: { errorClass: 'exists' },
			description: 'Say what this one is for in other words.',
		});
		expect((await one('paymentIntent.charge', charge({ forWhat: 'INV-1043' }))).paymentIntentId).not.toBe(
			first.paymentIntentId,
		);
	});

	test('is refused in an execution that is retried by hand, unless it says what it is for', async () => {
		const [resource, operation] = ['paymentIntent', 'charge'];
		const node = {
			parameters: { resource, operation, ...charge() },
			id: 'N',
			name: 'N',
			type: stripeNodeType,
			typeVersion: 1,
			position: [0, 0] as [number, number],
		};
		const credentials = { mspStripeApi: { id: 'mspStripeApi', name: 'mspStripeApi' } };
		const flow = (parameters: object) => ({
			nodes: [{ ...node, credentials, parameters: { ...node.parameters, ...parameters } }],
			connections: {},
		});
		const before = billing.held().paymentIntents.length;
		const refused = await billing.harness.run(flow({}), { start: 'N', mode: 'retry' });
		expect(refused.error?.message).toMatch(/^'forWhat' is missing, and this execution is a retry/);
		expect(billing.held().paymentIntents.length).toBe(before);
		expect(
			(await billing.harness.run(flow({ forWhat: 'INV-1050' }) as never, { start: 'N', mode: 'retry' })).error,
		).toBeUndefined();
	});

	test('needs the back office for a durable step, and takes no second name for the work', async () => {
		const durableStep = { taskId: '6f1ed002-ab55-4a4f-a3f7-8f0a6c0f0001', stepName: 'charge' };
		expect((await call('paymentIntent.charge', charge({ durableStep, forWhat: 'x' }))).error?.message).toMatch(
			/beside a durable step/,
		);
		expect((await call('paymentIntent.charge', charge({ durableStep }))).error).toBeDefined();
	});

	test('that Stripe does not answer is looked up, and made once', async () => {
		const before = billing.held().paymentIntents.length;
		billing.scene.stripe.addFault({ path: '^POST /v1/payment_intents', kind: 'drop_after', times: 3 });
		expect(await one('paymentIntent.charge', charge())).toMatchObject({ outcome: 'succeeded' });
		expect(billing.held().paymentIntents.length - before).toBe(1);
	});

	test('in dinars must end with 0', async () => {
		expect((await call('paymentIntent.charge', charge({ amountMinor: 1234, currency: 'KWD' }))).error?.message).toMatch(
			/not an amount that Stripe takes in KWD/,
		);
		expect(await one('paymentIntent.charge', charge({ amountMinor: 1230, currency: 'kwd' }))).toMatchObject({
			amountMinor: 1230,
			currency: 'KWD',
		});
	});
});

describe('a customer', () => {
	const upsert = (customerCode: string, email: string, name = 'A') =>
		({ knownBy: 'customerCode', customerCode, email, additionalFields: { name } }) as INode['parameters'];

	// stripe/stripe-node#476, LIT-Protocol/chipotle#555: the search lags, and a second customer is made.
	test('is made once, though the search does not know it yet', async () => {
		const first = await one('customer.upsert', upsert('lag', 'lag@a.example'));
		expect(first).toMatchObject({ created: true, customerCode: 'lag', name: 'A' });
		expect(await one('customer.upsert', upsert('lag', 'lag@a.example', 'B'))).toMatchObject({
			...{ created: false, customerId: first.customerId, name: 'B' },
		});
		// The address changes before the search knows the customer: the key of the creation knows it.
		expect(await one('customer.upsert', upsert('lag', 'moved@a.example', 'B'))).toMatchObject({
			customerId: first.customerId,
		});
		expect(billing.held().customers.filter(({ metadata }) => metadata.customer_code === 'lag')).toHaveLength(1);
	});

	// sagemathinc/cocalc#8112, farming-labs/farm.js#467: two requests at once make two.
	test('is made once by many at once, also with other details', async () => {
		const all = await Promise.all(
			Array.from(
				{ length: 8 },
				async (_, n) => await call('customer.upsert', upsert('crowd', 'crowd@a.example', `N${n % 2}`)),
			),
		);
		expect(new Set(all.flatMap(({ output }) => output('N').map(({ customerId }) => customerId))).size).toBe(1);
		expect(billing.held().customers.filter(({ metadata }) => metadata.customer_code === 'crowd')).toHaveLength(1);
	});

	test('of an old checkout gets its code; of another code stays another', async () => {
		const { customerId } = await billing.scene.customerWith('pm_card_visa');
		const email = 'old@a.example';
		Object.assign(billing.held().customers.find(({ id }) => id === customerId) ?? {}, { email });
		expect(await one('customer.upsert', upsert('old', email))).toMatchObject({ created: false, customerId });
		expect(await one('customer.upsert', upsert('young', email))).toMatchObject({ created: true });
	});

	test('that is meant by an address of several is for a person to decide', async () => {
		for (const forWhat of ['1', '2']) await one('customer.create', { email: 'twice@a.example', forWhat });
		const { error } = await call('customer.upsert', { knownBy: 'email', email: 'twice@a.example' });
		expect(error?.message).toMatch(/^Stripe has 2 customers with the address twice@a\.example: cus_/);
	});

	test('that was removed within a day is made anew', async () => {
		const first = await one('customer.upsert', upsert('gone', 'gone@a.example'));
		billing.held().customers = billing.held().customers.filter(({ id }) => id !== first.customerId);
		const second = await call('customer.upsert', upsert('gone', 'gone@a.example'));
		expect(second.output('N')[0]?.customerId).not.toBe(first.customerId);
	});

	test('is found, changed and listed beyond the tenth', async () => {
		for (let n = 0; n < 130; n++) await billing.scene.does(customerCreation, { email: 'many@a.example' });
		// n8n-io/n8n#2354, stripe/ai#444: only ten are ever returned.
		const filters = { email: 'many@a.example' };
		expect((await call('customer.list', { returnAll: true, filters })).output('N')).toHaveLength(130);
		expect((await call('customer.list', { returnAll: false, limit: 103, filters })).output('N')).toHaveLength(103);
		expect(billing.scene.stripe.requests().at(-1)?.path).toContain('starting_after');
		billing.held().searchLag = -1;
		expect((await call('customer.search', { returnAll: true, by: filters })).output('N')).toHaveLength(130);
		expect((await call('customer.search', { returnAll: true, by: {} })).error?.message).toMatch(
			/says nothing to look for/,
		);
		const [{ customerId = '' } = {}] = (await call('customer.list', { returnAll: false, limit: 1, filters })).output(
			'N',
		);
		const change = { customerId: byId(customerId as string), updateFields: { name: 'New', metadata: '{"room": 7}' } };
		expect(await one('customer.update', change)).toMatchObject({
			name: 'New',
			email: 'many@a.example',
			metadata: { room: '7' },
		});
	});
});

describe('a checkout session', () => {
	const page = { ...lines, successUrl, mode: 'payment' };

	// pay-rails/pay#734, invertase/stripe-firebase-extensions#203: metadata stays with the session, and is handed on to nothing.
	test.each(['payment', 'subscription', 'setup'])(
		'of mode %s tells its order by all that comes of it',
		async (mode) => {
			const orderReferences = { order: `O-${mode}`, customerCode: 'acme', planCode: 'starter', domain: 'a.example' };
			const made = await one('checkoutSession.create', {
				...{ ...page, mode, orderReferences, every: 'month' },
				additionalFields: { customerId: billing.saved.customerId, language: 'nl' },
			});
			expect(made).toMatchObject({ ...orderReferences, mode, status: 'open', url: expect.stringContaining('/pay/') });
			await paysOn(made.url);
			const paid = await one('checkoutSession.get', { sessionId: made.sessionId as string });
			expect(paid).toMatchObject({ status: 'complete', url: null });
			const metadata = { order: `O-${mode}`, customer_code: 'acme', plan_code: 'starter', domain: 'a.example' };
			const of = mode === 'payment' ? billing.held().paymentIntents : billing.held().subscriptions;
			if (mode !== 'setup')
				expect(of.find(({ id }) => id === (paid.paymentIntentId ?? paid.subscriptionId))?.metadata).toEqual(metadata);
			if (mode === 'subscription')
				expect(await one('invoice.get', { invoiceId: paid.invoiceId as string })).toMatchObject({
					customerCode: 'acme',
					status: 'paid',
					paymentIntentId: expect.stringMatching(/^pi_/),
				});
		},
	);

	test('of one order is one page: the open one, a new one when it has expired, and the paid one when it is paid', async () => {
		const parameters = {
			...page,
			forWhat: 'order O-7',
			additionalFields: { customerId: billing.saved.customerId, expiresInMinutes: 60 },
		};
		const first = await one('checkoutSession.create', parameters);
		billing.scene.forgetKeys();
		expect((await one('checkoutSession.create', parameters)).sessionId).toBe(first.sessionId);
		expect(await one('checkoutSession.expire', { sessionId: first.sessionId as string })).toMatchObject({
			status: 'expired',
			url: null,
		});
		expect(await one('checkoutSession.expire', { sessionId: first.sessionId as string })).toMatchObject({
			status: 'expired',
		});
		const second = await one('checkoutSession.create', parameters);
		expect(second).toMatchObject({ status: 'open', url: expect.any(String) });
		expect(second.sessionId).not.toBe(first.sessionId);
		await paysOn(second.url);
		expect(await one('checkoutSession.create', parameters)).toMatchObject({
			sessionId: second.sessionId,
			status: 'complete',
			paymentStatus: 'paid',
		});
		const { error } = await call('checkoutSession.expire', { sessionId: second.sessionId as string });
		expect(error).toMatchObject({ context: { errorClass: 'invalid' } });
	});

	test('without a line is refused, and one of mixed currencies in the words of Stripe', async () => {
		expect((await call('checkoutSession.create', { ...page, linesJson: '[]' })).error?.message).toMatch(
			/'lines' has no line/,
		);
		expect(
			(await call('checkoutSession.create', { ...page, linesJson: '[{"name": "x", "amountMinor": 5}]' })).error
				?.message,
		).toMatch(/neither a price, nor a name/);
		const mixed =
			'[{"name": "x", "amountMinor": 5, "currency": "EUR"}, {"name": "y", "amountMinor": 5, "currency": "JPY"}]';
		expect((await call('checkoutSession.create', { ...page, linesJson: mixed })).error?.message).toMatch(
			/must have one currency/,
		);
	});
});

testWith(
	'200 items of mixed operations in one run, the failed ones by the error output',
	lackingForChoices(),
	async () => {
		const kinds = [
			'customer.upsert',
			'paymentIntent.charge',
			'checkoutSession.create',
			'customer.list',
			'invoice.get',
		] as const;
		const items = Array.from({ length: 200 }, (_, n) => {
			const [resource, operation] = (kinds[n % kinds.length] ?? '').split('.');
			return { n, resource, operation, code: `mixed-${n}`, amount: 100 + n };
		});
		const parameters = {
			...{ resource: '={{ $json.resource }}', operation: '={{ $json.operation }}' },
			...{ knownBy: 'customerCode', customerCode: '={{ $json.code }}', email: '={{ $json.code }}@a.example' },
			...{ ...charge(), amountMinor: '={{ $json.amount }}', ...lines, successUrl, mode: 'payment' },
			...{ returnAll: false, limit: 1, invoiceId: '={{ "in_none" + $json.n }}' },
		};
		// While the operation is an expression, n8n asks for what any of them requires.
		const required = new StripeBilling().description.properties.filter((property) => property.required === true);
		const others = Object.fromEntries(required.map((property) => [property.name, '={{ "x" }}']));
		const all = { ...others, ...parameters };
		const { error, output } = await billing.harness.node(stripeNodeType, all, items, {
			onError: 'continueErrorOutput',
		});
		expect(error).toBeUndefined();
		expect([output('N', 0).length, output('N', 1).length]).toEqual([160, 40]);
		expect(
			output('N', 0)
				.filter(({ outcome }) => outcome === 'succeeded')
				.map(({ amountMinor }) => amountMinor),
		).toEqual(items.filter(({ resource }) => resource === 'paymentIntent').map(({ amount }) => amount));
		expect(output('N', 1)[0]).toMatchObject({ error: expect.stringContaining('No such invoice') });
	},
	30_000,
);

test('the editor finds customers, prices, meters and payment methods', async () => {
	const search = async (method: string, filter: string, parameters = {}) =>
		(await billing.harness.searchList(stripeNodeType, method, { filter, parameters })).results.map(({ name }) => name);
	billing.held().searchLag = -1;
	expect((await search('searchCustomers', 'Anna'))[0]).toMatch(/^Anna Linden \(anna@linden\.example, cus_/);
	expect((await search('searchCustomers', 'anna@linden.example'))[0]).toMatch(/^Anna Linden/);
	expect((await search('searchPrices', '€9.90'))[0]).toMatch(/\(€9\.90 a month\)$/);
	expect(await search('searchMeters', 'nothing')).toEqual([]);
	expect(
		await search('searchPaymentMethods', '4242', {
			resource: 'paymentIntent',
			operation: 'charge',
			customerId: byId(billing.saved.customerId),
		}),
	).not.toEqual([]);
	expect(await search('searchPaymentMethods', '')).toEqual([]);
});

test('a key that is wrong, or of the other mode, is told without it', async () => {
	const other = (credential: object) =>
		createHarness({
			nodes: { [stripeNodeType]: StripeBilling },
			credentials: {
				mspStripeApi: { mode: 'test', apiBaseUrl: billing.scene.stripe.url, ...credential },
			},
		});
	const parameters = { resource: 'customer', operation: 'list', returnAll: true };
	const wrong = await other({ secretKey: 'pk_canary_77' }).node(stripeNodeType, parameters, [{}]);
	expect(wrong.error).toMatchObject({ context: { errorClass: 'auth' } });
	expect(wrong.error?.message).not.toContain('pk_canary_77');
	const live = await other({ secretKey: 'rk_live_1234' }).node(stripeNodeType, parameters, [{}]);
	expect(live.error?.message).toMatch(/the secret key is of the live mode/);
});
