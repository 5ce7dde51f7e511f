import fc from 'fast-check';
import { applyPayment, resolveOrder } from '../../core/billing';
import { startProvisioning } from '../../core/provisioning';
import { retryTask, type TaskOffice } from '../../core/tasks';
import { listAudit, openStore, storeOn } from '../../core/db';
import { findInvoice } from '../../core/invoices/invoices';
import { clearAttention, listPayments, type PaymentEventKind } from '../../core/payments';
import { findService } from '../../core/services/services';
import { forceStatus } from '../support/serviceStatus';
import { changeTask, findTask } from '../../core/tasks/tasks';
import { event, grow, receive, seedOrder, seedShop, type Told } from '../support/billingScene';
import { backOfficeOn } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';
import { tries } from '../support/tries';

let database: TestDatabase;
let office: TaskOffice;
let shop: Awaited<ReturnType<typeof seedShop>>;
let orders = 0;

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	shop = await seedShop(office, 'acme');
});
afterAll(async () => await database.drop());

/** An order of its own for a test, and payments on it that no other test knows. */
async function newOrder() {
	orders += 1;
	const order = `order-${orders}`;
	const opened = await seedOrder(office, shop, order);
	const about = (more: Told = {}): Told => ({ paymentReference: `pi_${orders}`, references: { order }, ...more });
	return { order, ...opened, about };
}

async function hear(kind: PaymentEventKind, minutes: number, told: Told) {
	return await applyPayment(office, await receive(office, event(kind, minutes, told)));
}

/** Begins to set the service up; gives a look at its task. */
async function runningTask(serviceId: string) {
	const { taskId } = await startProvisioning(office, serviceId);
	await office.store.asStaff(async (transaction) => {
		await changeTask(transaction, taskId, { status: 'running', leaseSeconds: 900 });
		await forceStatus(transaction, serviceId, 'provisioning');
	});
	return async () => await office.store.asStaff(async (transaction) => await findTask(transaction, taskId));
}

async function stateOf(serviceId: string, invoiceId: string) {
	return await office.store.asStaff(async (transaction) => {
		const service = await findService(transaction, serviceId);
		const invoice = await findInvoice(transaction, invoiceId);
		return { service: service?.status, invoice: invoice?.status, balanceMinor: invoice?.balanceMinor };
	});
}

