import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operate, startInvoiceNinja } from '../../stack/standins/invoiceNinja';
import { startMailServer } from '../support/mailServer';
import { openNinjaScene, type NinjaScene } from '../support/ninjaScene';

/** How the played Invoice Ninja refuses, lists and misbehaves (vendor-contracts §1). */

let ninja: NinjaScene;
let client: string;
beforeAll(async () => {
	ninja = await openNinjaScene();
	client = (await ninja.client('Acme', 'a@acme.example')).id;
});
afterEach(() => {
	Object.assign(ninja.switches(), { lockMs: 1, reportsPerMinute: 20, readableAfterMs: 0 });
	ninja.standin.state().locks = {};
});
afterAll(async () => await ninja.close());

const line = (cost: number, quantity = 1) => ({ product_key: 'starter', cost, quantity });
const post = async (path: string, body: unknown) => await ninja.call('POST', `/api/v1/${path}`, body);
const raw = async (path: string, headers: Record<string, string>, init: RequestInit = {}) =>
	await fetch(ninja.url + path, { redirect: 'manual', ...init, headers: { 'x-api-token': ninja.token, ...headers } });

describe('the way in', () => {
	test('a wrong token is 403, in JSON whatever is accepted', async () => {
		const answer = await fetch(`${ninja.url}/api/v1/clients`, { headers: { 'x-api-token': 'wrong' } });
		expect([answer.status, await answer.json()]).toEqual([403, { message: 'Invalid token', errors: {} }]);
	});

	test('a token sees its company only', async () => {
		const theirs = await ninja.second.client('Guest', 'g@guest.example');
		expect(await ninja.call('GET', `/api/v1/clients/${theirs.id}`)).toMatchObject({ status: 400 });
	});

	test('answers name the version', async () => {
		const answer = await raw('/api/v1/ping', { 'x-requested-with': 'XMLHttpRequest' });
		expect(answer.headers.get('x-app-version')).toBe('5.12.55');
		expect(await answer.json()).toEqual({ company_name: 'Example Hosting', user_name: 'Demo User' });
	});

	test('without X-Requested-With a refusal is a page, and validation a redirect', async () => {
		const missing = await raw('/api/v1/clients/nobody', {});
		expect([missing.status, missing.headers.get('content-type')]).toEqual([400, expect.stringContaining('text/html')]);
		const invalid = await raw(
			'/api/v1/invoices',
			{ 'content-type': 'application/json' },
			{ method: 'POST', body: '{}' },
		);
		expect(invalid.status).toBe(302);
	});

	test('not found is 400, no route is 404, an unknown include is 400', async () => {
		expect(await ninja.call('GET', '/api/v1/invoices/VolejRejNm')).toMatchObject({ status: 400 });
		expect(await ninja.call('GET', '/api/v1/nothing')).toMatchObject({ status: 404 });
		expect(await ninja.call('PATCH', '/api/v1/clients')).toMatchObject({ status: 404 });
		expect(await ninja.call('PUT', '/api/v1/purchase_order/VolejRejNm', {})).toMatchObject({ status: 404 });
		expect(await ninja.call('GET', '/api/v1/invoices?include=nonsense')).toMatchObject({ status: 400 });
	});

	test('validation names the fields, nested ones too', async () => {
		expect(await post('invoices', {})).toEqual({
			status: 422,
			body: { message: 'The given data was invalid.', errors: { client_id: ['The client id field is required.'] } },
		});
		const invoice = await ninja.invoice(client, [line(10)]);
		const answered = await post('payments', {
			client_id: client,
			amount: 10,
			invoices: [{ invoice_id: invoice.id, amount: 5 }, { invoice_id: invoice.id }],
		});
		expect(Object.keys(answered.body.errors as object)).toEqual(['invoices.1.amount', 'invoices.1.invoice_id']);
	});

	test('a number is taken once, by a deleted row too', async () => {
		const first = await ninja.make('clients', { name: 'One', id_number: 'K-1' });
		await ninja.remove('clients', first.id);
		expect(await post('clients', { name: 'Two', id_number: 'K-1' })).toMatchObject({
			status: 422,
			body: { errors: { id_number: ['The id number has already been taken.'] } },
		});
	});
});

