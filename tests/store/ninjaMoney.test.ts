import { applyMoney, repeatUnknown } from '../../core/billing';
import { listAlerts } from '../../core/alerts';
import { listUnmatched } from '../../core/invoices';
import { updateCustomer } from '../../core/customers';
import type { TaskOffice } from '../../core/tasks';
import { mortalStore } from '../support/mortalStore';
import { applyAndMark, seedClient } from '../support/ninjaBooks';
import { at, ninjaMoney } from '../support/ninjaMoney';
import { reconcile } from '../support/paymentBooks';
import { backOfficeOn } from '../support/provisioningScene';
import { moneyScene, permutations, stripeRaw } from '../support/rawMoney';
import { forceStatus } from '../support/serviceStatus';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;
let scene: Awaited<ReturnType<typeof moneyScene>>;
let ninja: ReturnType<typeof ninjaMoney>;
beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	scene = await moneyScene(office, database, 'acme');
	await updateCustomer(office, 'acme', { invoiceNinjaClientId: 'clientA' });
	ninja = ninjaMoney(office, 'main', 'clientA');
});
afterAll(async () => await database.drop());

const rowsOf = async (sql: string, values: unknown[] = []) =>
	(await database.owner.query<Record<string, unknown>>(sql, values)).rows;
const invoiceOf = async (id: string, company = 'main') =>
	(
		await rowsOf(
			`select i.number, i.status, i.balance_minor::int as balance, i.total_minor::int as total, i.link, i.due_on::text as due,
				i.period_number as period, i.setup_decision as decision, s.status as service, s.domain, s.order_reference as order,
				i.partial_minor::int as partial
			from msp.invoice i left join msp.service s on s.id = i.service_id where i.external_id = $1`,
			[`${company}:${id}`],
		)
	)[0];
const paymentsOf = async (...ids: string[]) =>
	await rowsOf(
		`select y.provider, y.payment_reference as reference, i.external_id as invoice, y.outcome, y.outcome_detail as detail,
			y.needs_attention as attention, y.amount_minor::int as amount, y.refunded_minor::int as refunded
		from msp.payment y left join msp.invoice i on i.id = y.invoice_id
		where exists (select from unnest($1::text[]) id where position(id in y.payment_reference) > 0) order by 2`,
		[ids],
	);
const line = (productKey: string, more: object = {}) => ({ lineItems: [{ productKey, notes: '', ...more }] });
const openAlerts = async () =>
	await office.store.asStaff(async (transaction) => await listAlerts(transaction, { open: true, limit: null }));

