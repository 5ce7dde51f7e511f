import type { IDataObject, INode } from 'n8n-workflow';
import type { TaskOffice } from '../../core/tasks';
import { countRejections } from '../../core/payments/paymentEvents';
import { isRejection } from '../../core/payments';
import { readStripeEvent } from '../../core/stripe';
import { MspBilling } from '../../nodes/MspBilling/MspBilling.node';
import type { Standin } from '../../stack/standins/shared';
import { startStripe, tellStripe, type StripeState } from '../../stack/standins/stripe';
import { event, receive, seedOrder, seedShop } from '../support/billingScene';
import { createHarness } from '../support/inProcessN8n';
import { backOfficeOn } from '../support/provisioningScene';
import { stripeObjects, stripeRaw } from '../support/rawMoney';
import { createTestDatabase, databaseCredential, type TestDatabase } from '../support/testDatabase';

const type = 'n8n-nodes-msp.mspBilling';
let database: TestDatabase;
let office: TaskOffice;
let harness: ReturnType<typeof createHarness>;
let shop: Awaited<ReturnType<typeof seedShop>>;
let stripe: Standin<StripeState>;

beforeAll(async () => {
	database = await createTestDatabase();
	const credentials = { mspDatabaseApi: databaseCredential(database) };
	office = backOfficeOn(database.store);
	stripe = await startStripe({ port: 0 });
	harness = createHarness({ nodes: { [type]: MspBilling }, credentials });
	shop = await seedShop(office, 'acme');
	await seedOrder(office, shop, 'A-1', 'a.example');
	await seedOrder(office, shop, 'A-2', 'b.example');
});
afterAll(async () => {
	await stripe.close();
	await database.drop();
});

const call = async (
	operation: string,
	parameters: INode['parameters'] = {},
	items: IDataObject[] = [{}],
	more = {},
) => {
	const [resource = '', name = ''] = operation.split('.');
	return await harness.node(type, { resource, operation: name, ...parameters }, items, more);
};
const paymentEventId = '={{ $json.paymentEventId }}';
const all = { returnAll: true };

test('a batch of events: each is resolved and applied for itself, and a wrong one leaves by the error output', async () => {
	const ids = [
		await receive(office, event('payment_succeeded', 1, { references: { order: 'A-1' }, paymentReference: 'pi_1' })),
		'5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10',
		await receive(
			office,
			event('payment_succeeded', 2, { references: { order: 'A-2' }, paymentReference: 'pi_2', amountMinor: 900 }),
		),
		await receive(office, event('payment_succeeded', 3, { references: { order: 'lost' }, paymentReference: 'pi_3' })),
	];
	const items = ids.map((id) => ({ paymentEventId: id }));
	const continued = { onError: 'continueErrorOutput' };

	const resolved = await call('order.resolve', { paymentEventId }, items, continued);
	expect(resolved.output('N', 0)).toMatchObject([
		{ outcome: 'resolved', orderReference: 'A-1', customerCode: 'acme', domain: 'a.example' },
		{ outcome: 'resolved', orderReference: 'A-2' },
		{ outcome: 'unknown_customer', serviceId: null },
	]);
	expect(resolved.output('N', 1)).toMatchObject([{ error: expect.stringContaining('no payment event has the ID') }]);

	const applied = await call('payment.apply', { paymentEventId }, items, continued);
	expect(applied.output('N', 0)).toMatchObject([
		{ outcome: 'paid', provisioningNeeded: true, invoiceNumber: 'INV-A-1', amountMinor: 2000, currency: 'EUR' },
		{ outcome: 'underpaid', provisioningNeeded: false, invoiceBalanceMinor: 1100, needsAttention: true },
		{ outcome: 'unknown_customer', provisioningNeeded: false, customerCode: null, needsAttention: true },
	]);
	expect(applied.items('N', 0).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }, { item: 3 }]);
	expect(JSON.stringify(applied.output('N'))).not.toContain('"raw"');
});