describe('locks and bulk calls', () => {
	test('the same action within a second is a duplicate request, for another entity too', async () => {
		ninja.switches().lockMs = 1_000;
		const body = { action: 'archive', ids: ['VolejRejNm'] };
		expect((await post('products/bulk', body)).status).toBe(200);
		expect(await post('vendors/bulk', body)).toEqual({ status: 400, body: { message: 'Duplicate request' } });
	});

	test('the same payment within a second is a duplicate request', async () => {
		ninja.switches().lockMs = 1_000;
		const body = { client_id: client, amount: 3.21 };
		expect((await post('payments', body)).status).toBe(200);
		expect(await post('payments', body)).toMatchObject({ status: 400, body: { message: 'Duplicate request' } });
	});

	test('an idempotency key is refused the second time, and not shown', async () => {
		const body = { client_id: client, amount: 4, idempotency_key: 'order-1' };
		const first = await ninja.make('payments', body);
		expect(first).not.toHaveProperty('idempotency_key');
		await ninja.remove('payments', first.id);
		const again = await post('payments', { ...body, amount: 5 });
		expect(again).toMatchObject({ status: 422, body: { errors: { idempotency_key: expect.any(Array) } } });
	});

	test('unknown actions of invoices do nothing, with 200; those of clients are refused', async () => {
		const invoice = await ninja.invoice(client, [line(10)]);
		const [row] = await ninja.bulk('invoices', 'dance', [invoice.id]);
		expect(row).toMatchObject({ id: invoice.id, status_id: '2', updated_at: invoice.updated_at });
		expect(await post('clients/bulk', { action: 'dance', ids: [client] })).toMatchObject({ status: 422 });
	});

	test('an error of one row is swallowed: what is paid stays as it is', async () => {
		const paid = await ninja.make('invoices', { client_id: client, line_items: [line(5)] }, '?paid=true');
		const open = await ninja.invoice(client, [line(6)]);
		const rows = await ninja.bulk('invoices', 'mark_paid', [paid.id, open.id, 'VolejRejNm']);
		expect(rows.map(({ status_id }) => status_id)).toEqual(['4', '4']);
		expect(await ninja.call('GET', `/api/v1/invoices/${paid.id}/mark_paid`)).toMatchObject({ status: 400 });
	});

	test('a bulk answer has twenty rows, unless per_page asks for more', async () => {
		const ids: string[] = [];
		for (let count = 0; count < 25; count += 1)
			ids.push((await ninja.make('products', { product_key: `p${count}` })).id);
		expect(await ninja.bulk('products', 'archive', ids)).toHaveLength(20);
		expect(await ninja.list('products', 'status=archived&per_page=5000')).toHaveLength(25);
	});

	test('a clone is answered, not saved', async () => {
		const invoice = await ninja.invoice(client, [line(10)]);
		const before = (await ninja.list('invoices')).length;
		const cloned = await ninja.call('GET', `/api/v1/invoices/${invoice.id}/clone_to_invoice`);
		expect(cloned).toMatchObject({ status: 200, body: { data: { id: '', amount: 10 } } });
		expect(await ninja.list('invoices')).toHaveLength(before);
	});
});