describe('the mirror of an invoice', () => {
	test('number, status, amounts, due day, deposit and link are what Invoice Ninja says, at its latest reading', async () => {
		const row = ninja.invoice('m1', { partialMinor: 500, partialDueDate: '2026-03-05' });
		expect((await ninja.hear('invoice', row)).recorded).toMatchObject([
			{
				outcome: 'invoice_mirrored',
				invoiceNumber: 'INV-m1',
				customerCode: 'acme',
				serviceId: null,
				paymentEventId: null,
			},
		]);
		expect(await invoiceOf('m1')).toMatchObject({ status: 'open', balance: 2000, due: '2026-03-15', partial: 500 });
		const later = ninja.invoice('m1', { status: 'partial', amountMinor: 1800, balanceMinor: 1300, updatedAt: at(9) });
		await ninja.hear('invoice', later);
		// What was read before comes late, and again.
		await ninja.hear('invoice', row);
		await ninja.hear('invoice', later);
		expect(await invoiceOf('m1')).toMatchObject({ status: 'partial', balance: 1300, total: 1800, partial: null });
	});

	test('two changes within one second: the later reading counts', async () => {
		await ninja.hear('invoice', ninja.invoice('m2'));
		await ninja.hear('invoice', ninja.invoice('m2', { status: 'paid', balanceMinor: 0 }));
		expect(await invoiceOf('m2')).toMatchObject({ status: 'paid' });
		await ninja.hear('invoice', ninja.invoice('m2', { status: 'cancelled', balanceMinor: 0 }), { occurredAt: at(0) });
		expect(await invoiceOf('m2')).toMatchObject({ status: 'paid' });
	});

	test.each([
		['draft', {}, 'draft'],
		['cancelled', {}, 'void'],
		['reversed', {}, 'refunded'],
		['sent', { isDeleted: true }, 'void'],
		['sent', { archivedAt: at(8) }, 'open'],
	])('%s %j is %s', async (status, more, expected) => {
		const id = `s${status}${Object.keys(more).join('')}`;
		await ninja.hear('invoice', ninja.invoice(id));
		await ninja.hear('invoice', ninja.invoice(id, { status, ...more, updatedAt: at(5) }));
		expect(await invoiceOf(id)).toMatchObject({ status: expected });
		// And restored.
		await ninja.hear('invoice', ninja.invoice(id, { updatedAt: at(9) }));
		expect(await invoiceOf(id)).toMatchObject({ status: 'open', balance: 2000 });
	});

	test('a number is used again after its invoice was deleted, whichever is heard first', async () => {
		await ninja.hear('invoice', ninja.invoice('n1', { number: '0042' }));
		await ninja.hear('invoice', ninja.invoice('n2', { number: '0042' }));
		expect(await invoiceOf('n2')).toMatchObject({ number: '0042' });
		expect(await invoiceOf('n1')).toMatchObject({ number: '0042 (main:n1)' });
		await ninja.hear('invoice', ninja.invoice('n1', { number: '0042_deleted', isDeleted: true, updatedAt: at(3) }));
		expect(await invoiceOf('n1')).toMatchObject({ number: '0042_deleted', status: 'void' });
	});

	test('amounts below zero and what was deleted before it was seen are no invoices', async () => {
		const credit = ninja.invoice('z1', { amountMinor: -500, balanceMinor: -500 });
		expect(await ninja.record('invoice', credit)).toMatchObject([{ outcome: 'not_relevant' }]);
		expect(await ninja.record('invoice', ninja.invoice('z2', { isDeleted: true }))).toMatchObject([
			{ outcome: 'not_relevant', needsAttention: false },
		]);
	});

	test('a change that cannot be read names the field and not its value', async () => {
		await expect(ninja.record('payment', { id: 'x', clientId: 'y', status: 'status_9' })).rejects.toThrow(/status/);
	});
});

