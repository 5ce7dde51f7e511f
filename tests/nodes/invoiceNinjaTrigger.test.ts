import { ninjaEvents } from '../../core/invoiceNinja';
import { eventOptions } from '../../nodes/InvoiceNinjaV5Trigger/events';
import { flow, openNinjaTriggerScene, type NinjaTriggerScene } from '../support/ninjaTriggerScene';

let scene: NinjaTriggerScene;
beforeAll(async () => {
	scene = await openNinjaTriggerScene();
});
afterAll(async () => await scene.close());
beforeEach(async () => await scene.clear());

const every = flow({ events: ninjaEvents.map(({ name }) => name) });
const line = { product_key: 'hosting', cost: 10, quantity: 1 };
const oneInvoice = async () => {
	const client = await scene.ninja.client('Ada', 'ada@acme.example');
	return { client, invoice: await scene.ninja.invoice(client.id, [line]) };
};
const secretOf = async () => {
	const [webhook] = await scene.webhooks();
	const { 'x-msp-feed-secret': secret } = webhook?.headers as Record<string, string>;
	return secret ?? '';
};
const post = async (headers: Record<string, string>, body: string, json = every) =>
	await scene.harness().webhook(json, 'Trigger', {
		headers: { 'content-type': 'application/json', ...headers },
		rawBody: body,
	});

describe('the 65 events', () => {
	const makers: Readonly<Record<string, () => Promise<string>>> = {
		client: async () => (await scene.ninja.client('Ada', 'ada@acme.example')).id,
		invoice: async () => (await oneInvoice()).invoice.id,
		payment: async () => {
			const { client, invoice } = await oneInvoice();
			return (await scene.ninja.enterPayment(client.id, [[invoice.id, 10]])).id;
		},
		quote: async () => {
			const client = await scene.ninja.client('Ada', 'ada@acme.example');
			return (await scene.ninja.make('quotes', { client_id: client.id, line_items: [line] })).id;
		},
		credit: async () => {
			const client = await scene.ninja.client('Ada', 'ada@acme.example');
			return (await scene.ninja.make('credits', { client_id: client.id, line_items: [line] })).id;
		},
		vendor: async () => (await scene.ninja.make('vendors', { name: 'Vendor' })).id,
		expense: async () => (await scene.ninja.make('expenses', { amount: 5, date: '2026-11-01' })).id,
		task: async () => (await scene.ninja.make('tasks', { description: 'Work' })).id,
		project: async () => {
			const client = await scene.ninja.client('Ada', 'ada@acme.example');
			return (await scene.ninja.make('projects', { name: 'Project', client_id: client.id })).id;
		},
		product: async () => (await scene.ninja.make('products', { product_key: 'hosting', price: 10 })).id,
		purchase_order: async () => {
			const vendor = await scene.ninja.make('vendors', { name: 'Vendor' });
			return (await scene.ninja.make('purchase_orders', { vendor_id: vendor.id, line_items: [line] })).id;
		},
	};

	test('are all offered, by name, each once', () => {
		expect(eventOptions).toHaveLength(65);
		expect(new Set(eventOptions.map(({ name }) => name)).size).toBe(65);
		const names = eventOptions.map(({ name }) => name);
		expect(names).toEqual([...names].sort((one, other) => one.localeCompare(other)));
	});

	test.each(ninjaEvents.map((event) => [event.name, event] as const))(
		'%s is given out with the right secret, and refused with a wrong one and with none',
		async (name, { id, entity }) => {
			const json = flow({ events: [name] });
			const object = await makers[entity]?.();
			if (object === undefined) throw new Error(`nothing makes ${entity}`);
			await scene.publish(json);
			await scene.ninja.fire(id, object);
			expect(await scene.given()).toMatchObject([
				{ companyCode: 'main', event: name, entity, id: object, data: { id: object } },
			]);
			const secret = await secretOf();
			for (const given of [`${secret}x`, secret.slice(1), '', undefined]) {
				const { response, execution } = await post(
					{ 'x-msp-feed-event': name, ...(given !== undefined && { 'x-msp-feed-secret': given }) },
					JSON.stringify({ id: object }),
					json,
				);
				expect(response.statusCode).toBe(401);
				expect(execution).toBeUndefined();
			}
		},
	);
});

