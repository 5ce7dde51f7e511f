import type { IDataObject } from 'n8n-workflow';
import { lackingForChoices } from '../support/expressionsInChoices';
import { openNinjaNode, requiredParameters, type NinjaNode } from '../support/ninjaNode';
import { openNinjaScene, type NinjaScene } from '../support/ninjaScene';
import { testWith } from '../support/requirement';

let ninja: NinjaScene;
let node: NinjaNode;
let client: string;
beforeAll(async () => {
	ninja = await openNinjaScene();
	node = openNinjaNode(ninja);
	client = (await ninja.client('Acme', 'ada@acme.example')).id;
});
afterAll(async () => await ninja.close());
beforeEach(() => ninja.standin.clear());

const line = (cost: number | string, more: IDataObject = {}) => ({ productKey: 'starter', quantity: 1, cost, ...more });
const invoice = (more: IDataObject = {}) => ({
	resource: 'invoice',
	operation: 'create',
	clientId: client,
	specifyLines: 'json',
	lineItemsJson: '={{ $json.lines }}',
	...more,
});
const asked = (method: string, path: RegExp) =>
	ninja.standin.requests().filter((one) => one.method === method && path.test(one.path));

/** Each option as an expression, so that each item says for itself. */
const optionsByItem = {
	markPaid: '={{ $json.options.markPaid ?? false }}',
	markSent: '={{ $json.options.markSent ?? false }}',
	sendEmail: '={{ $json.options.sendEmail ?? false }}',
	amountPaid: '={{ $json.options.amountPaid ?? "" }}',
};

describe('each item has its own parameters', () => {
	// n8n's own node reads the options of the first item for all of them.
	test('what one item asks for beside saving does not leak into the next', async () => {
		const items = [
			{ lines: [line(10)], options: { markPaid: true } },
			{ lines: [line(20)], options: {} },
			{ lines: [line(30)], options: { markSent: true, sendEmail: true } },
			{ lines: [line(40)], options: { amountPaid: 15 } },
			{ lines: [line(50)], options: {} },
		];
		const made = await node.run(invoice({ options: optionsByItem }), items);
		expect(made.map(({ status, amountMinor, balanceMinor }) => [status, amountMinor, balanceMinor])).toEqual([
			['paid', 1000, 0],
			['draft', 2000, expect.any(Number)],
			['sent', 3000, 3000],
			['partial', 4000, 2500],
			['draft', 5000, expect.any(Number)],
		]);
		expect(await ninja.mails()).toHaveLength(1);
		expect(asked('POST', /\/invoices\?/).map(({ path }) => path.split('?')[1] ?? '')).toEqual([
			'paid=true',
			'mark_sent=true&send_email=true',
			'amount_paid=15',
		]);
	});

	test('create, mark paid and e-mail is one call', async () => {
		const lines = [line(10)];
		const [made] = await node.run(invoice({ options: { markPaid: true, sendEmail: true } }), [{ lines }]);
		expect(made).toMatchObject({ status: 'paid', balanceMinor: 0, lineItems: [{ lineTotalMinor: 1000 }] });
		expect(asked('POST', /invoices/)).toHaveLength(1);
	});

	testWith(
		'200 items of mixed resources and operations in one run',
		lackingForChoices(),
		async () => {
			const target = (await ninja.invoice(client, [{ cost: 10, quantity: 1 }])).id;
			const kinds: readonly IDataObject[] = [
				{ resource: 'client', operation: 'create', name: 'New {n}' },
				{ resource: 'invoice', operation: 'create', clientId: client, lines: [line(1)] },
				{ resource: 'product', operation: 'create', productKey: 'p-{n}' },
				{ resource: 'invoice', operation: 'get', row: target },
				{ resource: 'client', operation: 'get', row: 'NoSuchRowx' },
				{ resource: 'expense', operation: 'create', amount: 5 },
				{ resource: 'task', operation: 'create', description: 'Task {n}' },
				{ resource: 'quote', operation: 'create', clientId: client, lines: [line(2)] },
			];
			const items = Array.from({ length: 200 }, (_, n) => {
				const kind = kinds[n % kinds.length] ?? {};
				return JSON.parse(JSON.stringify(kind).replaceAll('{n}', String(n))) as IDataObject;
			});
			const result = await node.harness.node(
				node.type,
				{
					resource: '={{ $json.resource }}',
					operation: '={{ $json.operation }}',
					...requiredParameters(),
					getBy: 'id',
					specifyLines: 'json',
					lineItemsJson: '={{ $json.lines }}',
				},
				items,
				{ onError: 'continueErrorOutput' },
			);
			expect(result.error).toBeUndefined();
			const [good, failed] = [result.items('N'), result.items('N', 1)];
			expect([good.length, failed.length]).toEqual([175, 25]);
			expect(failed.map(({ json }) => JSON.stringify(json)).filter((json) => !json.includes('NoSuchRowx'))).toEqual([]);
			expect(good.map(({ pairedItem }) => (pairedItem as { item: number }).item)).toEqual(
				items.flatMap(({ row }, index) => (row === 'NoSuchRowx' ? [] : [index])),
			);
			expect(good.filter(({ json }) => typeof json.name === 'string' && json.name.startsWith('New '))).toHaveLength(25);
		},
		60_000,
	);

	test('lines come by fields or by JSON, and never by both', async () => {
		const both = { specifyLines: 'fields', lineItems: { row: [line(1)] } };
		const [made] = await node.run(invoice(both), [{ lines: [line(2)] }]);
		expect(made).toMatchObject({ amountMinor: 100 });
		const [json] = await node.run(invoice(both), [{ lines: '[]' }]).catch(() => []);
		expect(json).toMatchObject({ amountMinor: 100 });
	});
});