describe('what an event is for', () => {
	test('an order is found by its reference, and an invoice by its number', async () => {
		const { service, invoice, order } = await newOrder();
		const byOrder = await receive(office, event('payment_succeeded', 1, { references: { order } }));
		expect(await resolveOrder(office, byOrder)).toMatchObject({
			outcome: 'resolved',
			serviceId: service.serviceId,
			invoiceNumber: `INV-${order}`,
			customerCode: 'acme',
			created: false,
		});
		const references = { invoice: invoice.invoiceNumber };
		const byInvoice = await receive(office, event('payment_succeeded', 1, { references, paymentReference: 'pi_inv' }));
		expect(await resolveOrder(office, byInvoice)).toMatchObject({ outcome: 'resolved', serviceId: service.serviceId });
	});

	test('an order that nobody has opened is opened from what the event says, once', async () => {
		const references = { order: 'fresh-1', customer: 'acme', plan: 'acme', domain: 'Fresh.Example' };
		const id = await receive(office, event('payment_succeeded', 1, { references, paymentReference: 'pi_fresh' }));
		const found = await Promise.all(Array.from({ length: 8 }, async () => await resolveOrder(office, id)));
		expect(new Set(found.map(({ serviceId }) => serviceId)).size).toBe(1);
		expect(found.filter(({ created }) => created)).toHaveLength(1);
		expect(found[0]).toMatchObject({ outcome: 'resolved', domain: 'fresh.example', serviceStatus: 'pending_payment' });
		const entries = await office.store.asStaff(
			async (transaction) => await listAudit(transaction, { correlationId: 'fresh-1' }),
		);
		expect(entries.map(({ action }) => action)).toEqual(['order.open']);
	});

	test('a customer is known by the ID that the provider has given', async () => {
		await database.owner.query(`update msp.customer set stripe_customer_id = 'cus_acme' where customer_code = 'acme'`);
		const references = { plan: 'acme', domain: 'by-provider.example', providerCustomer: 'cus_acme' };
		const stripe = await receive(office, event('payment_succeeded', 1, { references, paymentReference: 'pi_cus' }));
		expect(await resolveOrder(office, stripe)).toMatchObject({ outcome: 'resolved', orderReference: 'stripe:pi_cus' });
		const paypal = event('payment_succeeded', 1, { references, provider: 'paypal', paymentReference: 'cap_cus' });
		expect(await resolveOrder(office, await receive(office, paypal))).toMatchObject({ outcome: 'unknown_customer' });
	});

	test('what was resolved once is applied so, whatever its references would lead to by then', async () => {
		const { order, service, invoice } = await newOrder();
		const references = { invoice: invoice.invoiceNumber };
		const id = await receive(office, event('payment_succeeded', 1, { references, paymentReference: 'pi_once' }));
		expect(await resolveOrder(office, id)).toMatchObject({ outcome: 'resolved', orderReference: order });
		await database.owner.query(`update msp.invoice set number = 'renamed' where id = $1`, [invoice.invoiceId]);
		const found = { serviceId: service.serviceId, invoiceNumber: 'renamed' };
		expect(await resolveOrder(office, id)).toMatchObject({ outcome: 'resolved', ...found });
		expect(await applyPayment(office, id)).toMatchObject({ outcome: 'paid', ...found });
		const later = event('refunded', 2, { references: { order: 'another' }, paymentReference: 'pi_once' });
		expect(await applyPayment(office, await receive(office, later))).toMatchObject({ outcome: 'refunded', ...found });
	});

	test.each<[string, Told['references'], string, string]>([
		['no order of that name', { order: 'nobody-s' }, 'unknown_customer', 'there is no order nobody-s'],
		['no customer of that code', { customer: 'ghost', plan: 'acme', domain: 'g.example' }, 'unknown_customer', 'ghost'],
		['no plan of that code', { customer: 'acme', plan: 'gold', domain: 'g.example' }, 'unknown_plan', 'gold'],
		['no plan at all', { customer: 'acme' }, 'unknown_order', 'the event names no order'],
		['no domain', { customer: 'acme', plan: 'acme' }, 'unknown_order', 'no domain'],
		['what is no domain', { customer: 'acme', plan: 'acme', domain: 'rm -rf /' }, 'unknown_order', 'not a domain'],
		['nothing', {}, 'unknown_customer', 'neither order nor customer'],
	])('%s', async (name, references, outcome, words) => {
		const told = event('payment_succeeded', 1, { references, paymentReference: `pi_unknown ${name}` });
		const id = await receive(office, told);
		expect(await resolveOrder(office, id)).toMatchObject({ outcome, serviceId: null });
		await grow(database, id);
		const applied = await applyPayment(office, id);
		expect(applied).toMatchObject({ outcome, customerId: null, needsAttention: true, provisioningNeeded: false });
		expect(applied.outcomeDetail).toContain(words);
	});

	test('an order of one customer is not paid for by naming another', async () => {
		const { order, service, invoice } = await newOrder();
		await seedShop(office, 'rival');
		const references = { order, customer: 'rival' };
		const applied = await hear('payment_succeeded', 1, { references, paymentReference: 'pi_rival' });
		expect(applied).toMatchObject({ outcome: 'unknown_order', needsAttention: true, customerId: null });
		expect(await stateOf(service.serviceId, invoice.invoiceId)).toMatchObject({
			service: 'pending_payment',
			invoice: 'open',
		});
	});
});