describe('a delivery', () => {
	test('is answered before the object is read, and given out once, however often it comes', async () => {
		const { invoice } = await oneInvoice();
		await scene.publish();
		await scene.ninja.change('invoices', invoice.id, { public_notes: 'new' });
		await scene.ninja.fire(8, invoice.id);
		const given = await scene.given();
		expect(given).toMatchObject([
			{
				event: 'update_invoice',
				data: { amountMinor: 1000, currency: 'EUR', publicNotes: 'new', client: { name: 'Ada' } },
			},
		]);
		expect((await scene.ninja.deliveries()).map(({ status }) => status)).toEqual([200, 200]);
	});

	test('holds nothing that opens anything', async () => {
		const { invoice } = await oneInvoice();
		await scene.publish();
		await scene.ninja.pay(invoice.id);
		const given = JSON.stringify(await scene.given());
		expect(given).toContain('create_payment');
		expect(given).not.toContain(await secretOf());
		expect(given).not.toContain(scene.ninja.token);
		expect(given).not.toMatch(/gateway_?tokens|contactKey/i);
	});

	test('of a payment that is not readable yet waits for it', async () => {
		const { client, invoice } = await oneInvoice();
		await scene.publish();
		scene.ninja.switches().readableAfterMs = 700;
		await scene.ninja.enterPayment(client.id, [[invoice.id, 10]]);
		expect(await scene.given()).toMatchObject([
			{ event: 'create_payment', entity: 'payment', data: { amountMinor: 1000 } },
		]);
		scene.ninja.switches().readableAfterMs = 0;
	});

	test.each([
		['no JSON', '<xml/>'],
		['no object', '[]'],
		['no ID', '{"number":"1"}'],
		['an ID that is none', '{"id":"../users/1"}'],
		['nothing', ''],
	])('with %s is answered 400 and starts nothing', async (_, body) => {
		await scene.publish(every);
		const headers = { 'x-msp-feed-secret': await secretOf(), 'x-msp-feed-event': 'create_payment' };
		const { response, execution } = await post(headers, body);
		expect(response.statusCode).toBe(400);
		expect(execution).toBeUndefined();
	});

	test.each([['paid_invoice'], ['delete_client'], ['']])(
		'of an event that the node has not (%j) is answered and forgotten',
		async (event) => {
			const json = flow({ events: ['create_client'] });
			await scene.publish(json);
			const headers = { 'x-msp-feed-secret': await secretOf(), 'x-msp-feed-event': event };
			const { response, execution } = await post(headers, '{"id":"abc"}', json);
			expect(response).toMatchObject({ statusCode: 200, body: { ignored: true } });
			expect(execution).toBeUndefined();
		},
	);

	test('never makes Invoice Ninja switch the webhook off: a database or an Invoice Ninja that is away', async () => {
		await scene.publish(every);
		const request = {
			headers: { 'x-msp-feed-secret': await secretOf(), 'x-msp-feed-event': 'create_payment' },
			rawBody: '{"id":"abc"}',
		};
		const away = await scene.harness({ database: { port: 1 } }).webhook(every, 'Trigger', request);
		expect(away.response).toMatchObject({ statusCode: 503, body: { received: false } });
		const alone = await scene.harness({ ninja: { baseUrl: 'http://127.0.0.1:1' } }).webhook(every, 'Trigger', request);
		expect(alone.response).toMatchObject({ statusCode: 200, body: { received: true } });
		expect(alone.execution).toBeUndefined();
	});

	test('is given out under no other company: the token may have become that of another one', async () => {
		await scene.publish(every);
		const { second } = scene.ninja;
		const client = await second.client('Bob', 'bob@rental.example');
		const { id } = await second.invoice(client.id, [line]);
		const request = {
			headers: { 'x-msp-feed-secret': await secretOf(), 'x-msp-feed-event': 'update_invoice' },
			rawBody: JSON.stringify({ id }),
		};
		const changed = scene.harness({ ninja: { token: second.token } });
		const { response, execution } = await changed.webhook(every, 'Trigger', request);
		expect(response.statusCode).toBe(200);
		expect(execution).toBeUndefined();
	});

	test('that is refused again and again is told to staff once', async () => {
		await scene.publish(every);
		for (let times = 0; times < 6; times++) await post({ 'x-msp-feed-event': 'create_payment' }, '{"id":"abc"}');
		const alerts = async () =>
			(
				await scene.database.owner.query<Record<string, unknown>>(
					'select kind, count::integer, to_tell, title from msp.alert',
				)
			).rows;
		for (let tries = 0; tries < 500 && (await alerts())[0]?.count !== 6; tries++) {
			await new Promise((resolve) => setTimeout(resolve, 10));
		}
		expect(await alerts()).toEqual([
			expect.objectContaining({
				kind: 'deliveries_refused',
				count: 6,
				to_tell: 'problem',
				title: expect.stringContaining('Invoice Ninja'),
			}),
		]);
	});
});