describe('lists', () => {
	test('archived and deleted rows come only if they are asked for, and the status is always sent', async () => {
		const [live, archived, deleted] = await Promise.all(
			['a', 'b', 'c'].map(async (key) => await ninja.make('products', { product_key: `state-${key}` })),
		);
		await ninja.bulk('products', 'archive', [archived?.id ?? '']);
		await ninja.remove('products', deleted?.id ?? '');
		const list = async (filters: IDataObject) =>
			(
				await node.run({
					resource: 'product',
					operation: 'list',
					returnAll: true,
					filters: { search: 'state-', ...filters },
				})
			).map(({ id }) => id);
		expect(await list({})).toEqual([live?.id]);
		expect(await list({ states: ['archived'] })).toEqual([archived?.id]);
		expect((await list({ states: ['active', 'archived', 'deleted'] })).sort()).toEqual(
			[live?.id, archived?.id, deleted?.id].sort(),
		);
		expect(asked('GET', /products\?/).every(({ path }) => /status=/.test(path))).toBe(true);
	});

	// The filter of Invoice Ninja joins the due date of a deposit by an OR without brackets.
	test('overdue invoices are those of the client that are open and late', async () => {
		const other = (await ninja.client('Other', 'o@other.example')).id;
		const own = (await ninja.client('Own', 'o@own.example')).id;
		const late = { due_date: '2020-01-01' };
		const cost = [{ cost: 10, quantity: 1 }];
		const wanted = await ninja.invoice(own, cost, late);
		const deposit = await ninja.invoice(own, cost, {
			partial: 4,
			partial_due_date: '2020-01-01',
			due_date: '2099-01-01',
		});
		await ninja.invoice(own, cost, { due_date: '2099-01-01' });
		await ninja.invoice(other, cost, { partial: 4, partial_due_date: '2020-01-01', due_date: '2099-01-01' });
		const paid = await ninja.invoice(own, cost, { ...late, partial_due_date: '2019-01-01' });
		await ninja.bulk('invoices', 'mark_paid', [paid.id]);
		const overdue = await node.run({
			resource: 'invoice',
			operation: 'list',
			returnAll: true,
			filters: { statuses: ['overdue'], clientId: own },
		});
		expect(overdue.map(({ id }) => id).sort()).toEqual([wanted.id, deposit.id].sort());
	});

	test('a limit asks for no more than it returns', async () => {
		for (const key of ['x', 'y', 'z']) await ninja.make('products', { product_key: `limit-${key}` });
		ninja.standin.clear();
		const few = await node.run({ resource: 'product', operation: 'list', returnAll: false, limit: 2 });
		expect(few).toHaveLength(2);
		expect(asked('GET', /products\?/)).toHaveLength(1);
	});

	test('rows come as Invoice Ninja sends them if they are not simplified, and never with stored cards', async () => {
		const row = await ninja.make('clients', { name: 'Raw' });
		const read = { resource: 'client', operation: 'get', getBy: 'id', row: row.id };
		const [raw] = await node.run({ ...read, simplify: false });
		expect(raw).toMatchObject({ id: row.id, display_name: 'Raw', balance: 0 });
		const [simple] = await node.run(read);
		expect(simple).toMatchObject({ id: row.id, displayName: 'Raw', balanceMinor: 0, currency: 'EUR' });
		expect(JSON.stringify([raw, simple])).not.toMatch(/gateway_?tokens|contact_key/i);
	});
});