describe('what a payment comes to', () => {
	test('paid: the service waits to be set up, and a repeat gives the same without another word', async () => {
		const { service, invoice, about } = await newOrder();
		const id = await receive(office, event('payment_succeeded', 1, about()));
		const first = await applyPayment(office, id);
		expect(first).toMatchObject({
			outcome: 'paid',
			needsAttention: false,
			provisioningNeeded: true,
			serviceId: service.serviceId,
			customerCode: 'acme',
			invoiceStatus: 'paid',
			amountMinor: 2000,
			currency: 'EUR',
		});
		const before = await database.dump();
		expect(await applyPayment(office, id)).toEqual(first);
		expect(await database.dump()).toBe(before);
		expect(await stateOf(service.serviceId, invoice.invoiceId)).toEqual({
			service: 'pending_setup',
			invoice: 'paid',
			balanceMinor: 0,
		});
	});

	test('underpaid: nothing is set up until the rest comes', async () => {
		const { service, invoice, about } = await newOrder();
		const part = await hear('payment_succeeded', 1, about({ amountMinor: 1500 }));
		expect(part).toMatchObject({ outcome: 'underpaid', needsAttention: true, provisioningNeeded: false });
		expect(part.outcomeDetail).toContain('5.00 EUR');
		expect(await stateOf(service.serviceId, invoice.invoiceId)).toEqual({
			service: 'pending_payment',
			invoice: 'partial',
			balanceMinor: 500,
		});
		const rest = await hear('payment_succeeded', 2, about({ amountMinor: 500, paymentReference: 'pi_rest' }));
		expect(rest).toMatchObject({ outcome: 'paid', provisioningNeeded: true });
		const payments = await office.store.asStaff(
			async (transaction) => await listPayments(transaction, { limit: null }),
		);
		const own = payments.filter(({ invoiceId }) => invoiceId === invoice.invoiceId);
		expect(own.map(({ outcome, needsAttention }) => [outcome, needsAttention])).toEqual([
			['paid', false],
			['paid', false],
		]);
	});

	test('overpaid: it is set up, and somebody has to give the excess back', async () => {
		const { about } = await newOrder();
		const applied = await hear('payment_succeeded', 1, about({ amountMinor: 2500 }));
		expect(applied).toMatchObject({ outcome: 'overpaid', needsAttention: true, provisioningNeeded: true });
		expect(applied.outcomeDetail).toContain('5.00 EUR');
	});

	test('wrong currency: it is not counted', async () => {
		const { service, invoice, about } = await newOrder();
		const applied = await hear('payment_succeeded', 1, about({ currency: 'USD', amountMinor: 200_000 }));
		expect(applied).toMatchObject({ outcome: 'wrong_currency', needsAttention: true, provisioningNeeded: false });
		expect(await stateOf(service.serviceId, invoice.invoiceId)).toMatchObject({
			service: 'pending_payment',
			invoice: 'open',
		});
	});

	test('duplicate: the second payment of a settled invoice', async () => {
		const { about } = await newOrder();
		await hear('payment_succeeded', 1, about());
		const again = await hear('payment_succeeded', 2, about({ paymentReference: 'pi_again', provider: 'paypal' }));
		expect(again).toMatchObject({ outcome: 'duplicate', needsAttention: true });
	});

	test('failed: seen in the list, and nothing follows', async () => {
		const { service, invoice, about } = await newOrder();
		expect(await hear('payment_failed', 1, about())).toMatchObject({ outcome: 'failed', needsAttention: false });
		expect(await stateOf(service.serviceId, invoice.invoiceId)).toMatchObject({
			service: 'pending_payment',
			invoice: 'open',
		});
	});

	test('a payment on its way, or nothing about money, makes no payment', async () => {
		const { about, invoice } = await newOrder();
		expect(await hear('payment_pending', 1, about())).toMatchObject({ outcome: 'not_money', paymentId: null });
		expect(await hear('ignored', 1, about({ paymentReference: null }))).toMatchObject({ outcome: 'not_money' });
		const { rows } = await database.owner.query(`select 1 from msp.payment where invoice_id = $1`, [invoice.invoiceId]);
		expect(rows).toEqual([]);
	});

	test('an event that names no payment is a payment of its own', async () => {
		const { about } = await newOrder();
		const applied = await hear('payment_succeeded', 1, about({ paymentReference: null }));
		expect(applied).toMatchObject({ outcome: 'paid', provisioningNeeded: true });
		expect(applied.paymentReference).toMatch(/^event:evt_/);
		expect(await hear('payment_succeeded', 2, about({ paymentReference: null }))).toMatchObject({
			outcome: 'duplicate',
		});
	});

	test('a later event of the payment that says whose it is upgrades what was unknown', async () => {
		const { order, service } = await newOrder();
		const paymentReference = 'pi_upgraded';
		const unknown = await hear('payment_succeeded', 1, { paymentReference });
		expect(unknown).toMatchObject({ outcome: 'waiting', customerId: null, needsAttention: false });
		const known = await hear('payment_succeeded', 2, { paymentReference, references: { order } });
		expect(known).toMatchObject({ outcome: 'paid', paymentId: unknown.paymentId, serviceId: service.serviceId });
		const { rows } = await database.owner.query(
			`select distinct customer_id from msp.payment_event where payment_reference = $1`,
			[paymentReference],
		);
		expect(rows).toEqual([{ customer_id: service.customerId }]);
	});

	test('what a person has seen stays seen, until something new happens', async () => {
		const { about } = await newOrder();
		const { paymentId, paymentEventId } = await hear('payment_succeeded', 1, about({ amountMinor: 100 }));
		await clearAttention(office, paymentId ?? '');
		expect(await applyPayment(office, paymentEventId)).toMatchObject({ outcome: 'underpaid', needsAttention: false });
		expect(await hear('disputed', 2, about())).toMatchObject({ outcome: 'disputed', needsAttention: true });
	});

	test('two orders for one domain: the one that is paid first gets it', async () => {
		const one = await newOrder();
		const other = await seedOrder(office, shop, 'latecomer', one.service.domain);
		await hear('payment_succeeded', 1, one.about());
		const late = await hear('payment_succeeded', 2, {
			paymentReference: 'pi_late',
			references: { order: 'latecomer' },
		});
		expect(late).toMatchObject({ outcome: 'paid', needsAttention: true, provisioningNeeded: false });
		expect(late.outcomeDetail).toContain(`is served already, by the order ${one.order}`);
		expect((await stateOf(other.service.serviceId, other.invoice.invoiceId)).service).toBe('pending_payment');
	});
});