test('what needs attention is listed, until a person clears it', async () => {
	const listed = async (filters: Record<string, boolean | string[]>) =>
		(await call('payment.list', { ...all, filters })).output('N');
	expect(await listed({ outcomes: ['paid'] })).toMatchObject([{ paymentReference: 'pi_1', customerCode: 'acme' }]);
	const waiting = await listed({ needsAttention: true });
	expect(waiting).toMatchObject([{ paymentReference: 'pi_3' }, { paymentReference: 'pi_2' }]);

	const [{ paymentId }] = waiting as [{ paymentId: string }];
	const cleared = await call('payment.clearAttention', { paymentId });
	expect(cleared.output('N')).toMatchObject([{ paymentId, needsAttention: false, outcome: 'unknown_customer' }]);
	expect(await listed({ needsAttention: true })).toMatchObject([{ paymentReference: 'pi_2' }]);
	const { rows } = await database.owner.query(`select 1 from msp.audit_log where action = 'payment.clear_attention'`);
	expect(rows).toHaveLength(1);
});

test('events that nobody processed are handed out once, and no more when they are done', async () => {
	await database.owner.query(`update msp.payment_event set lease_until = now()`);
	const halves = await Promise.all([
		call('event.claimUnprocessed', { limit: 2 }),
		call('event.claimUnprocessed', { limit: 2 }),
	]);
	const claimed = halves.flatMap(({ output }) => output('N'));
	expect(new Set(claimed.map((one) => one.paymentEventId)).size).toBe(3);
	expect((await call('event.claimUnprocessed', { limit: 50 })).output('N')).toEqual([]);

	const items = claimed.map((one) => ({ ...one, outcome: 'paid' }));
	const done = await call('event.markProcessed', { paymentEventId, outcome: '={{ $json.outcome }}' }, items);
	expect(done.output('N')).toMatchObject(items.map(() => ({ outcome: 'paid', processedAt: expect.any(String) })));
	const [again] = (await call('event.markProcessed', { paymentEventId, outcome: 'other' }, items.slice(0, 1))).output(
		'N',
	);
	expect(again).toMatchObject({ outcome: 'paid' });

	await database.owner.query(`update msp.payment_event set lease_until = now()`);
	expect((await call('event.claimUnprocessed', { limit: 50 })).output('N')).toEqual([]);
	expect((await call('event.list', { ...all, filters: { processed: false } })).output('N')).toEqual([]);
	expect(
		(await call('event.list', { returnAll: false, limit: 2, filters: { provider: 'stripe' } })).output('N'),
	).toHaveLength(2);
});

test('what was refused at the door is counted by day, provider and reason', async () => {
	await office.store.asStaff(async (transaction) => {
		await countRejections(transaction, 'stripe', 'stale', 2);
		await countRejections(transaction, 'stripe', 'stale', 1);
	});
	expect((await call('event.rejections', { days: 1 })).output('N')).toMatchObject([
		{ provider: 'stripe', reason: 'stale', count: 3 },
	]);
});

test('an invoice is read by its number, found in the editor, and listed by what is open', async () => {
	const invoice = { __rl: true, mode: 'list', value: 'INV-A-2' };
	expect((await call('invoice.get', { invoice })).output('N')).toMatchObject([
		{ invoiceNumber: 'INV-A-2', status: 'partial', balanceMinor: 1100, overdue: false },
	]);
	await database.owner.query(`update msp.invoice set due_on = current_date - 2 where number = 'INV-A-2'`);
	const overdue = await call('invoice.list', { ...all, filters: { overdue: true, customerCode: 'acme' } });
	expect(overdue.output('N')).toMatchObject([{ invoiceNumber: 'INV-A-2', overdue: true }]);
	const paid = await call('invoice.list', { ...all, filters: { statuses: ['paid'] } });
	expect(paid.output('N')).toMatchObject([{ invoiceNumber: 'INV-A-1' }]);
	expect((await harness.searchList(type, 'searchInvoices', { filter: 'a-2' })).results).toEqual([
		{ name: 'INV-A-2 (acme, partial)', value: expect.any(String) },
	]);
	const { error } = await call('invoice.get', { invoice: { ...invoice, value: 'INV-none' } });
	expect(error?.message).toContain('is unknown: no invoice has the number INV-none');
});