describe('bulk', () => {
	test('one call for all, and each row says whether it is done and why not', async () => {
		const sent = await ninja.invoice(client, [{ cost: 10, quantity: 1 }]);
		const paid = await ninja.invoice(client, [{ cost: 10, quantity: 1 }]);
		await ninja.bulk('invoices', 'mark_paid', [paid.id]);
		const gone = await ninja.invoice(client, [{ cost: 10, quantity: 1 }]);
		await ninja.remove('invoices', gone.id);
		ninja.standin.clear();
		const rows = await node.run({
			resource: 'invoice',
			operation: 'bulk',
			bulkAction: 'mark_paid',
			ids: `${sent.id}, ${paid.id}, ${gone.id}, NoSuchRowx`,
			bulkValues: '{}',
		});
		expect(rows.map(({ id, done, why }) => [id, done, why])).toEqual([
			[sent.id, true, null],
			[paid.id, true, null],
			[gone.id, false, expect.stringContaining('deleted')],
			['NoSuchRowx', false, expect.stringContaining('Nothing has this ID')],
		]);
		expect(asked('POST', /bulk/)).toHaveLength(1);
	});

	test('an action that nobody can see in the row says so', async () => {
		const sent = await ninja.invoice(client, [{ cost: 10, quantity: 1 }]);
		const email = { resource: 'invoice', operation: 'bulk', bulkAction: 'email', ids: sent.id, bulkValues: '{}' };
		expect(await node.run(email)).toMatchObject([{ id: sent.id, done: null, why: null }]);
	});
});

describe('amounts', () => {
	const inCurrency = async (currencyId: string) =>
		(await ninja.make('clients', { name: `In ${currencyId}`, settings: { currency_id: currencyId } })).id;
	const currencies = async () => {
		const list = await node.run({ resource: 'reference', operation: 'list', list: 'currencies' });
		return (code: string) => list.find((one) => one.code === code)?.id as string;
	};

	test('follow the exponent of the currency: JPY, KWD, EUR', async () => {
		const idOf = await currencies();
		const cases = [
			{ code: 'JPY', cost: 1050, minor: 1050 },
			{ code: 'EUR', cost: 10.5, minor: 1050 },
			{ code: 'KWD', cost: 10.5, minor: 10_500 },
		];
		for (const { code, cost, minor } of cases) {
			const [made] = await node.run({ ...invoice(), clientId: await inCurrency(idOf(code)) }, [
				{ lines: [line(cost)] },
			]);
			expect(made).toMatchObject({ currency: code, amountMinor: minor });
		}
	});

	test('that the currency does not have are refused before anything is sent', async () => {
		const yen = await inCurrency((await currencies())('JPY'));
		ninja.standin.clear();
		const payment = { resource: 'payment', operation: 'create', clientId: yen, amount: 10.5 };
		await expect(node.run(payment)).rejects.toThrow(/'amount' has more decimals than JPY/);
		expect(asked('POST', /payments/)).toEqual([]);
	});

	test('0.1 + 0.2 is 0.30', async () => {
		const payment = {
			resource: 'payment',
			operation: 'create',
			clientId: client,
			amount: '={{ 0.1 + 0.2 }}',
		};
		expect(await node.run(payment)).toMatchObject([{ amountMinor: 30, currency: 'EUR' }]);
		expect(JSON.parse(asked('POST', /payments/)[0]?.body ?? '{}')).toMatchObject({ amount: 0.3 });
	});

	test('that are left out of a payment are the sum of its invoices', async () => {
		const due = [
			await ninja.invoice(client, [{ cost: 10, quantity: 1 }]),
			await ninja.invoice(client, [{ cost: 5.5, quantity: 1 }]),
		];
		const row = due.map(({ id }, index) => ({ id, amount: index === 0 ? 10 : 2.5 }));
		const [paid] = await node.run({
			resource: 'payment',
			operation: 'create',
			clientId: client,
			amount: 0,
			invoices: { row },
		});
		expect(paid).toMatchObject({ amountMinor: 1250, appliedMinor: 1250 });
	});

	test('a tax that Invoice Ninja would not charge is refused', async () => {
		const lines = [line(10, { taxName1: 'V', taxRate1: 20 })];
		await expect(node.run(invoice(), [{ lines }])).rejects.toThrow(/taxName1.*does not charge such a tax/);
	});

	test('an invoice of 10,000 lines', async () => {
		const lines = Array.from({ length: 10_000 }, (_, n) => line(0.01, { notes: `Line ${n}` }));
		const [made] = await node.run(invoice(), [{ lines }]);
		expect(made).toMatchObject({ amountMinor: 10_000 });
		expect((made?.lineItems as unknown[]).length).toBe(10_000);
	});
});