describe('an invoice finds its service', () => {
	test.each(['customValue1', 'customValue4'])('by the reference of the order in %s of a line', async (field) => {
		const { order, service } = await scene.newOrder();
		const row = ninja.invoice(`t${field}`, line('consulting', { [field]: order }));
		expect(await ninja.record('invoice', row)).toMatchObject([{ serviceId: service.serviceId }]);
		// The invoice that the order had before is replaced: nothing is owed twice.
		expect((await scene.books(service.domain)).map(({ status, period }) => ({ status, period }))).toEqual(
			expect.arrayContaining([
				{ status: 'void', period: 1 },
				{ status: 'open', period: 1 },
			]),
		);
	});

	test('by its domain in the notes of a line of its plan, and by the recurring invoice that issued it: the next period', async () => {
		const { service } = await scene.newOrder();
		const notes = `Hosting of ${service.domain}, one month`;
		await ninja.record('invoice', ninja.invoice('r1', { ...line('acme', { notes }), recurringId: 'rec1' }));
		await ninja.record('invoice', ninja.invoice('r2', { recurringId: 'rec1', date: '2026-04-01' }));
		expect([await invoiceOf('r1'), await invoiceOf('r2')]).toMatchObject([
			{ period: 1, domain: service.domain },
			{ period: 2, domain: service.domain },
		]);
	});

	test('and not by a domain that the notes of other work mention: its money would set the service up', async () => {
		const { service } = await scene.newOrder();
		const notes = `A talk about ${service.domain}`;
		expect(await ninja.record('invoice', ninja.invoice('talk', line('consulting', { notes })))).toMatchObject([
			{ outcome: 'invoice_mirrored', serviceId: null, needsAttention: false },
		]);
	});

	test('and not when a line is of another plan than the service', async () => {
		const { service } = await scene.newOrder();
		await office.store.asStaff(
			async (transaction) =>
				await transaction.run(
					`insert into msp.plan (plan_code, name, price_minor, currency, package_name) values ('large', 'L', 1, 'EUR', 'l')`,
				),
		);
		const row = ninja.invoice('large', line('large', { customValue1: service.domain }));
		expect(await ninja.record('invoice', row)).toMatchObject([
			{ outcome: 'unknown_product', serviceId: null, detail: expect.stringContaining('of the plan large') },
		]);
	});

	test('by plan and domain: an invoice that was sent opens the order, a draft does not', async () => {
		const row = line('acme', { customValue2: 'https://www.Neu-ORDER.example/' });
		await ninja.record('invoice', ninja.invoice('o1', { ...row, status: 'draft' }));
		expect(await invoiceOf('o1')).toMatchObject({ status: 'draft', service: null });
		const [sent] = await ninja.record('invoice', ninja.invoice('o1', { ...row, updatedAt: at(2) }));
		expect(sent).toMatchObject({ outcome: 'invoice_mirrored', serviceId: expect.any(String) });
		expect(await invoiceOf('o1')).toMatchObject({
			...{ service: 'pending_payment', domain: 'neu-order.example', order: 'ninja:main:o1', period: 1 },
		});
		// A quote that became an invoice is the same lines: it is of the same service.
		await ninja.record('invoice', ninja.invoice('o2', { ...row, updatedAt: at(3) }));
		expect(await invoiceOf('o2')).toMatchObject({ domain: 'neu-order.example', period: 2 });
	});

	test.each([
		['a plan without a domain', line('acme'), 'states no domain'],
		[
			'a plan with a word that only looks like a domain',
			line('acme', { notes: 'Includes Node.js and the setup.The rest is free' }),
			'states no domain',
		],
		['a domain with a product that is no plan', line('mystery', { customValue1: 'mystery.example' }), 'is no plan'],
		[
			'two services',
			{
				lineItems: [
					{ productKey: 'acme', customValue1: 'two-a.example' },
					{ productKey: 'acme', customValue1: 'two-b.example' },
				],
			},
			'several services',
		],
	])('%s is listed for a person, and not guessed', async (name, more, detail) => {
		const id = name.replace(/\W/g, '');
		const [recorded] = await ninja.record('invoice', ninja.invoice(id, more));
		expect(recorded).toMatchObject({ outcome: 'unknown_product', needsAttention: true, serviceId: null });
		expect(recorded?.detail).toContain(detail);
		expect(await invoiceOf(id)).toMatchObject({ status: 'open', service: null });
	});

	test('and when the list is empty the alert is over', async () => {
		const listed = async () =>
			await office.store.asStaff(async (transaction) => await listUnmatched(transaction, { limit: null }));
		const alerts = async () => (await openAlerts()).filter(({ kind }) => kind === 'unknown_item');
		expect((await listed()).length).toBeGreaterThan(2);
		expect(await alerts()).toMatchObject([{ cause: 'invoice-ninja:unknown_product:main', settles: 'by_hand' }]);
		for (const { externalId } of await listed()) {
			const id = externalId.replace('main:', '');
			await ninja.record('invoice', ninja.invoice(id, { updatedAt: at(60) }));
		}
		expect(await listed()).toEqual([]);
		expect(await alerts()).toEqual([]);
	});
});

