import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { EntityPath } from '../../stack/standins/invoiceNinja';
import type { NinjaScene } from './ninjaScene';

/** One operation of the node on a played Invoice Ninja: what it is given, and what it returns. */
export interface OperationRow {
	/** `invoice.markPaid`. */
	readonly name: string;
	readonly parameters: IDataObject;
	readonly input?: INodeExecutionData;
	/** A part of what it returns. */
	readonly returns: object;
	/** The name of the file that comes along. */
	readonly file?: RegExp;
}

/** What the rows work on. */
async function prepare(scene: NinjaScene) {
	const client = await scene.client('Acme', `acme-${Date.now()}@acme.example`, { number: `C-${Date.now()}` });
	const vendor = await scene.make('vendors', { name: 'Supplier', contacts: [{ email: 'v@supplier.example' }] });
	const lines = [{ product_key: 'starter', cost: 10, quantity: 2, tax_name1: 'VAT', tax_rate1: 20 }];
	return { client: client.id, vendor: vendor.id, lines };
}
type Prepared = Awaited<ReturnType<typeof prepare>>;

interface Sample {
	readonly path: EntityPath;
	/** The required fields in the node. */
	readonly required: (made: Prepared) => IDataObject;
	readonly additionalFields?: IDataObject;
	/** A row of it, made by the API. */
	readonly body: (made: Prepared) => IDataObject;
	readonly updateFields: IDataObject;
	readonly updated: object;
	readonly match?: readonly [key: string, value: string];
	readonly lines?: true;
	readonly without?: readonly string[];
}

const perClient = (made: Prepared): IDataObject => ({ clientId: made.client });
const bill = (made: Prepared): IDataObject => ({ client_id: made.client, line_items: made.lines });
const billSample = (path: EntityPath): Sample => ({
	path,
	required: perClient,
	additionalFields: { poNumber: 'PO 1', date: '2026-11-01T00:00:00', taxName1: 'VAT', taxRate1: 20 },
	body: bill,
	updateFields: { publicNotes: 'Thank you' },
	updated: { publicNotes: 'Thank you' },
	match: ['number', `${path}-4711`],
	lines: true,
});

export const samples: Readonly<Record<string, Sample>> = {
	client: {
		path: 'clients',
		required: () => ({ name: 'Lefevre SARL' }),
		additionalFields: {
			idNumber: 'lefevre',
			countryId: '250',
			contacts: { row: [{ firstName: 'Ada', email: 'ada@lefevre.example', sendEmail: true }] },
			settings: '{"currency_id": "3"}',
		},
		body: () => ({ name: 'Old name' }),
		updateFields: { name: 'New name' },
		updated: { name: 'New name' },
		match: ['id_number', 'acme'],
	},
	invoice: billSample('invoices'),
	quote: billSample('quotes'),
	credit: billSample('credits'),
	recurringInvoice: {
		...billSample('recurring_invoices'),
		required: (made) => ({ clientId: made.client, frequencyId: 'monthly', nextSendDate: '2031-01-31T00:00:00' }),
		additionalFields: { remainingCycles: -1, autoBill: 'off' },
		body: (made) => ({ ...bill(made), frequency_id: '5', next_send_date: '2031-01-31' }),
	},
	purchaseOrder: {
		...billSample('purchase_orders'),
		required: (made) => ({ vendorId: made.vendor }),
		body: (made) => ({ vendor_id: made.vendor, line_items: made.lines }),
	},
	payment: {
		path: 'payments',
		required: (made) => ({ ...perClient(made), amount: 12.5 }),
		additionalFields: { date: '2026-11-01', transactionReference: 'by hand' },
		body: (made) => ({ client_id: made.client, amount: 24 }),
		updateFields: { privateNotes: 'Cash' },
		updated: { privateNotes: 'Cash' },
		without: ['upsert'],
	},
	product: {
		path: 'products',
		required: () => ({ productKey: 'hosting-s' }),
		additionalFields: { price: 12.5, notes: 'Hosting' },
		body: () => ({ product_key: 'old', price: 1 }),
		updateFields: { price: 2.5 },
		updated: { price: 2.5 },
		match: ['product_key', 'hosting-m'],
	},
	expense: {
		path: 'expenses',
		required: () => ({ amount: 5.25 }),
		additionalFields: { date: '2026-11-01', shouldBeInvoiced: true },
		body: () => ({ amount: 5 }),
		updateFields: { amount: 6 },
		updated: { amountMinor: 600, currency: 'EUR' },
		match: ['number', 'E-4711'],
	},
	task: {
		path: 'tasks',
		required: () => ({ description: 'Move a server' }),
		additionalFields: { timeLog: '[[1700000000, 1700000600, "Setup", true]]' },
		body: () => ({ description: 'Work' }),
		updateFields: { description: 'Other work' },
		updated: { description: 'Other work' },
		match: ['number', 'T-4711'],
	},
	project: {
		path: 'projects',
		required: (made) => ({ name: 'Move', clientId: made.client }),
		additionalFields: { taskRate: 80 },
		body: (made) => ({ name: 'Move', client_id: made.client }),
		updateFields: { name: 'Move on' },
		updated: { name: 'Move on' },
		match: ['number', 'P-4711'],
	},
	vendor: {
		path: 'vendors',
		required: () => ({ name: 'Supplier' }),
		additionalFields: { contacts: { row: [{ email: 'v@supplier.example' }] }, idNumber: 'sup' },
		body: () => ({ name: 'Supplier' }),
		updateFields: { name: 'Other supplier' },
		updated: { name: 'Other supplier' },
		match: ['number', 'V-4711'],
	},
	paymentLink: {
		path: 'subscriptions',
		required: () => ({ name: `Starter ${Date.now()}` }),
		additionalFields: { price: 10, webhookConfiguration: '{"return_url": "https://acme.example/thanks"}' },
		body: () => ({ name: `Link ${Math.random()}`, price: 10 }),
		updateFields: { price: 11 },
		updated: { priceMinor: 1100 },
		match: ['name', 'Hosting'],
	},
	bankTransaction: {
		path: 'bank_transactions',
		required: () => ({ bankIntegrationId: 'VolejRejNm', amount: 3, date: '2026-11-01', baseType: 'CREDIT' }),
		additionalFields: { description: 'Transfer' },
		body: () => ({ amount: 3, description: 'Transfer', date: '2026-11-01' }),
		updateFields: { description: 'Other' },
		updated: { description: 'Other' },
		without: ['upsert'],
	},
	taxRate: {
		path: 'tax_rates',
		required: () => ({ name: 'VAT 21', rate: 21 }),
		body: () => ({ name: `VAT ${Math.random()}`, rate: 20 }),
		updateFields: { rate: 19 },
		updated: { rate: 19 },
		match: ['name', 'VAT 6'],
	},
};