describe('money that goes back', () => {
	test('before anything was begun: the order is off, and paying again puts it on', async () => {
		const { service, invoice, about } = await newOrder();
		await hear('payment_succeeded', 1, about());
		const back = await hear('refunded', 2, about());
		expect(back).toMatchObject({
			outcome: 'refunded',
			needsAttention: false,
			provisioningNeeded: false,
			refundedMinor: 2000,
		});
		expect(await stateOf(service.serviceId, invoice.invoiceId)).toEqual({
			service: 'cancelled',
			invoice: 'refunded',
			balanceMinor: 0,
		});
		const again = await hear('payment_succeeded', 3, about({ paymentReference: 'pi_second_try' }));
		expect(again).toMatchObject({ outcome: 'paid', provisioningNeeded: true, invoiceStatus: 'paid' });
	});

	test('before the payment itself is heard of, and without saying whose it is', async () => {
		const { service, invoice, about, order } = await newOrder();
		const early = await hear('refunded', 5, about({ references: {} }));
		expect(early).toMatchObject({ outcome: 'waiting', customerId: null });
		await grow(database, early.paymentEventId);
		const untold = {
			outcome: 'refunded',
			needsAttention: true,
			outcomeDetail: expect.stringContaining('nobody knows'),
		};
		expect(await applyPayment(office, early.paymentEventId)).toMatchObject(untold);
		const late = await hear('payment_succeeded', 1, about());
		expect(late).toMatchObject({ outcome: 'refunded', provisioningNeeded: false, orderReference: order });
		expect(await stateOf(service.serviceId, invoice.invoiceId)).toMatchObject({
			service: 'cancelled',
			invoice: 'refunded',
		});
	});

	test('in part: it stays paid', async () => {
		const { service, invoice, about } = await newOrder();
		await hear('payment_succeeded', 1, about());
		const part = await hear('refunded', 2, about({ amountMinor: 600 }));
		expect(part).toMatchObject({ outcome: 'paid', refundedMinor: 600, provisioningNeeded: true });
		expect(part.outcomeDetail).toBe('6.00 EUR of it was refunded');
		expect(await stateOf(service.serviceId, invoice.invoiceId)).toMatchObject({
			service: 'pending_setup',
			invoice: 'paid',
		});
	});

	test('a task that has not begun is cancelled with its service', async () => {
		const { service, about } = await newOrder();
		await hear('payment_succeeded', 1, about());
		const { taskId } = await startProvisioning(office, service.serviceId);
		expect(await hear('refunded', 2, about())).toMatchObject({ outcome: 'refunded', serviceStatus: 'cancelled' });
		const task = await office.store.asStaff(async (transaction) => await findTask(transaction, taskId));
		expect(task?.status).toBe('cancelled');
	});

	test('a task that runs is asked to stop, and no longer when the money comes again', async () => {
		const { service, about } = await newOrder();
		await hear('payment_succeeded', 1, about());
		const task = await runningTask(service.serviceId);
		await hear('refunded', 2, about());
		expect(await task()).toMatchObject({ status: 'running', cancelRequested: true });
		await hear('payment_succeeded', 3, about({ paymentReference: 'pi_changed_mind' }));
		expect(await task()).toMatchObject({ status: 'running', cancelRequested: false });
	});

	test('a task that runs is asked to stop by a dispute, and no longer when the dispute is won', async () => {
		const { service, about } = await newOrder();
		await hear('payment_succeeded', 1, about());
		const task = await runningTask(service.serviceId);
		await hear('disputed', 2, about());
		expect(await task()).toMatchObject({ status: 'running', cancelRequested: true });
		await hear('dispute_closed', 3, about({ detail: { disputeOutcome: 'won' } }));
		expect(await task()).toMatchObject({ status: 'running', cancelRequested: false });
	});

	test('paid for again while its set-up is taken back: a person is told, however often the event comes', async () => {
		const { service, about } = await newOrder();
		await hear('payment_succeeded', 1, about());
		const task = await runningTask(service.serviceId);
		await hear('disputed', 2, about());
		const taskId = (await task())?.taskId ?? '';
		await office.store.asStaff(
			async (transaction) => await changeTask(transaction, taskId, { status: 'compensating' }),
		);
		const won = await hear('dispute_closed', 3, about({ detail: { disputeOutcome: 'won' } }));
		const told = {
			outcome: 'paid',
			needsAttention: true,
			outcomeDetail: expect.stringContaining('is being taken back'),
		};
		expect(won).toMatchObject(told);
		expect(await applyPayment(office, won.paymentEventId)).toMatchObject(told);
		expect(await task()).toMatchObject({ cancelRequested: true });
	});

	test('paid for, and its set-up has failed: a person is told, however often the event comes', async () => {
		const { service, about } = await newOrder();
		await hear('payment_succeeded', 1, about());
		await hear('disputed', 2, about());
		await office.store.asStaff(
			async (transaction) => await forceStatus(transaction, service.serviceId, 'provisioning_failed'),
		);
		const won = await hear('dispute_closed', 3, about({ detail: { disputeOutcome: 'won' } }));
		const told = { outcome: 'paid', needsAttention: true, outcomeDetail: expect.stringContaining('retry its task') };
		expect(won).toMatchObject(told);
		expect(await applyPayment(office, won.paymentEventId)).toMatchObject(told);
	});

	test('what a person decided while a payment is disputed stays, however often the event comes', async () => {
		const { service, about } = await newOrder();
		await hear('payment_succeeded', 1, about());
		const { taskId } = await startProvisioning(office, service.serviceId);
		const { paymentEventId } = await hear('disputed', 2, about());
		await retryTask(office, taskId);
		expect(await applyPayment(office, paymentEventId)).toMatchObject({ serviceStatus: 'pending_setup' });
	});

	test('what a person decided after the refund stays, however often the event comes', async () => {
		const { service, about } = await newOrder();
		await hear('payment_succeeded', 1, about());
		const { taskId } = await startProvisioning(office, service.serviceId);
		const { paymentEventId } = await hear('refunded', 2, about());
		await retryTask(office, taskId);
		expect(await applyPayment(office, paymentEventId)).toMatchObject({ serviceStatus: 'pending_setup' });
	});

	test('a service that runs goes on, and a person is told', async () => {
		const { service, about } = await newOrder();
		await hear('payment_succeeded', 1, about());
		await office.store.asStaff(async (transaction) => await forceStatus(transaction, service.serviceId, 'active'));
		const back = await hear('refunded', 2, about());
		expect(back).toMatchObject({ outcome: 'refunded', needsAttention: true, serviceStatus: 'active' });
		expect(back.outcomeDetail).toContain('suspend or terminate it');
	});

	test('a dispute keeps a service from being set up while it is open, and lets it go on once it is won', async () => {
		const { service, invoice, about } = await newOrder();
		await hear('payment_succeeded', 1, about());
		const disputed = await hear('disputed', 2, about());
		expect(disputed).toMatchObject({ outcome: 'disputed', needsAttention: true, serviceStatus: 'pending_payment' });
		const detail = { disputeOutcome: 'won' as const };
		expect(await hear('dispute_closed', 3, about({ detail }))).toMatchObject({
			outcome: 'paid',
			provisioningNeeded: true,
		});
		expect((await stateOf(service.serviceId, invoice.invoiceId)).service).toBe('pending_setup');
	});
});