test('an invoice is adjusted and settled by hand, and shows what was taken off it', async () => {
	await seedOrder(office, shop, 'A-3', 'c.example');
	const invoice = { __rl: true, mode: 'list', value: 'INV-A-3' };
	const off = { invoice, amount: 5.5, reason: 'the outage of Monday', reference: 'ticket-9' };
	const adjusted = await call('invoice.adjust', off);
	expect(adjusted.output('N')).toMatchObject([
		{ invoiceNumber: 'INV-A-3', status: 'partial', balanceMinor: 1450, adjustedMinor: 550, changed: true },
	]);
	expect((await call('invoice.adjust', { ...off, amount: '5.50' })).output('N')).toMatchObject([{ changed: false }]);
	const settling = { invoice, reason: 'cash, receipt 12' };
	expect((await call('invoice.settle', settling)).output('N')).toMatchObject([
		{
			...{ status: 'paid', balanceMinor: 0, adjustedMinor: 2000, changed: true },
			...{ serviceStatus: 'pending_setup', provisioningNeeded: true },
		},
	]);
	expect((await call('invoice.settle', settling)).output('N')).toMatchObject([{ status: 'paid', changed: false }]);
	expect((await call('invoice.get', { invoice })).output('N')).toMatchObject([
		{
			invoiceNumber: 'INV-A-3',
			status: 'paid',
			adjustments: [
				{ amountMinor: 550, reason: 'the outage of Monday', reference: 'ticket-9', actor: expect.any(String) },
				{ amountMinor: 1450, reason: 'cash, receipt 12', reference: null },
			],
		},
	]);
});

test.each([
	['invoice.settle', { reason: ' ' }, "'reason' must say why"],
	['invoice.adjust', { amount: '1,00', reason: 'x' }, "'amount'"],
	['invoice.adjust', { amount: ' ', reason: 'x' }, "'amount' is missing"],
	['invoice.adjust', { amount: '99.00', reason: 'x' }, "'amount' takes more off"],
])('%s with %j is refused in words', async (operation, parameters, words) => {
	const invoice = { __rl: true, mode: 'list', value: 'INV-A-2' };
	const { error } = await call(operation, { invoice, ...parameters });
	expect(error?.message).toContain(words);
});

describe('with a Stripe credential, a payment that no event explains is asked for', () => {
	const asking = () =>
		createHarness({
			nodes: { [type]: MspBilling },
			credentials: {
				mspDatabaseApi: databaseCredential(database),
				mspStripeApi: { mode: 'test', secretKey: 'rk_test_lookups', webhookSecrets: '', apiBaseUrl: stripe.url },
			},
		});

	/** A subscription is paid by a session that names no intent; then the intent is refunded. */
	async function refunded(order: string, domain: string) {
		await seedOrder(office, shop, order, domain);
		const objects = stripeObjects(order.replace('-', ''));
		const store = async (body: object) => {
			const read = readStripeEvent(Buffer.from(JSON.stringify(body)));
			if (isRejection(read)) throw new Error(read.detail);
			return await receive(office, read);
		};
		const session = objects.session({ metadata: { order } });
		const paid = await store(stripeRaw('checkout.session.completed', 1, session));
		await call('payment.apply', { paymentEventId: paid });
		const { intent, charge, invoice } = objects.ids;
		tellStripe(stripe.state(), {
			paymentIntents: { [String(intent)]: objects.intent() },
			charges: { [String(charge)]: objects.charge() },
			invoicePayments: { [String(intent)]: [objects.invoicePayment()] },
			invoices: { [String(invoice)]: objects.invoice() },
		});
		return await store(stripeRaw('charge.refunded', 2, objects.charge()));
	}
	const applied = async (id: string) =>
		(await asking().node(type, { resource: 'payment', operation: 'apply', paymentEventId: id }, [{}])).output('N');

	test('and the refund finds its order', async () => {
		const id = await refunded('A-4', 'd.example');
		expect(await applied(id)).toMatchObject([
			{ outcome: 'refunded', orderReference: 'A-4', needsAttention: false, serviceStatus: 'cancelled' },
		]);
	});

	test('and without the permission for it, the detail says so in the words of Stripe, and what to do', async () => {
		const id = await refunded('A-5', 'e.example');
		stripe.state().lacking = ['rak_invoice_read'];
		const [waiting] = await applied(id);
		expect(waiting).toMatchObject({ outcome: 'waiting', needsAttention: false });
		await database.owner.query(`update msp.payment_event set received_at = received_at - interval '5 minutes'`);
		const [told] = await applied(id);
		expect(told).toMatchObject({ outcome: 'refunded', needsAttention: true, orderReference: null });
		expect(told?.outcomeDetail).toMatch(/stripe was asked, and answered: .*rak_invoice_read/);
		expect(told?.outcomeDetail).toContain(
			'Give the restricted key the right to read Payment Intents, Charges, Invoices and Checkout Sessions.',
		);
		expect(JSON.stringify(told)).not.toContain('rk_test_lookups');
		// The right was given: a repeat places it.
		stripe.state().lacking = [];
		expect(await applied(id)).toMatchObject([{ outcome: 'refunded', orderReference: 'A-5', needsAttention: false }]);
	});
});