describe('lists', () => {
	test('without status, archived and deleted rows come too', async () => {
		const [kept, archived, deleted] = [
			await ninja.make('tax_rates', { name: 'A1', rate: 1 }),
			await ninja.make('tax_rates', { name: 'B2', rate: 2 }),
			await ninja.make('tax_rates', { name: 'C3', rate: 3 }),
		];
		await ninja.bulk('tax_rates', 'archive', [archived.id]);
		await ninja.remove('tax_rates', deleted.id);
		const names = async (query: string) => (await ninja.list('tax_rates', query)).map(({ id }) => id);
		expect(await names('')).toEqual([kept.id, archived.id, deleted.id]);
		expect(await names('status=active')).toEqual([kept.id]);
		expect(await names('status=archived')).toEqual([archived.id]);
		expect(await names('status=archived,deleted')).toEqual([archived.id, deleted.id]);
		expect(await ninja.call('PUT', `/api/v1/tax_rates/${deleted.id}`, { name: 'D4' })).toMatchObject({ status: 400 });
	});

	test('overdue drags in what has a deposit overdue, paid or not', async () => {
		const paid = await ninja.make('invoices', { client_id: client, line_items: [line(9)] }, '?paid=true');
		Object.assign(ninja.company().rows.invoices?.[paid.id] ?? {}, { partial_due_date: '2020-01-01' });
		const late = await ninja.invoice(client, [line(8)], { due_date: '2020-01-01' });
		const ids = (await ninja.list('invoices', 'client_status=overdue&per_page=500')).map(({ id }) => id);
		expect(ids).toEqual(expect.arrayContaining([paid.id, late.id]));
	});

	test('pages, sort, text and time', async () => {
		const first = await ninja.call('GET', '/api/v1/clients?per_page=1&page=2&sort=name|desc');
		expect(first.body.meta).toMatchObject({ pagination: { count: 1, per_page: 1, current_page: 2 } });
		const future = Math.floor(Date.now() / 1000) + 60;
		expect(await ninja.list('clients', `updated_at=${future}`)).toEqual([]);
		expect((await ninja.list('invoices', 'filter=a%40acme.example')).length).toBeGreaterThan(0);
		expect(await ninja.list('clients', 'email=a%40acme.example')).toHaveLength(1);
	});

	test('without the right to view, a list is a part with 200', async () => {
		const mine = await ninja.second.client('Mine', 'm@mine.example');
		const [, held] = ninja.standin.state().companies;
		if (!held) throw new Error('no second company');
		held.blindFor = ['clients'];
		const other = await ninja.second.client('Other', 'o@other.example');
		Object.assign(held.rows.clients?.[other.id] ?? {}, { user_id: 'SomebodyEl' });
		const ids = (await ninja.second.list('clients')).map(({ id }) => id);
		expect(ids).toContain(mine.id);
		expect(ids).not.toContain(other.id);
		expect(await ninja.second.call('GET', `/api/v1/clients/${other.id}`)).toMatchObject({ status: 401 });
		held.blindFor = [];
	});

	test('what a transaction has not committed is not readable yet', async () => {
		ninja.switches().readableAfterMs = 150;
		const fresh = await ninja.make('products', { product_key: 'fresh' });
		expect(await ninja.call('GET', `/api/v1/products/${fresh.id}`)).toMatchObject({ status: 400 });
		await new Promise((resolve) => setTimeout(resolve, 180));
		expect(await ninja.call('GET', `/api/v1/products/${fresh.id}`)).toMatchObject({ status: 200 });
	});

	test('ten thousand invoices are listed in two calls, and one of them found at once', async () => {
		const many = await openNinjaScene();
		const acme = await many.client('Acme', 'a@acme.example');
		const invoice = await many.invoice(acme.id, [line(10)]);
		many.manyInvoices(invoice.id, 9_999);
		const started = Date.now();
		const pages = [await many.list('invoices', 'per_page=5000'), await many.list('invoices', 'per_page=9999&page=2')];
		expect(pages.map(({ length }) => length)).toEqual([5_000, 5_000]);
		expect(await many.list('invoices', 'number=C007777')).toHaveLength(1);
		expect(Date.now() - started).toBeLessThan(10_000);
		await many.close();
	});
});