describe('n8n that is down', () => {
	test('is told by the catch-up of what it missed, once', async () => {
		const { client, invoice } = await oneInvoice();
		await scene.publish();
		await scene.catchUp();
		await scene.given();
		scene.setLife('down');
		await scene.ninja.enterPayment(client.id, [[invoice.id, 10]]);
		scene.setLife('up');
		expect(await scene.given()).toEqual([]);
		const caught = await scene.catchUp();
		expect(caught.map(({ entity, event }) => `${event} ${entity}`).sort()).toEqual(
			['client', 'invoice', 'payment'].map((entity) => `caught_up ${entity}`),
		);
		expect(await scene.catchUp()).toEqual([]);
		// The delivery that comes after the catch-up tells nothing new.
		const payment = caught.find(({ entity }) => entity === 'payment');
		await scene.ninja.fire(4, payment?.id ?? '');
		expect(await scene.given()).toEqual([]);
	});

	// n8n-io/n8n#1881: an address that n8n has not taken up again answers 404, and Invoice Ninja switches its webhook off.
	test('and answers 404 while it starts loses its webhooks, and Webhook: Keep makes them again', async () => {
		const { invoice } = await oneInvoice();
		await scene.publish();
		scene.setLife('starting');
		await scene.ninja.fire(8, invoice.id);
		scene.setLife('up');
		expect((await scene.webhooks()).map(({ archived_at }) => archived_at === 0).sort()).toEqual([false, true]);
		await scene.ninja.fire(8, invoice.id);
		expect(await scene.given()).toEqual([]);
		const [kept] = await scene.keep();
		expect(kept).toMatchObject({
			createdCount: 1,
			allThere: false,
			addresses: [{ address: scene.address, events: 2, created: ['update_invoice'], removed: 1 }],
		});
		expect(JSON.stringify(kept)).not.toContain(await secretOf());
		await scene.ninja.fire(8, invoice.id);
		expect(await scene.given()).toMatchObject([{ event: 'update_invoice', id: invoice.id }]);
		expect(await scene.keep()).toMatchObject([{ createdCount: 0, allThere: true }]);
	});

	test('that comes up again puts right what is missing, and is published though Invoice Ninja is away', async () => {
		await scene.publish();
		for (const { id } of await scene.webhooks()) await scene.ninja.remove('webhooks', id);
		expect(await scene.publish(flow(), { activation: 'init' })).toBe(false);
		expect(await scene.webhooks()).toHaveLength(2);
		const away = scene.harness({ ninja: { baseUrl: 'http://127.0.0.1:1' } });
		const started = await away.webhookMethod(flow(), 'Trigger', 'checkExists', {}, { activation: 'init' });
		expect(started.result).toBe(true);
		await expect(away.webhookMethod(flow(), 'Trigger', 'checkExists')).rejects.toThrow('127.0.0.1');
	});
});