describe('money of Invoice Ninja', () => {
	const sold = (id: string, more: object = {}) =>
		ninja.invoice(id, { ...line('acme', { customValue1: `${id}.example` }), ...more });

	test('a payment by hand sets the service up; a repeat changes nothing', async () => {
		const paid = { status: 'paid', balanceMinor: 0, updatedAt: at(1) };
		const row = ninja.payment('p1', { hand: 2000 }, { invoices: [sold('hand', paid)] });
		const { applied, recorded } = await ninja.hear('payment', row);
		expect(recorded).toMatchObject([{ outcome: 'payment_recorded', invoiceNumber: 'INV-hand', customerCode: 'acme' }]);
		expect(applied).toMatchObject([
			{ outcome: 'paid', provisioningNeeded: true, domain: 'hand.example', needsAttention: false },
		]);
		await ninja.hear('payment', row);
		expect(await paymentsOf('p1')).toMatchObject([{ provider: 'invoiceninja', amount: 2000, outcome: 'paid' }]);
		expect(await invoiceOf('hand')).toMatchObject({ status: 'paid', balance: 0, service: 'pending_setup' });
	});

	test('payments by hand have the same words as reference, and are not one payment', async () => {
		await ninja.hear('payment', ninja.payment('w1', { wa: 2000 }, { invoices: [sold('wa')] }));
		await ninja.hear('payment', ninja.payment('w2', { wb: 2000 }, { invoices: [sold('wb')] }));
		expect(await paymentsOf(':w1', ':w2')).toMatchObject([{ invoice: 'main:wa' }, { invoice: 'main:wb' }]);
	});

	test('an intent that somebody wrote into a payment by hand joins nothing', async () => {
		const { stripe, order } = await scene.newOrder();
		await scene.hear(stripeRaw('payment_intent.succeeded', 1, stripe.intent({ metadata: { order } })));
		const forged = { transactionReference: stripe.ids.intent };
		await ninja.hear('payment', ninja.payment('forged', { fg: 2000 }, { ...forged, invoices: [sold('fg')] }));
		expect(await scene.payments(String(stripe.ids.intent))).toMatchObject([{ outcome: 'paid', provider: 'stripe' }]);
		expect(await paymentsOf('forged')).toMatchObject([{ invoice: 'main:fg', amount: 2000 }]);
	});

	test('a bank debit that is pending sets nothing up, though Invoice Ninja calls the invoice paid', async () => {
		const invoices = [sold('debit', { status: 'paid', balanceMinor: 0, updatedAt: at(1) })];
		const { applied } = await ninja.hear(
			'payment',
			ninja.payment('d1', { debit: 2000 }, { status: 'pending', invoices }),
		);
		expect(applied).toMatchObject([{ outcome: 'not_money' }]);
		expect(await invoiceOf('debit')).toMatchObject({ status: 'paid', decision: 'wait', service: 'pending_payment' });
		const came = await ninja.hear('payment', ninja.payment('d1', { debit: 2000 }, { invoices, updatedAt: at(3) }));
		expect(came.applied).toMatchObject([{ outcome: 'paid', provisioningNeeded: true }]);
	});

	test('an invoice of nothing that is paid without a payment sets its service up', async () => {
		const free = sold('free', { amountMinor: 0, balanceMinor: 0, status: 'paid' });
		const { applied } = await ninja.hear('invoice', free);
		expect(applied).toMatchObject([
			{ outcome: 'paid', provisioningNeeded: true, amountMinor: 0, needsAttention: false },
		]);
		await ninja.hear('invoice', { ...free, updatedAt: at(9) });
		expect(await paymentsOf('nothing:free')).toHaveLength(1);
	});

	test('a deposit sets nothing up and alarms nobody; the rest does', async () => {
		const invoices = [sold('dep', { status: 'partial', balanceMinor: 1500, updatedAt: at(1) })];
		const deposit = await ninja.hear('payment', ninja.payment('dep1', { dep: 500 }, { invoices }));
		expect(deposit.applied).toMatchObject([{ outcome: 'underpaid', needsAttention: false, provisioningNeeded: false }]);
		const paid = [sold('dep', { status: 'paid', balanceMinor: 0, updatedAt: at(4) })];
		const rest = await ninja.hear(
			'payment',
			ninja.payment('dep2', { dep: 1500 }, { invoices: paid, updatedAt: at(4) }),
		);
		expect(rest.applied).toMatchObject([{ outcome: 'paid', provisioningNeeded: true }]);
	});

	test('credit pays a part: the money is the rest, and the invoice is settled', async () => {
		const row = ninja.payment('cr1', { cred: 2000 }, { invoices: [sold('cred')] });
		const paymentables = [
			...(row.paymentables as object[]),
			{ creditId: 'credit1', amountMinor: 800, refundedMinor: 0 },
		];
		const { applied } = await ninja.hear('payment', { ...row, amountMinor: 1200, paymentables });
		expect(applied).toMatchObject([
			{ outcome: 'paid', amountMinor: 1200, priceMinor: 2000, outcomeDetail: 'with 8.00 EUR of discount or credit' },
		]);
		const all = ninja.payment('cr2', { cred2: 2000 }, { invoices: [sold('cred2')], amountMinor: 0 });
		const credit = [...(all.paymentables as object[]), { creditId: 'credit2', amountMinor: 2000, refundedMinor: 0 }];
		expect((await ninja.hear('payment', { ...all, paymentables: credit })).applied).toMatchObject([
			{ outcome: 'paid', amountMinor: 0, priceMinor: 2000, provisioningNeeded: true },
		]);
	});

	test('more than is asked for needs a person until it is applied or refunded', async () => {
		const first = ninja.payment('ov', { over: 2000 }, { amountMinor: 2750, invoices: [sold('over')] });
		const { applied } = await ninja.hear('payment', first);
		expect(applied).toMatchObject([
			{ outcome: 'paid', provisioningNeeded: true, needsAttention: false },
			{ outcome: 'unknown_order', amountMinor: 750, needsAttention: true },
		]);
		await ninja.hear('payment', { ...first, refundedMinor: 750, updatedAt: at(7) });
		expect(await paymentsOf(':ov')).toMatchObject([
			{ outcome: 'paid', amount: 2000, refunded: 0 },
			{ outcome: 'refunded', amount: 750, refunded: 750, attention: false },
		]);
		const applied2 = ninja.payment('ov', { over: 2000, over2: 750 }, { invoices: [sold('over2')], updatedAt: at(9) });
		await ninja.hear('payment', applied2);
		expect(await paymentsOf(':ov')).toMatchObject([{ invoice: 'main:over' }, { invoice: 'main:over2', amount: 750 }]);
	});

	test('deleted, and entered again: the order waits, and is paid', async () => {
		const row = ninja.payment('del', { dele: 2000 }, { invoices: [sold('dele')] });
		await ninja.hear('payment', row);
		await ninja.hear('payment', {
			...row,
			isDeleted: true,
			status: 'cancelled',
			paymentables: [],
			invoices: [],
			updatedAt: at(5),
		});
		expect(await paymentsOf(':del')).toMatchObject([{ outcome: 'failed', attention: false }]);
		expect(await invoiceOf('dele')).toMatchObject({ decision: 'wait', service: 'pending_payment' });
		await ninja.hear('payment', ninja.payment('del2', { dele: 2000 }, { invoices: [sold('dele')], updatedAt: at(6) }));
		expect(await invoiceOf('dele')).toMatchObject({ decision: 'set_up', service: 'pending_setup' });
		// The first state comes late: it is over.
		await ninja.hear('payment', row);
		expect(await paymentsOf(':del')).toMatchObject([{ outcome: 'failed' }, { outcome: 'paid' }]);
	});

	test('a state that comes back within one second counts again', async () => {
		const row = ninja.payment('flip', { fl: 2000 }, { invoices: [sold('fl')] });
		await ninja.hear('payment', row);
		await ninja.hear('payment', { ...row, isDeleted: true, status: 'cancelled', paymentables: [] });
		expect(await paymentsOf(':flip')).toMatchObject([{ outcome: 'failed' }]);
		await ninja.hear('payment', row);
		expect(await paymentsOf(':flip')).toMatchObject([{ outcome: 'paid' }]);
	});

	test('a failed payment is no money, and a person is not told', async () => {
		const failed = ninja.payment('fa', { fail: 2000 }, { status: 'failed', invoices: [sold('fail')] });
		expect((await ninja.hear('payment', failed)).applied).toMatchObject([{ outcome: 'failed', needsAttention: false }]);
		expect(await invoiceOf('fail')).toMatchObject({ decision: 'wait' });
	});

	test('an invoice that is deleted under a running service stops nothing: a person is told', async () => {
		const { applied } = await ninja.hear('payment', ninja.payment('run', { runs: 2000 }, { invoices: [sold('runs')] }));
		await office.store.asStaff(
			async (transaction) => await forceStatus(transaction, String(applied[0]?.serviceId), 'active'),
		);
		await ninja.hear('invoice', sold('runs', { isDeleted: true, updatedAt: at(9) }));
		expect(await invoiceOf('runs')).toMatchObject({ status: 'void', service: 'active' });
		const about = async () => (await openAlerts()).filter(({ cause }) => cause === 'invoice-ninja:voided:main:runs');
		expect(await about()).toMatchObject([{ kind: 'invoice', facts: { domain: 'runs.example' } }]);
		await ninja.hear('invoice', sold('runs', { status: 'paid', balanceMinor: 0, updatedAt: at(12) }));
		expect(await about()).toEqual([]);
	});
});