describe('files, mails and reports', () => {
	const get = async (path: string) => await raw(path, { 'x-requested-with': 'XMLHttpRequest' });

	test('a PDF by the key of an invitation', async () => {
		const invoice = await ninja.invoice(client, [line(10)]);
		const [invitation] = invoice.invitations as Array<{ key: string }>;
		const answer = await get(`/api/v1/invoice/${invitation?.key ?? ''}/download`);
		expect(answer.headers.get('content-type')).toBe('application/pdf');
		expect(await answer.text()).toMatch(/^%PDF-1\.4[\s\S]*%%EOF\n$/);
		expect((await get('/api/v1/invoice/nothing/download')).status).toBe(400);
	});

	test('a document keeps its bytes', async () => {
		const content = Buffer.from([0, 255, 254, 13, 10, 45, 45, 128]);
		const form = new FormData();
		form.append('_method', 'PUT');
		form.append('documents[]', new Blob([content]), 'scan.bin');
		const headers = { 'x-requested-with': 'XMLHttpRequest' };
		const answer = await raw(`/api/v1/clients/${client}/upload`, headers, { method: 'POST', body: form });
		expect(answer.status).toBe(200);
		const [document] = (await ninja.get('clients', client)).documents as Array<{ id: string }>;
		const file = await get(`/api/v1/documents/${document?.id ?? ''}/download`);
		expect(Buffer.from(await file.arrayBuffer())).toEqual(content);
	});

	test('an e-mail goes to the contacts of the invitations and marks the bill sent', async () => {
		const draft = await ninja.make('invoices', { client_id: client, line_items: [line(7)] });
		const body = {
			entity: 'invoice',
			entity_id: draft.id,
			template: 'email_template_invoice',
			cc_email: 'b@acme.example,no',
		};
		expect(await post('emails', body)).toMatchObject({ status: 200, body: { data: { id: draft.id, status_id: '2' } } });
		expect((await ninja.mails()).at(-1)).toMatchObject({ to: ['a@acme.example'], cc: ['b@acme.example'] });
		expect(await post('emails', { ...body, template: 'nonsense' })).toMatchObject({ status: 422 });
		expect((await post('emails', { ...body, entity: 'App\\Models\\Invoice' })).status).toBe(200);

		ninja.switches().mailRefusal = 'Email quota exceeded';
		expect(await post('emails', body)).toMatchObject({ status: 400, body: { message: 'Email quota exceeded' } });
		const before = (await ninja.mails()).length;
		const lost = await ninja.make('invoices', { client_id: client, line_items: [line(7)] }, '?send_email=true');
		expect([lost.status_id, (await ninja.mails()).length]).toEqual(['2', before]);
		ninja.switches().mailRefusal = '';
	});

	test('a receipt goes to the contacts of the client, when it is asked for', async () => {
		const before = (await ninja.mails()).length;
		await ninja.make('payments', { client_id: client, amount: 1.25 });
		const payment = await ninja.make('payments', { client_id: client, amount: 1.5 }, '?email_receipt=true');
		await ninja.bulk('payments', 'emailPayment', [payment.id]);
		const mails = (await ninja.mails()).slice(before);
		expect(mails.map(({ entityId, to }) => [entityId, to])).toEqual(Array(2).fill([payment.id, ['a@acme.example']]));
		expect(await ninja.get('payments', payment.id)).not.toHaveProperty('last_sent_date');
		const wrong = { action: 'email', ids: [payment.id], email_type: 'nonsense' };
		expect(await post('invoices/bulk', wrong)).toMatchObject({ status: 422 });
	});

	test('a report waits with 409, comes once, and is mailed unless told not to', async () => {
		const started = await post('reports/invoices', {
			date_range: 'all',
			send_email: false,
			report_keys: ['invoice.number'],
		});
		const hash = String(started.body.message);
		expect((await post(`reports/preview/${hash}`, {})).status).toBe(409);
		const file = await raw(`/api/v1/reports/preview/${hash}`, { accept: 'application/json' }, { method: 'POST' });
		expect([file.status, await file.text()]).toEqual([200, expect.stringMatching(/^"number"\n/)]);
		expect((await post(`reports/preview/${hash}`, {})).status).toBe(409);
		const mails = (await ninja.mails()).length;
		await post('reports/clients', { date_range: 'all' });
		expect(await ninja.mails()).toHaveLength(mails + 1);
		expect(await post('reports/clients', {})).toMatchObject({ status: 422 });
	});

	test('too many reports in a minute', async () => {
		ninja.switches().reportsPerMinute = 0;
		expect(await post('reports/clients', { date_range: 'all' })).toMatchObject({ status: 429 });
	});

	test('a refund that the gateway declines has changed the books all the same', async () => {
		ninja.switches().gatewayRefuses = true;
		const invoice = await ninja.invoice(client, [line(10)]);
		const payment = await ninja.pay(invoice.id);
		const refund = {
			id: payment.id,
			date: '2026-01-01',
			gateway_refund: true,
			invoices: [{ invoice_id: invoice.id, amount: 10 }],
		};
		expect(await post('payments/refund', refund)).toMatchObject({ status: 401 });
		expect(await ninja.get('payments', payment.id)).toMatchObject({ refunded: 10, status_id: '6' });
		ninja.switches().gatewayRefuses = false;
	});

	test('a time log is checked', async () => {
		const task = async (log: unknown) => (await post('tasks', { description: 'x', time_log: log })).status;
		expect(await task([[1_700_000_000, 0, '', true]])).toBe(200);
		expect(await task('[[1700000000,1700000600]]')).toBe(200);
		expect(await task([[1_700_000_000, 1_699_000_000]])).toBe(422);
		expect(await task([[1_700_000_000, 0, '', 'true']])).toBe(422);
		expect(
			await task([
				[1_700_000_000, 0],
				[1_700_000_100, 0],
			]),
		).toBe(422);
	});
});

test('mails go to a mail server too, where there is one', async () => {
	const mails = await startMailServer();
	const standin = await startInvoiceNinja({
		port: 0,
		smtpPort: mails.address.port,
		companies: [{ token: 'sending', companyName: 'Sending' }],
	});
	const staff = operate(standin.url, 'sending');
	const acme = await staff.client('Acme', 'a@acme.example');
	await staff.make('invoices', { client_id: acme.id, line_items: [line(7)] }, '?send_email=true');
	expect(mails.mails.map(({ envelope }) => envelope.to)).toEqual([['a@acme.example']]);
	await standin.close();
	await mails.close();
});

test('its state outlives it, and is not written after each request', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'ninja-'));
	const options = {
		port: 0,
		stateFile: join(folder, 'state.json'),
		companies: [{ token: 'kept', companyName: 'Kept' }],
	};
	const first = await startInvoiceNinja(options);
	const acme = await operate(first.url, 'kept').client('Acme', 'a@acme.example');
	expect(existsSync(options.stateFile)).toBe(false);
	await first.close();
	const second = await startInvoiceNinja(options);
	expect(await operate(second.url, 'kept').get('clients', acme.id)).toMatchObject({ name: 'Acme' });
	await second.close();
	await rm(folder, { recursive: true });
});