describe('registering', () => {
	test('makes one webhook for each event with its headers, once, and removes them all', async () => {
		expect(await scene.publish(every)).toBe(false);
		const made = await scene.webhooks();
		expect(made).toHaveLength(65);
		expect(made.map(({ event_id }) => Number(event_id)).sort((one, other) => one - other)).toEqual(
			ninjaEvents.map(({ id }) => id),
		);
		const secret = await secretOf();
		expect(secret).toMatch(/^[\w-]{43}$/);
		for (const { event_id, headers, target_url, rest_method } of made) {
			const name = ninjaEvents.find(({ id }) => id === Number(event_id))?.name;
			expect({ headers, target_url, rest_method }).toEqual({
				headers: { 'x-msp-feed-secret': secret, 'x-msp-feed-event': name },
				target_url: scene.address,
				rest_method: 'post',
			});
		}
		expect(await scene.database.dump()).not.toContain(secret);
		expect(await scene.publish(every)).toBe(true);
		expect(await scene.webhooks()).toHaveLength(65);
		await scene.unpublish();
		expect(await scene.webhooks()).toEqual([]);
		const left = await scene.database.owner.query('select from msp.feed_registration');
		expect(left.rowCount).toBe(0);
	});

	// n8n-io/n8n#8147: several webhooks of one event at one address, some switched off, start the workflow several times.
	test('removes duplicates of its address and what is switched off, and nothing of others', async () => {
		const foreign = { target_url: 'https://erp.example/hook', event_id: '4', rest_method: 'post' };
		await scene.ninja.make('webhooks', foreign);
		for (const event_id of ['4', '4', '8', '2']) {
			await scene.ninja.make('webhooks', { target_url: scene.address, event_id, rest_method: 'post' });
		}
		await scene.publish();
		const there = await scene.webhooks();
		expect(there.map(({ target_url, event_id }) => `${String(target_url)} ${String(event_id)}`).sort()).toEqual(
			[`${scene.address} 4`, `${scene.address} 8`, 'https://erp.example/hook 4'].sort(),
		);
		await scene.unpublish();
		expect(await scene.webhooks()).toMatchObject([foreign]);
	});

	// n8n-io/n8n#8147: webhooks that are deleted one by one stay in the list, switched off and not deleted.
	test('leaves nothing in the list of an installation that keeps what is deleted one by one', async () => {
		await scene.publish();
		await scene.publish(flow({ events: ['create_payment'] }));
		expect(await scene.webhooks()).toHaveLength(1);
		await scene.unpublish();
		expect(await scene.webhooks()).toEqual([]);
	});

	test('follows the events that the operator chooses', async () => {
		await scene.publish();
		expect(await scene.publish(flow({ events: ['update_invoice', 'create_client'] }))).toBe(false);
		expect((await scene.webhooks()).map(({ event_id }) => event_id).sort()).toEqual(['1', '8']);
		expect(await scene.publish(flow({ events: ['create_client', 'update_invoice'] }))).toBe(true);
	});

	// n8n-io/n8n#387 and n8n-io/n8n#5343: a test beside the published workflow leaves a webhook behind.
	test('for a test leaves the published workflow alone, and is gone afterwards', async () => {
		const { invoice } = await oneInvoice();
		await scene.publish();
		await scene.publish(flow(), { test: true });
		expect((await scene.webhooks()).map(({ target_url }) => target_url).sort()).toEqual(
			[scene.address, scene.address, scene.testAddress, scene.testAddress].sort(),
		);
		await scene.ninja.fire(8, invoice.id);
		// The test does not take the change away from the published workflow.
		expect((await scene.given()).map(({ event }) => event)).toEqual(['update_invoice', 'update_invoice']);
		await scene.unpublish(flow(), { test: true });
		expect((await scene.webhooks()).map(({ target_url }) => target_url)).toEqual([scene.address, scene.address]);
		await scene.unpublish();
		expect(await scene.webhooks()).toEqual([]);
	});

	test('sweeps what a test has left that was never ended', async () => {
		await scene.publish(flow(), { test: true });
		expect(await scene.webhooks()).toHaveLength(2);
		// n8n died while it listened. The same test again: nothing is there twice.
		await scene.publish(flow(), { test: true });
		expect(await scene.webhooks()).toHaveLength(2);
		await scene.database.owner.query(`update msp.feed_registration set registered_at = now() - interval '1 hour'`);
		await scene.publish();
		expect((await scene.webhooks()).map(({ target_url }) => target_url)).toEqual([scene.address, scene.address]);
	});

	test('that cannot be undone now is undone by Webhook: Keep, and its secret opens nothing', async () => {
		await scene.publish(every);
		const secret = await secretOf();
		const away = scene.harness({ ninja: { baseUrl: 'http://127.0.0.1:1' } });
		await expect(away.webhookMethod(every, 'Trigger', 'delete')).rejects.toThrow('127.0.0.1');
		const { response } = await post(
			{ 'x-msp-feed-secret': secret, 'x-msp-feed-event': 'create_payment' },
			'{"id":"abc"}',
		);
		expect(response).toMatchObject({ statusCode: 401, body: { reason: 'not_configured' } });
		await scene.keep();
		expect(await scene.webhooks()).toEqual([]);
	});

	test('anew after the key is gone makes a new secret', async () => {
		await scene.publish();
		const before = await secretOf();
		const other = scene.harness({ database: { encryptionKey: Buffer.alloc(32, 7).toString('base64') } });
		expect((await other.webhookMethod(flow(), 'Trigger', 'checkExists')).result).toBe(false);
		await other.webhookMethod(flow(), 'Trigger', 'create');
		expect(await scene.webhooks()).toHaveLength(2);
		expect(await secretOf()).not.toBe(before);
	});

	test('by hand touches nothing, and shows the headers in the editor alone', async () => {
		const manual = flow({ endpoint: 'manual' });
		expect(await scene.publish(manual)).toBe(true);
		expect(await scene.webhooks()).toEqual([]);
		const shown = await scene
			.harness()
			.loadOptions('n8n-nodes-msp.invoiceNinjaV5Trigger', 'getManualHeaders', manual.nodes[0]?.parameters);
		expect(shown.map(({ value }) => value)).toEqual(['x-msp-feed-event', 'x-msp-feed-secret']);
		const secret = /^x-msp-feed-secret: (\S+)$/.exec(shown[1]?.name ?? '')?.[1] ?? '';
		const { invoice } = await oneInvoice();
		const body = JSON.stringify({ id: invoice.id });
		const right = await post({ 'x-msp-feed-secret': secret, 'x-msp-feed-event': 'update_invoice' }, body, manual);
		expect(right.execution?.output('Trigger')).toMatchObject([{ event: 'update_invoice', id: invoice.id }]);
		const wrong = await post({ 'x-msp-feed-secret': 'x', 'x-msp-feed-event': 'update_invoice' }, body, manual);
		expect(wrong.response.statusCode).toBe(401);
	});

	test('is told in words when the token may not', async () => {
		const harness = scene.harness({ ninja: { token: 'wrong' } });
		await expect(harness.webhookMethod(flow(), 'Trigger', 'create')).rejects.toMatchObject({
			message: expect.stringContaining('Invalid token'),
		});
	});
});