describe('the same money through two providers', () => {
	const sold = (id: string) => ninja.invoice(id, line('acme', { customValue1: `${id}.example` }));

	test('a charge and a payment of Invoice Ninja pay once, whichever comes first, and its refund counts once', async () => {
		let count = 0;
		for (const order of permutations([0, 1, 2, 3])) {
			count += 1;
			const { stripe } = await scene.newOrder();
			const id = `both${count}x`;
			const reference = count % 2 === 0 ? stripe.ids.intent : stripe.ids.charge;
			const row = ninja.payment(
				id,
				{ [`i${id}`]: 2000 },
				{ ...ninja.byGateway(String(reference)), invoices: [sold(`i${id}`)] },
			);
			const refunded = { paymentables: [{ invoiceId: `i${id}`, amountMinor: 2000, refundedMinor: 2000 }] };
			const back = { ...row, ...refunded, refundedMinor: 2000, status: 'refunded', updatedAt: at(8) };
			const news = [
				async () => await scene.hear(stripeRaw('payment_intent.succeeded', 1, stripe.intent({ customer: 'cus_in' }))),
				async () => await scene.hear(stripeRaw('charge.refunded', 7, stripe.charge())),
				async () => await ninja.hear('payment', row),
				async () => await ninja.hear('payment', back),
			];
			for (const index of order) await news[index]?.();
			await reconcile(office, database);
			expect(await paymentsOf(`:${id}`, String(stripe.ids.intent), String(stripe.ids.charge))).toMatchObject([
				{ outcome: 'refunded', amount: 2000, refunded: 2000, attention: false, invoice: `main:i${id}` },
			]);
			expect(await invoiceOf(`i${id}`)).toMatchObject({ decision: 'cancel', service: 'cancelled' });
		}
	}, 60_000);

	test('a charge that names nothing of the pack needs a person, until Invoice Ninja explains it', async () => {
		const { stripe } = await scene.newOrder();
		const heard = await scene.hear(stripeRaw('payment_intent.succeeded', 1, stripe.intent()));
		expect(heard).toMatchObject({ outcome: 'waiting', needsAttention: false });
		await reconcile(office, database);
		expect(await scene.payments(String(stripe.ids.intent))).toMatchObject([
			{ outcome: 'unknown_customer', needsAttention: true },
		]);
		const gateway = ninja.byGateway(String(stripe.ids.intent));
		const { applied } = await ninja.hear(
			'payment',
			ninja.payment('ex', { exp: 2000 }, { ...gateway, invoices: [sold('exp')] }),
		);
		expect(applied).toMatchObject([
			{ outcome: 'paid', provisioningNeeded: true, needsAttention: false, paymentId: heard.paymentId },
		]);
		expect(await scene.payments(String(stripe.ids.intent))).toEqual([]);
	});

	test('one charge pays two invoices: each gets its part; a dispute holds both, and nobody is told of unknown money', async () => {
		const { stripe } = await scene.newOrder();
		await scene.hear(stripeRaw('payment_intent.succeeded', 1, stripe.intent()));
		const invoices = [sold('half1'), sold('half2')];
		const gateway = { ...ninja.byGateway(String(stripe.ids.charge)), invoices };
		const { applied } = await ninja.hear('payment', ninja.payment('two', { half1: 1400, half2: 600 }, gateway));
		expect(applied).toMatchObject([
			{ amountMinor: 1400, outcome: 'underpaid', needsAttention: false },
			{ amountMinor: 600, outcome: 'underpaid', needsAttention: false },
		]);
		await scene.hear(stripeRaw('charge.dispute.created', 4, stripe.dispute()));
		expect(await paymentsOf(':two')).toMatchObject([{ outcome: 'disputed' }, { outcome: 'disputed' }]);
		expect(await scene.payments(String(stripe.ids.intent))).toEqual([]);
	});

	test('what went back of a charge of two invoices, in part and at Stripe alone, needs a person', async () => {
		const { stripe } = await scene.newOrder();
		const invoices = [
			ninja.invoice('g1', { amountMinor: 1400 }),
			ninja.invoice('g2', { amountMinor: 600, balanceMinor: 600 }),
		];
		const gateway = { ...ninja.byGateway(String(stripe.ids.charge)), invoices };
		await ninja.hear('payment', ninja.payment('gp', { g1: 1400, g2: 600 }, gateway));
		await scene.hear(stripeRaw('charge.refunded', 5, stripe.charge({ amount_refunded: 500 })));
		const rows = await paymentsOf(':gp');
		expect(rows).toMatchObject([{ attention: true }, { attention: true }]);
		expect(rows.map(({ refunded }) => refunded)).toEqual([350, 150]);
		const shared = [
			{ invoiceId: 'g1', amountMinor: 1400, refundedMinor: 0 },
			{ invoiceId: 'g2', amountMinor: 600, refundedMinor: 500 },
		];
		const told = { ...gateway, paymentables: shared, refundedMinor: 500, updatedAt: at(9) };
		await ninja.hear('payment', ninja.payment('gp', {}, { ...told, amountMinor: 2000 }));
		expect(await paymentsOf(':gp')).toMatchObject([
			{ attention: false, refunded: 0 },
			{ attention: false, refunded: 500 },
		]);
	});

	test('Stripe alone sets up an invoice that it names, before Invoice Ninja knows; and nothing is un-set afterwards', async () => {
		const { order, service, stripe } = await scene.newOrder();
		await ninja.record('invoice', ninja.invoice('pre', line('', { customValue1: order })));
		const paid = await scene.hear(stripeRaw('payment_intent.succeeded', 1, stripe.intent({ metadata: { order } })));
		expect(paid).toMatchObject({ outcome: 'paid', invoiceStatus: 'paid', provisioningNeeded: true });
		await ninja.record('invoice', ninja.invoice('pre', { ...line('', { customValue1: order }), updatedAt: at(0.5) }));
		expect(await invoiceOf('pre')).toMatchObject({ decision: 'set_up', service: 'pending_setup', status: 'paid' });
		expect(await scene.books(service.domain)).toHaveLength(2);
	});

	test('the news of both at once: one payment, no deadlock', async () => {
		for (let turn = 0; turn < 5; turn++) {
			const { stripe } = await scene.newOrder();
			const id = `at${turn}once`;
			const gateway = { ...ninja.byGateway(String(stripe.ids.charge)), invoices: [sold(`i${id}`)] };
			await Promise.all([
				scene.hear(stripeRaw('payment_intent.succeeded', 1, stripe.intent())),
				scene.hear(stripeRaw('charge.refunded', 7, stripe.charge({ amount_refunded: 700 }))),
				ninja.hear('payment', ninja.payment(id, { [`i${id}`]: 2000 }, gateway)),
				ninja.hear('invoice', sold(`i${id}`)),
			]);
			await reconcile(office, database);
			expect(await paymentsOf(id, String(stripe.ids.intent), String(stripe.ids.charge))).toMatchObject([
				{ amount: 2000, refunded: 700, outcome: 'paid', invoice: `main:i${id}` },
			]);
		}
	});

	// invoiceninja/invoiceninja#6819: one checkout was noted as two payments.
	test('one charge that Invoice Ninja noted twice came once', async () => {
		const { stripe } = await scene.newOrder();
		await scene.hear(stripeRaw('payment_intent.succeeded', 1, stripe.intent()));
		const gateway = { ...ninja.byGateway(String(stripe.ids.intent)), invoices: [sold('twice')] };
		await ninja.hear('payment', ninja.payment('noted1', { twice: 2000 }, gateway));
		await ninja.hear('payment', ninja.payment('noted2', { other: 2000 }, { ...gateway, invoices: [sold('other')] }));
		const rows = await paymentsOf('noted');
		expect(rows.map(({ amount }) => Number(amount)).reduce((sum, amount) => sum + amount, 0)).toBe(2000);
		expect(
			[await invoiceOf('twice'), await invoiceOf('other')].filter((one) => one?.decision === 'set_up'),
		).toHaveLength(1);
	});

	test('killed in any of its transactions: a repeat ends in the same books', async () => {
		let deaths = 0;
		for (let dieAt = 2, turn = 0; ; dieAt += 4, turn += 1) {
			const { stripe } = await scene.newOrder();
			await scene.hear(stripeRaw('payment_intent.succeeded', 1, stripe.intent()));
			const ids = [`k${turn}a`, `k${turn}b`];
			const paid = { [`k${turn}a`]: 1400, [`k${turn}b`]: 600 };
			const gateway = { ...ninja.byGateway(String(stripe.ids.intent)), invoices: ids.map((id) => sold(id)) };
			const [recorded] = await ninja.record('payment', ninja.payment(`kp${turn}`, paid, gateway));
			const id = String(recorded?.paymentEventId);
			const { store, died } = mortalStore(() => database.pool(), dieAt, turn % 2 === 0);
			await applyMoney({ ...office, store }, id).catch(() => undefined);
			await applyAndMark(office, id);
			expect(await paymentsOf(`kp${turn}`, String(stripe.ids.intent))).toMatchObject([
				{ amount: 1400, invoice: `main:k${turn}a` },
				{ amount: 600, invoice: `main:k${turn}b` },
			]);
			if (!died()) break;
			deaths += 1;
		}
		expect(deaths).toBeGreaterThan(5);
	}, 60_000);
});

