import type { IDataObject, INode } from 'n8n-workflow';
import type { TaskOffice } from '../../core/tasks';
import { countRejections } from '../../core/payments/paymentEvents';
import { MspBilling } from '../../nodes/MspBilling/MspBilling.node';
import { event, receive, seedOrder, seedShop } from '../support/billingScene';
import { createHarness } from '../support/inProcessN8n';
import { backOfficeOn } from '../support/provisioningScene';
import { createTestDatabase, databaseCredential, type TestDatabase } from '../support/testDatabase';

const type = 'n8n-nodes-msp.mspBilling';
let database: TestDatabase;
let office: TaskOffice;
let harness: ReturnType<typeof createHarness>;

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	harness = createHarness({
		nodes: { [type]: MspBilling },
		credentials: { mspDatabaseApi: databaseCredential(database) },
	});
	const shop = await seedShop(office, 'acme');
	await seedOrder(office, shop, 'A-1', 'a.example');
	await seedOrder(office, shop, 'A-2', 'b.example');
});
afterAll(async () => await database.drop());

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
		{ name: 'INV-A-2 (acme, partial)', value: 'INV-A-2' },
	]);
	const { error } = await call('invoice.get', { invoice: { ...invoice, value: 'INV-none' } });
	expect(error?.message).toContain('is unknown: no invoice has the number INV-none');
});