test('fifty at once over two pools: one payment, one order, one word in the audit log', async () => {
	const references = { order: 'rush', customer: 'acme', plan: 'acme', domain: 'rush.example' };
	const id = await receive(office, event('payment_succeeded', 1, { references, paymentReference: 'pi_rush' }));
	const offices = [
		{ ...office, store: openStore(database.connection, 'a test') },
		{ ...office, store: storeOn(() => database.pool(), 'a test') },
	];
	const applied = await Promise.all(
		Array.from({ length: 50 }, async (_, index) => await applyPayment(offices[index % 2] ?? office, id)),
	);
	expect(new Set(applied.map((one) => JSON.stringify(one))).size).toBe(1);
	expect(applied[0]).toMatchObject({ outcome: 'paid', provisioningNeeded: true });
	const { rows } = await database.owner.query(
		`select (select count(*)::int from msp.payment where payment_reference = 'pi_rush') as payments,
			(select count(*)::int from msp.service where order_reference = 'rush') as services,
			(select count(*)::int from msp.invoice where number = 'INV-rush') as invoices,
			(select count(*)::int from msp.audit_log where action = 'payment.paid' and detail->>'invoiceNumber' = 'INV-rush') as words`,
	);
	expect(rows).toEqual([{ payments: 1, services: 1, invoices: 1, words: 1 }]);
});