describe('Invoice Ninja', () => {
	const client = { id: 'clientN', name: 'A client', idNumber: 'acme' };
	const invoice = (id: string, more = {}) => ({
		...{
			id,
			clientId: 'clientN',
			number: `N-${id}`,
			status: 'sent',
			amountMinor: 2000,
			balanceMinor: 2000,
			currency: 'EUR',
		},
		...{ date: '2026-03-01', dueDate: '2026-03-15', updatedAt: '2026-03-01T10:00:00.000Z', client },
		lineItems: [{ productKey: 'acme', notes: '', customValue1: `${id}.example` }],
		...more,
	});
	const item = (entity: string, data: IDataObject & { id: string }) => ({
		...{ companyCode: 'main', event: 'caught_up', entity, id: data.id, changeId: data.id, data },
		occurredAt: '2026-03-02T10:00:00.000Z',
	});
	const change = '={{ $json }}';

	test('each item is recorded for itself; a payment of two invoices is applied in two items, and pays both', async () => {
		const payment = {
			...{
				id: 'pn',
				clientId: 'clientN',
				number: '1',
				status: 'completed',
				amountMinor: 4000,
				currency: 'EUR',
				client,
			},
			...{
				refundedMinor: 0,
				transactionReference: 'Manual entry',
				isManual: true,
				updatedAt: '2026-03-01T11:00:00.000Z',
			},
			paymentables: ['na', 'nb'].map((invoiceId) => ({ invoiceId, amountMinor: 2000, refundedMinor: 0 })),
		};
		const items = [
			item('client', client),
			item('invoice', invoice('na')),
			item('invoice', invoice('nb')),
			item('invoice', invoice('bad', { status: 'status_9' })),
			item('task', { id: 'task1' }),
			item('payment', payment),
		];
		const continued = { onError: 'continueErrorOutput' };
		const recorded = await call('invoiceNinja.recordChange', { change }, items, continued);
		expect(recorded.output('N', 0)).toMatchObject([
			{ outcome: 'client_linked', customerCode: 'acme' },
			{ outcome: 'invoice_mirrored', invoiceNumber: 'N-na', serviceId: expect.any(String), paymentEventId: null },
			{ outcome: 'invoice_mirrored', invoiceNumber: 'N-nb' },
			{ outcome: 'not_relevant', entity: 'task' },
			{ outcome: 'payment_recorded', paymentEventId: expect.any(String), needsAttention: false },
		]);
		expect(recorded.output('N', 1)).toMatchObject([{ error: expect.stringContaining('status (') }]);

		const events = recorded.output('N', 0).filter((one) => one.paymentEventId);
		const applied = await call('payment.apply', { paymentEventId }, events);
		expect(applied.output('N')).toMatchObject([
			{ outcome: 'paid', provisioningNeeded: true, domain: 'na.example', provider: 'invoiceninja' },
			{ outcome: 'paid', provisioningNeeded: true, domain: 'nb.example', provider: 'invoiceninja' },
		]);
		expect(applied.items('N').map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }]);
	});

	test('what nobody knows is listed, and recorded again when somebody knows it', async () => {
		const lost = invoice('lost', { clientId: 'clientL', client: { id: 'clientL', name: 'Lost' } });
		expect(
			(await call('invoiceNinja.recordChange', { change: JSON.stringify(item('invoice', lost)) })).output('N'),
		).toMatchObject([{ outcome: 'unknown_client', needsAttention: true }]);
		const listed = async (filters: Record<string, string[]>) =>
			(await call('invoiceNinja.listUnknown', { ...all, filters })).output('N');
		expect(await listed({ reasons: ['unknown_client'] })).toMatchObject([
			{ clientName: 'Lost', invoiceNumber: 'N-lost' },
		]);
		await database.owner.query(
			`insert into msp.customer (customer_code, name, email, invoice_ninja_client_id) values ('lost', 'L', 'l@x.example', 'clientL')`,
		);
		const repeated = await call('invoiceNinja.repeatUnknown', { companyCode: 'main', clientId: '' });
		expect(repeated.output('N')).toMatchObject([{ outcome: 'invoice_mirrored', customerCode: 'lost' }]);
		expect(await listed({})).toEqual([]);
	});
});