const lineFields: IDataObject = {
	specifyLines: 'fields',
	lineItems: {
		row: [{ productKey: 'starter', quantity: 2, cost: 10, taxName1: 'VAT', taxRate1: 20, type: 'product' }],
	},
};

/** The operations that every kind has, on rows of their own. */
export async function commonRows(scene: NinjaScene): Promise<OperationRow[]> {
	const made = await prepare(scene);
	const all = Object.entries(samples).map(async ([resource, sample]) => {
		const id = async () => (await scene.make(sample.path, sample.body(made))).id;
		const row = (operation: string, parameters: IDataObject, returns: object): OperationRow => ({
			name: `${resource}.${operation}`,
			parameters: { resource, operation, ...parameters },
			returns,
		});
		const lines = sample.lines ? lineFields : {};
		const [key = '', value = ''] = sample.match ?? [];
		const [updated, got, deleted, archived, restored, bulked] = [
			await id(),
			await id(),
			await id(),
			await id(),
			await id(),
			await id(),
		];
		// A deleted payment stays deleted (PaymentRepository::restore).
		if (sample.path === 'payments') await scene.bulk('payments', 'archive', [restored]);
		else await scene.remove(sample.path, restored);
		const rows = [
			row(
				'create',
				{ ...sample.required(made), ...lines, additionalFields: sample.additionalFields ?? {} },
				{ id: expect.any(String) as string, isDeleted: false },
			),
			row(
				'update',
				{ row: updated, specifyLines: 'keep', updateFields: sample.updateFields },
				{ id: updated, ...sample.updated },
			),
			row(
				'upsert',
				{
					matchBy: key,
					matchValue: value,
					...sample.required(made),
					...(key === 'product_key' || key === 'name' ? { productKey: '', name: '' } : {}),
					...lines,
				},
				{ [key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())]: value, created: true },
			),
			row('get', { getBy: 'id', row: got }, { id: got, archivedAt: null }),
			row('list', { returnAll: true, filters: { states: ['active'] } }, { id: expect.any(String) as string }),
			row('delete', { row: deleted }, { id: deleted, isDeleted: true }),
			row('archive', { row: archived }, { id: archived, archivedAt: expect.stringMatching(/^20/) as string }),
			row('restore', { row: restored }, { id: restored, isDeleted: false, archivedAt: null }),
			row('bulk', { bulkAction: 'archive', ids: bulked, bulkValues: '{}' }, { id: bulked, done: true, why: null }),
		];
		return rows.filter(({ name }) => !(sample.without ?? []).some((left) => name.endsWith(`.${left}`)));
	});
	return (await Promise.all(all)).flat();
}