/** One of the things that can happen to the payments of one order. */
const happening = fc.record({
	kind: fc.constantFrom(
		'payment_succeeded',
		'payment_succeeded',
		'payment_failed',
		'payment_pending',
		'refunded',
		'disputed',
		'dispute_closed',
	),
	minutes: fc.integer({ min: 0, max: 30 }),
	payment: fc.constantFrom('one', 'two'),
	amountMinor: fc.constantFrom(500, 1500, 2000, 2500),
	disputeOutcome: fc.constantFrom<'won' | 'lost'>('won', 'lost'),
});

/** Two orders of the events in which the second payment was disputed, or disputed again, before its money was heard of. */
const lateMoney = [
	{ kind: 'payment_succeeded', minutes: 0, payment: 'two', amountMinor: 2000, disputeOutcome: 'won' },
	{ kind: 'disputed', minutes: 0, payment: 'one', amountMinor: 500, disputeOutcome: 'won' },
	{ kind: 'payment_succeeded', minutes: 0, payment: 'one', amountMinor: 500, disputeOutcome: 'won' },
] as const;
const disputedAgain = [
	{ kind: 'payment_succeeded', minutes: 0, payment: 'one', amountMinor: 500, disputeOutcome: 'won' },
	{ kind: 'payment_succeeded', minutes: 1, payment: 'two', amountMinor: 2000, disputeOutcome: 'won' },
	{ kind: 'dispute_closed', minutes: 5, payment: 'one', amountMinor: 500, disputeOutcome: 'lost' },
	{ kind: 'disputed', minutes: 9, payment: 'one', amountMinor: 500, disputeOutcome: 'won' },
] as const;