describe('who is unknown', () => {
	test('is listed, its money needs a person, and both end when the client is linked', async () => {
		const other = ninjaMoney(office, 'main', 'clientB');
		const invoice = other.invoice('u1', line('acme', { customValue1: 'unknown.example' }));
		const { recorded, applied } = await other.hear(
			'payment',
			other.payment('up', { u1: 2000 }, { invoices: [invoice] }),
		);
		expect(recorded).toMatchObject([{ outcome: 'payment_recorded', needsAttention: true, customerCode: null }]);
		expect(applied).toMatchObject([{ outcome: 'waiting' }]);
		await reconcile(office, database);
		expect(await paymentsOf(':up')).toMatchObject([{ outcome: 'unknown_customer', attention: true }]);
		const alerts = async () =>
			(await openAlerts()).filter(({ cause }) => cause === 'invoice-ninja:unknown_client:main');
		expect(await alerts()).toHaveLength(1);

		await seedClient(office, 'main', 'clientB', 'beta');
		const solved = await repeatUnknown(office, { companyCode: 'main', clientId: 'clientB' });
		expect(solved).toMatchObject([
			{ outcome: 'invoice_mirrored', customerCode: 'beta', paymentEventId: expect.any(String) },
		]);
		expect(await applyMoney(office, String(solved[0]?.paymentEventId))).toMatchObject([
			{ outcome: 'paid', provisioningNeeded: true, needsAttention: false },
		]);
		expect(await alerts()).toEqual([]);
		expect(await repeatUnknown(office, { companyCode: 'main' })).toEqual([]);
	});

	test('a client whose ID number is the code of a customer is that customer', async () => {
		await office.store.asStaff(async (transaction) => {
			await transaction.run(
				`insert into msp.customer (customer_code, name, email) values ('gamma', 'G', 'g@x.example')`,
			);
		});
		const gamma = ninjaMoney(office, 'main', 'clientG');
		await gamma.record('invoice', gamma.invoice('gi'));
		expect(await gamma.record('client', { id: 'clientG', name: 'Gamma', idNumber: 'gamma' })).toMatchObject([
			{ outcome: 'client_linked', customerCode: 'gamma' },
			{ outcome: 'invoice_mirrored', customerCode: 'gamma' },
		]);
		// Another client cannot take the customer away.
		expect(await gamma.record('client', { id: 'clientH', name: 'Thief', idNumber: 'gamma' })).toMatchObject([
			{ outcome: 'unknown_client' },
		]);
	});
});