/** As MSP Billing → Renewal: Prepare says it. */
const renewalOf = (ninjaClientId: string) => ({
	...{ ninjaClientId, mark: 'msp-5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10', currency: 'EUR', dueOn: '2031-01-31' },
	lines: [
		{ productKey: 'starter', description: 'Starter, acme.example', domain: 'acme.example', amountMinor: 2000 },
		{ productKey: 'starter', description: 'Coupon', domain: 'acme.example', amountMinor: -200 },
	],
});

/** As MSP Billing → Charge: Record says it. */
const moneyOf = (clientId: string, invoiceId: string) => ({
	...{ clientId, reference: 'pi_3recorded', amountMinor: 2400, currency: 'EUR', date: '2026-11-01' },
	invoices: [{ invoiceId, amountMinor: 2400 }],
});

/** What only some kinds have. */
export async function ownRows(scene: NinjaScene): Promise<OperationRow[]> {
	const made = await prepare(scene);
	const row = (
		name: string,
		parameters: IDataObject,
		returns: object,
		more: Partial<OperationRow> = {},
	): OperationRow => {
		const [resource = '', operation = ''] = name.split('.');
		return { name, parameters: { resource, operation, ...parameters }, returns, ...more };
	};
	const invoice = async (flags = '?mark_sent=true') => (await scene.make('invoices', bill(made), flags)).id;
	const draft = async (path: EntityPath, more: IDataObject = {}) =>
		(await scene.make(path, { ...bill(made), ...more })).id;
	const [paidInvoice, refunded] = [await invoice(), await invoice()];
	const payment = await scene.enterPayment(made.client, [[refunded, 24]]);
	const unapplied = await scene.make('payments', { client_id: made.client, amount: 30 });
	const open = await invoice();
	const order = (await scene.make('purchase_orders', { vendor_id: made.vendor, line_items: made.lines })).id;
	const recurring = async (more: IDataObject) =>
		(
			await scene.make('recurring_invoices', {
				...bill(made),
				frequency_id: '5',
				next_send_date: '2031-01-31',
				...more,
			})
		).id;
	const [idle, active, linked] = [await recurring({}), await recurring({}), await recurring({})];
	await scene.bulk('recurring_invoices', 'start', [active]);
	const link = (await scene.make('subscriptions', { name: `Link ${Math.random()}`, price: 10 })).id;
	const task = (await scene.make('tasks', { description: 'Work' })).id;
	const running = (await scene.make('tasks', { description: 'Work' })).id;
	await scene.bulk('tasks', 'start', [running]);
	const hook = { target_url: 'https://n8n.example/webhook/x', event_id: '4', rest_method: 'post', headers: {} };
	const [webhook, goneWebhook] = [
		await scene.make('webhooks', hook),
		await scene.make('webhooks', { ...hook, event_id: '2' }),
	];
	const documents = [await uploaded(scene, open), await uploaded(scene, open)];
	const file: INodeExecutionData = {
		json: {},
		binary: {
			data: { data: Buffer.from('contract').toString('base64'), mimeType: 'text/plain', fileName: 'contract.txt' },
		},
	};
	const email = {
		template: 'email_template_invoice',
		ifInterrupted: 'send_again',
		options: { ccEmail: 'cc@acme.example' },
	};
	const pdf = { outputFile: 'data' };

	return [
		row('invoice.markSent', { row: await invoice('') }, { status: 'sent' }),
		row('invoice.markPaid', { row: paidInvoice }, { status: 'paid', balanceMinor: 0 }),
		row('invoice.email', { row: open, ...email }, { id: open, emailed: 'accepted' }),
		row('invoice.downloadPdf', { row: open, ...pdf }, { id: open }, { file: /\.pdf$/ }),
		row('invoice.clone', { row: open }, { status: 'draft', amountMinor: 2400, clientId: made.client }),
		row(
			'invoice.issueRenewal',
			{ renewal: JSON.stringify(renewalOf(made.client)) },
			{ status: 'sent', amountMinor: 1800, poNumber: renewalOf(made.client).mark, clientId: made.client },
		),
		row('invoice.cancel', { row: await invoice() }, { status: 'cancelled' }),
		row('invoice.setPaymentLink', { row: await invoice(), paymentLink: link }, { subscriptionId: link }),
		row('credit.markSent', { row: await draft('credits') }, { status: 'sent' }),
		row(
			'credit.email',
			{ row: await draft('credits'), ...email, template: 'email_template_credit' },
			{ emailed: 'accepted' },
		),
		row('credit.downloadPdf', { row: await draft('credits'), ...pdf }, {}, { file: /\.pdf$/ }),
		row('quote.markSent', { row: await draft('quotes') }, { status: 'sent' }),
		row('quote.approve', { row: await draft('quotes') }, { status: 'approved' }),
		row('quote.convertToInvoice', { row: await draft('quotes') }, { amountMinor: 2400, wasConverted: false }),
		row(
			'quote.email',
			{ row: await draft('quotes'), ...email, template: 'email_template_quote' },
			{ emailed: 'accepted' },
		),
		row('quote.downloadPdf', { row: await draft('quotes'), ...pdf }, {}, { file: /\.pdf$/ }),
		row('purchaseOrder.markSent', { row: order }, { status: 'sent' }),
		row(
			'purchaseOrder.email',
			{ row: order, ...email, template: 'email_template_purchase_order' },
			{ emailed: 'accepted' },
		),
		row('purchaseOrder.downloadPdf', { row: order, ...pdf }, {}, { file: /\.pdf$/ }),
		row('recurringInvoice.start', { row: idle, ifLate: 'refuse' }, { status: 'active', missed: 0 }),
		row('recurringInvoice.stop', { row: active }, { status: 'paused' }),
		row('recurringInvoice.setPaymentLink', { row: linked, paymentLink: link }, { subscriptionId: link }),
		row(
			'payment.apply',
			{ row: unapplied.id, invoices: { row: [{ id: open, amount: 24 }] } },
			{ id: unapplied.id, appliedMinor: 2400 },
		),
		row(
			'payment.recordMoney',
			{ money: JSON.stringify(moneyOf(made.client, await invoice())), options: { typeId: '13' } },
			{ amountMinor: 2400, appliedMinor: 2400, transactionReference: 'pi_3recorded', isManual: true },
		),
		row(
			'payment.refund',
			{ row: payment.id, amount: 4 },
			{ id: payment.id, refundedMinor: 400, status: 'partially_refunded' },
		),
		row('payment.email', { row: payment.id, ...email, template: 'email_template_payment' }, { emailed: 'accepted' }),
		row('task.start', { row: task }, { id: task }),
		row('task.stop', { row: running }, { id: running }),
		row(
			'document.upload',
			{ documentOf: 'invoice', documentOfId: open, inputFile: 'data' },
			{ id: open, fileName: 'contract.txt' },
			{ input: file },
		),
		row('document.download', { row: documents[0] ?? '', ...pdf }, {}, { file: /./ }),
		row('document.delete', { row: documents[1] ?? '' }, { deleted: true }),
		row('document.get', { row: documents[0] ?? '' }, { id: documents[0] }),
		row('document.list', { returnAll: true }, { id: expect.any(String) as string }),
		row(
			'webhook.create',
			{
				targetUrl: 'https://n8n.example/webhook/1',
				event: 'create_invoice',
				options: { headers: { row: [{ name: 'X-Secret', value: 's' }] } },
			},
			{ targetUrl: 'https://n8n.example/webhook/1' },
		),
		row('webhook.get', { row: webhook.id }, { id: webhook.id }),
		row('webhook.list', { returnAll: true }, { id: expect.any(String) as string }),
		row('webhook.delete', { row: goneWebhook.id }, { isDeleted: true }),
		row('webhook.retry', { row: webhook.id, retryEntity: 'payment', retryEntityId: payment.id }, { retried: true }),
		row('reference.list', { list: 'currencies' }, { code: expect.stringMatching(/^[A-Z]{3}$/) as string }),
		row(
			'report.get',
			{ report: 'invoices', dateRange: 'all', ...pdf },
			{ report: 'invoices' },
			{ file: /^invoices\.csv$/ },
		),
		row(
			'statement.get',
			{ clientId: made.client, startDate: '2026-01-01', endDate: '2026-12-31', ...pdf },
			{ clientId: made.client },
			{ file: /\.pdf$/ },
		),
	];
}

async function uploaded({ url, token, get }: NinjaScene, invoice: string): Promise<string> {
	const form = new FormData();
	form.append('_method', 'PUT');
	form.append('documents[]', new Blob([Buffer.from('scan')]), 'scan.txt');
	await fetch(`${url}/api/v1/invoices/${invoice}/upload`, {
		method: 'POST',
		headers: { 'x-api-token': token, 'x-requested-with': 'XMLHttpRequest' },
		body: form,
	});
	const { documents } = await get('invoices', invoice);
	const all = documents as Array<{ readonly id: string }>;
	return all.at(-1)?.id ?? '';
}