type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;
interface Played {
	readonly happenings: readonly Happening[];
	/** Of the second payment. */
	readonly currency: string;
}

const anyOrder = fc.array(happening, { minLength: 1, maxLength: 6 }).chain((happenings) => {
	const indices = happenings.map((_, index) => index);
	const sequence = fc.shuffledSubarray(indices, { minLength: indices.length });
	const currency = fc.constantFrom('EUR', 'EUR', 'USD');
	return fc.record({
		happenings: fc.constant(happenings),
		currency,
		one: sequence,
		other: sequence,
		repeated: fc.nat(5),
	});
});

test('the events of an order in any order, repeated and at once, end in the same state', async () => {
	let round = 0;
	/** Lets the happenings reach an order of their own one after the other; gives what is left of it. */
	const play = async ({ happenings, currency }: Played, sequence: readonly number[], repeated: number) => {
		round += 1;
		const order = `any-${round}`;
		const references = { order, customer: 'acme', plan: 'acme', domain: `${order}.example` };
		const ids: string[] = [];
		for (const index of sequence) {
			const [fallback] = happenings;
			if (!fallback) break;
			const { kind, minutes, payment, disputeOutcome, amountMinor } = happenings[index] ?? fallback;
			const told = {
				amountMinor,
				currency: payment === 'one' ? 'EUR' : currency,
				eventId: `evt_${order}_${String(index)}`,
				paymentReference: `pi_${order}_${payment}`,
				references,
				detail: kind === 'dispute_closed' ? { disputeOutcome } : {},
			};
			const id = await receive(office, event(kind, minutes, told));
			await applyPayment(office, id);
			ids.push(id);
			await applyPayment(office, ids[repeated % ids.length] ?? id);
		}
		await Promise.all(ids.map(async (id) => await applyPayment(office, id)));
		const { rows } = await database.owner.query(
			`select s.status as service, i.status as invoice, i.balance_minor, y.outcome, y.outcome_detail, y.needs_attention,
				y.amount_minor, y.refunded_minor, y.currency, right(y.payment_reference, 3) as payment
			from msp.service s join msp.invoice i on i.service_id = s.id left join msp.payment y on y.invoice_id = i.id
			where s.order_reference = $1 order by y.payment_reference`,
			[order],
		);
		return JSON.stringify(rows).replaceAll(order, 'the order');
	};
	await fc.assert(
		fc.asyncProperty(anyOrder, async (played) => {
			expect(await play(played, played.one, played.repeated)).toBe(await play(played, played.other, 0));
		}),
		{
			numRuns: tries(10, 40),
			examples: [
				[{ happenings: [...lateMoney], currency: 'EUR', one: [0, 2, 1], other: [1, 0, 2], repeated: 0 }],
				[{ happenings: [...disputedAgain], currency: 'EUR', one: [0, 1, 2, 3], other: [0, 2, 3, 1], repeated: 0 }],
			],
		},
	);
});