describe('two companies', () => {
	test('have the same numbers, and the number alone is ambiguous', async () => {
		await seedClient(office, 'rental', 'clientA', 'guest');
		const rental = ninjaMoney(office, 'rental', 'clientA');
		await ninja.record('invoice', ninja.invoice('same', { number: 'INV-0001' }));
		await rental.record('invoice', rental.invoice('same', { number: 'INV-0001' }));
		expect([await invoiceOf('same'), await invoiceOf('same', 'rental')]).toMatchObject([
			{ number: 'INV-0001' },
			{ number: 'INV-0001' },
		]);
		const { getInvoice } = await import('../../core/invoices');
		const find = async (written: string) =>
			await office.store.asStaff(async (transaction) => await getInvoice(transaction, written));
		await expect(find('INV-0001')).rejects.toThrow('main and rental have an invoice INV-0001 each');
		expect(await find('rental/INV-0001')).toMatchObject({ companyCode: 'rental', customerCode: 'guest' });
		// The same IDs of payments in both are two payments.
		await ninja.hear('payment', ninja.payment('samep', { same: 2000 }));
		await rental.hear('payment', rental.payment('samep', { same: 500 }));
		expect(await paymentsOf(':samep')).toMatchObject([
			{ invoice: 'main:same', amount: 2000 },
			{ invoice: 'rental:same', amount: 500 },
		]);
	});

	test('a payment that names a number of both is for the one of its customer', async () => {
		const named = { metadata: { invoice: 'INV-0001', customer_code: 'guest' } };
		const { stripe } = await scene.newOrder();
		expect(await scene.hear(stripeRaw('payment_intent.succeeded', 3, stripe.intent(named)))).toMatchObject({
			customerCode: 'guest',
		});
		const nobody = await scene.newOrder();
		const unsaid = nobody.stripe.intent({ metadata: { invoice: 'INV-0001' } });
		expect(await scene.hear(stripeRaw('payment_intent.succeeded', 3, unsaid))).toMatchObject({
			...{ outcome: 'unknown_order', needsAttention: true },
			outcomeDetail: expect.stringContaining('main and rental'),
		});
	});

	test('an unknown company is refused', async () => {
		const ghost = ninjaMoney(office, 'ghost', 'clientA');
		await expect(ghost.record('invoice', ghost.invoice('x'))).rejects.toThrow('no company has the code ghost');
	});
});