describe('what Invoice Ninja would lose or do by surprise', () => {
	// invoiceninja/invoiceninja#3990, invoiceninja/sdk-php#95: contacts that an update does not name were removed.
	test('contacts and settings that an update does not name stay', async () => {
		const contacts = [
			{ first_name: 'Ada', email: 'ada@kept.example' },
			{ first_name: 'Ben', email: 'ben@kept.example' },
		];
		const kept = await ninja.make('clients', {
			name: 'Kept',
			contacts,
			settings: { currency_id: '3', send_reminders: true, postmark_secret: 'mail-secret' },
		});
		const update = { resource: 'client', operation: 'update', row: kept.id };
		await node.run({ ...update, updateFields: { name: 'Renamed' } });
		await node.run({ ...update, updateFields: { settings: '{"payment_terms": "7"}' } });
		await node.run({
			...update,
			updateFields: { contacts: { row: [{ email: 'BEN@kept.example', phone: '1' }, { email: 'new@kept.example' }] } },
		});
		const after = await ninja.get('clients', kept.id);
		expect(after).toMatchObject({
			name: 'Renamed',
			// A secret that the client has of its own is written back, too.
			settings: { currency_id: '3', send_reminders: true, payment_terms: '7', postmark_secret: 'mail-secret' },
			contacts: [
				{ first_name: 'Ada', email: 'ada@kept.example' },
				{ first_name: 'Ben', phone: '1' },
				{ email: 'new@kept.example' },
			],
		});
		const before = (kept.contacts as IDataObject[]).map(({ id }) => id);
		expect((after.contacts as IDataObject[]).slice(0, 2).map(({ id }) => id)).toEqual(before);
	});

	test('a recurring invoice that is late says how many invoices it would issue', async () => {
		const recurring = async () =>
			(
				await ninja.make('recurring_invoices', {
					client_id: client,
					frequency_id: '4',
					next_send_date: '2026-11-20',
					line_items: [{ cost: 10, quantity: 1 }],
				})
			).id;
		const [refused, skipped] = [await recurring(), await recurring()];
		const past = new Date(Date.now() - 60 * 86_400_000).toISOString().slice(0, 10);
		for (const id of [refused, skipped])
			Object.assign(ninja.company().rows.recurring_invoices?.[id] ?? {}, { next_send_date: past });
		const start = { resource: 'recurringInvoice', operation: 'start' };
		await expect(node.run({ ...start, row: refused, ifLate: 'refuse' })).rejects.toThrow(
			/would issue 3 missed invoices/,
		);
		expect(await ninja.get('recurring_invoices', refused)).toMatchObject({ status_id: '1' });
		expect(await node.run({ ...start, row: skipped, ifLate: 'skip' })).toMatchObject([
			{ status: 'active', missed: 3, willIssue: 0 },
		]);
		expect(await ninja.hour()).toBe(0);
	});

	test('a quote becomes one invoice, however often it is asked', async () => {
		const quote = await ninja.make('quotes', { client_id: client, line_items: [{ cost: 10, quantity: 1 }] });
		const convert = { resource: 'quote', operation: 'convertToInvoice', row: quote.id };
		const [[first], [again]] = [await node.run(convert), await node.run(convert)];
		expect(again).toMatchObject({ id: first?.id, wasConverted: true });
	});

	test('nothing is e-mailed and no gateway pays back unless it is asked for', async () => {
		const due = await ninja.invoice(client, [{ cost: 10, quantity: 1 }]);
		const paid = await ninja.enterPayment(client, [[due.id, 10]]);
		ninja.standin.state().mails.length = 0;
		ninja.standin.clear();
		await node.run({ resource: 'payment', operation: 'refund', row: paid.id, amount: 4 });
		await node.run({ resource: 'report', operation: 'get', report: 'payments', dateRange: 'all', outputFile: 'data' });
		await node.run({ resource: 'payment', operation: 'create', clientId: client, amount: 1 });
		expect(ninja.standin.state().mails).toEqual([]);
		expect(JSON.parse(asked('POST', /refund/)[0]?.body ?? '{}')).toMatchObject({
			gateway_refund: false,
			send_email: false,
		});
	});
});

test('lists of clients and countries are searched in the editor', async () => {
	const found = await node.harness.searchList(node.type, 'searchClient', { filter: 'Acme' });
	expect(found.results).toContainEqual({ name: expect.stringContaining('Acme') as string, value: client });
	const countries = await node.harness.loadOptions(node.type, 'getCountries');
	expect(countries).toContainEqual({ name: expect.stringContaining('France') as string, value: '250' });
});