describe('two companies', () => {
	test('have webhooks, secrets and changes of their own', async () => {
		const second = scene.harness({ ninja: { token: scene.ninja.second.token, companyCode: 'rental' } });
		await scene.publish();
		await second.webhookMethod(flow({}, { id: 'T2' }), 'Trigger', 'create');
		expect(await scene.webhooks()).toHaveLength(2);
		expect(await scene.ninja.second.list('webhooks')).toHaveLength(2);
		const [kept] = await scene.keep();
		expect(kept).toMatchObject({ companyCode: 'main', addresses: [{ events: 2 }] });
	});

	test('never share a code', async () => {
		await scene.publish();
		const other = scene.harness({ ninja: { token: scene.ninja.second.token } });
		const refused = {
			message: expect.stringContaining("'main' is bound to another company of Invoice Ninja") as unknown,
		};
		await expect(other.webhookMethod(flow({}, { id: 'T2' }), 'Trigger', 'checkExists')).rejects.toMatchObject(refused);
		const catchUp = { resource: 'change', operation: 'catchUp', reader: 'wf' };
		const run = await other.node('n8n-nodes-msp.invoiceNinjaV5', catchUp, [{}]);
		expect(run.error).toMatchObject(refused);
	});
});

test('a change that the workflow does not mark is given out again by the catch-up', async () => {
	const { client, invoice } = await oneInvoice();
	await scene.publish(flow({ arrival: 'marked' }));
	await scene.catchUp();
	await scene.ninja.enterPayment(client.id, [[invoice.id, 10]]);
	const [first] = await scene.given();
	await scene.database.owner.query(`update msp.feed_entry set lease_until = now() where lease_until is not null`);
	const again = (await scene.catchUp({ entities: ['payment'] }))[0];
	expect(again).toMatchObject({ event: 'caught_up', id: first?.id });
	expect(await scene.markHandled(again?.changeId ?? '')).toEqual([{ changeId: again?.changeId, marked: true }]);
	expect(await scene.markHandled(first?.changeId ?? '')).toMatchObject([{ marked: false }]);
	await scene.database.owner.query(`update msp.feed_entry set lease_until = now() where lease_until is not null`);
	expect(await scene.catchUp({ entities: ['payment'] })).toEqual([]);
});

test('a kind whose rows the token does not show is told to staff, and stops no other', async () => {
	const { invoice } = await oneInvoice();
	await scene.catchUp({ options: { begin: 'everything' } });
	scene.ninja.hide('invoices', [invoice.id]);
	const late = await oneInvoice();
	const caught = await scene.catchUp({ options: { begin: 'everything' } });
	expect(caught.map(({ id }) => id)).toEqual(expect.arrayContaining([late.client.id, late.invoice.id]));
	const { rows } = await scene.database.owner.query<Record<string, unknown>>(
		'select kind, severity, title from msp.alert',
	);
	expect(rows).toEqual([
		{ kind: 'other', severity: 'warning', title: 'Invoice Ninja (main): changes of the kind Invoice may be missing' },
	]);
});
