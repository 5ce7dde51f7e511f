import { createCompany } from '../../core/companies';
import { findCustomerOfClient, updateCustomer } from '../../core/customers';
import { claimUnprocessedEvents } from '../../core/payments/paymentEvents';
import { at } from '../support/ninjaMoney';
import { stripeRaw } from '../support/rawMoney';
import { line, openNinjaMoneyScene, type NinjaMoneyScene } from '../support/ninjaMoneyScene';

let base: NinjaMoneyScene;
let database: NinjaMoneyScene['database'];
let office: NinjaMoneyScene['office'];
let scene: NinjaMoneyScene['scene'];
let ninja: NinjaMoneyScene['ninja'];
let invoiceOf: NinjaMoneyScene['invoiceOf'];
let paymentsOf: NinjaMoneyScene['paymentsOf'];
beforeAll(async () => {
	base = await openNinjaMoneyScene();
	({ database, office, scene, ninja, invoiceOf, paymentsOf } = base);
	await database.owner.query(
		`insert into msp.plan (plan_code, name, package_name, price_minor, currency, billing_interval)
		select 'big', 'Big', package_name, 50000, currency, billing_interval from msp.plan where plan_code = 'acme'`,
	);
});
afterAll(async () => await base.database.drop());

describe('an invoice of nothing', () => {
	const free = { amountMinor: 0, balanceMinor: 0, status: 'paid' };
	const hosting = line('acme', { customValue1: 'free.example' });

	test('that is given a price waits for its money, and the money is no duplicate', async () => {
		const { applied } = await ninja.hear('invoice', ninja.invoice('free', { ...free, ...hosting }));
		expect(applied).toMatchObject([{ outcome: 'paid', provisioningNeeded: true }]);
		await ninja.hear('invoice', ninja.invoice('free', { ...hosting, updatedAt: at(5) }));
		expect(await invoiceOf('free')).toMatchObject({ status: 'open', decision: 'wait', service: 'pending_payment' });
		const { applied: paid } = await ninja.hear('payment', ninja.payment('freep', { free: 2000 }, { updatedAt: at(9) }));
		expect(paid).toMatchObject([{ outcome: 'paid', needsAttention: false, provisioningNeeded: true }]);
	});

	test('that is cancelled is no money to give back', async () => {
		await ninja.hear('invoice', ninja.invoice('none', { ...free, ...line('acme', { customValue1: 'none.example' }) }));
		await ninja.hear('invoice', ninja.invoice('none', { ...free, status: 'cancelled', updatedAt: at(5) }));
		expect((await paymentsOf(':none')).filter(({ attention }) => attention)).toEqual([]);
	});
});

test('a payment of two thousand invoices is read like any other, and holds nothing up', async () => {
	const paid = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`many${index}`, 1]));
	await ninja.record('payment', ninja.payment('many', paid));
	await database.owner.query(`update msp.payment_event set lease_until = now() where processed_at is null`);
	const claimed = await office.store.asStaff(async (transaction) => await claimUnprocessedEvents(transaction, 50));
	expect(claimed).toMatchObject([{ paymentReference: 'ninja:main:many' }]);
	await database.owner.query(`delete from msp.payment_event where payment_reference = 'ninja:main:many'`);
});

describe('an invoice that is edited before it is paid', () => {
	const orderOf = async (id: string) =>
		(
			await database.owner.query<Record<string, unknown>>(
				`select p.plan_code as plan, s.domain, s.status from msp.service s join msp.plan p on p.id = s.plan_id
				where s.order_reference = $1`,
				[`ninja:main:${id}`],
			)
		).rows;
	const dear = { amountMinor: 50_000, balanceMinor: 50_000 };

	test('to a cheaper plan: the client gets what was paid for', async () => {
		await ninja.hear('invoice', ninja.invoice('edit', { ...line('big', { customValue1: 'edit.example' }), ...dear }));
		const cheap = ninja.invoice('edit', { ...line('acme', { customValue1: 'edit.example' }), updatedAt: at(3) });
		await ninja.hear('invoice', cheap);
		await ninja.hear('payment', ninja.payment('editp', { edit: 2000 }, { updatedAt: at(9) }));
		expect(await orderOf('edit')).toEqual([{ plan: 'acme', domain: 'edit.example', status: 'pending_setup' }]);
	});

	test('to another domain, and what was said before comes late', async () => {
		const first = ninja.invoice('dom', line('acme', { customValue1: 'wrong.example' }));
		await ninja.hear('invoice', first);
		const right = { ...line('acme', { customValue1: 'right.example' }), updatedAt: at(3) };
		await ninja.hear('invoice', ninja.invoice('dom', right));
		await ninja.hear('invoice', first, { occurredAt: at(1) });
		await ninja.hear('payment', ninja.payment('domp', { dom: 2000 }, { updatedAt: at(9) }));
		expect(await orderOf('dom')).toEqual([{ plan: 'acme', domain: 'right.example', status: 'pending_setup' }]);
		// What is being set up does not change any more.
		const late = { ...line('acme', { customValue1: 'late.example' }), updatedAt: at(12) };
		await ninja.hear('invoice', ninja.invoice('dom', { ...late, status: 'paid', balanceMinor: 0 }));
		expect(await orderOf('dom')).toMatchObject([{ domain: 'right.example' }]);
	});

	test('to no plan at all: its money sets nothing up; edited back, it does', async () => {
		const hosting = line('big', { customValue1: 'back.example' });
		await ninja.hear('invoice', ninja.invoice('back', { ...hosting, ...dear }));
		await ninja.hear('invoice', ninja.invoice('back', { ...line('consulting'), updatedAt: at(3) }));
		expect(await invoiceOf('back')).toMatchObject({ service: null, total: 2000 });
		const { applied } = await ninja.hear('payment', ninja.payment('backp', { back: 2000 }, { updatedAt: at(5) }));
		expect(applied).toMatchObject([{ outcome: 'paid', provisioningNeeded: false }]);
		await ninja.hear(
			'invoice',
			ninja.invoice('back', { ...line('acme', { customValue1: 'ours.example' }), updatedAt: at(9) }),
		);
		expect(await orderOf('back')).toMatchObject([{ plan: 'acme', domain: 'ours.example', status: 'pending_setup' }]);
	});

	test('to another plan than the order has that it names: a person decides', async () => {
		const { order, service } = await scene.newOrder();
		await ninja.record('invoice', ninja.invoice('other', line('acme', { customValue1: order })));
		expect(await invoiceOf('other')).toMatchObject({ order });
		const other = ninja.invoice('other', { ...line('big', { customValue1: order }), updatedAt: at(3) });
		expect(await ninja.record('invoice', other)).toMatchObject([{ outcome: 'unknown_product', needsAttention: true }]);
		await ninja.hear('payment', ninja.payment('otherp', { other: 2000 }, { updatedAt: at(5) }));
		expect(await scene.books(service.domain)).not.toContainEqual(expect.objectContaining({ service: 'pending_setup' }));
	});
});

test('a draft takes no place of an invoice that waits for money', async () => {
	const { order, service, stripe } = await scene.newOrder();
	const draft = ninja.invoice('dr', { status: 'draft', ...line('', { customValue1: order }) });
	await ninja.record('invoice', draft);
	const paid = await scene.hear(stripeRaw('payment_intent.succeeded', 1, stripe.intent({ metadata: { order } })));
	expect(paid).toMatchObject({ outcome: 'paid', provisioningNeeded: true });
	await ninja.record('invoice', { ...draft, isDeleted: true, updatedAt: at(4) });
	expect(await scene.books(service.domain)).toMatchObject([{ status: 'paid', service: 'pending_setup' }]);
});

describe('a PO number, which the client may have written', () => {
	test('ties no cheap work to a dear order', async () => {
		const { order } = await scene.newOrder();
		const cheap = { ...line('consulting'), poNumber: order, amountMinor: 100, balanceMinor: 100 };
		expect(await ninja.record('invoice', ninja.invoice('po', cheap))).toMatchObject([
			{ outcome: 'unknown_product', serviceId: null, detail: expect.stringContaining(order) },
		]);
	});

	test('is the reference of an order when a line is of its plan', async () => {
		const { order, service } = await scene.newOrder();
		expect(await ninja.record('invoice', ninja.invoice('po2', { ...line('acme'), poNumber: order }))).toMatchObject([
			{ serviceId: service.serviceId },
		]);
	});
});

describe('a recurring invoice whose second one is paid, and the first is not', () => {
	const both = async (id: string) => {
		const of = { ...line('acme', { customValue1: `${id}.example` }), recurringId: id };
		await ninja.hear('invoice', ninja.invoice(`${id}1`, of));
		await ninja.hear('invoice', ninja.invoice(`${id}2`, { ...of, date: '2026-04-01' }));
		return of;
	};

	test('needs a person: the client has paid, and has nothing', async () => {
		await both('month');
		const { applied } = await ninja.hear('payment', ninja.payment('monthp', { month2: 2000 }));
		expect(applied).toMatchObject([{ outcome: 'paid', needsAttention: true, provisioningNeeded: false }]);
	});

	test('sets the service up when the first was cancelled', async () => {
		const of = await both('skip');
		await ninja.hear(
			'invoice',
			ninja.invoice('skip1', { ...of, status: 'cancelled', balanceMinor: 0, updatedAt: at(5) }),
		);
		const { applied } = await ninja.hear('payment', ninja.payment('skipp', { skip2: 2000 }, { updatedAt: at(6) }));
		expect(applied).toMatchObject([{ outcome: 'paid', needsAttention: false, provisioningNeeded: true }]);
	});
});

test('a customer who changes the company is no client of a stranger there', async () => {
	await createCompany(office, { companyCode: 'second', name: 'Second' });
	const customer = await updateCustomer(office, 'acme', { companyCode: 'second' });
	expect(customer.invoiceNinjaClientId).toBe(null);
	const found = await office.store.asStaff(
		async (transaction) => await findCustomerOfClient(transaction, 'second', 'clientA'),
	);
	expect(found).toBe(undefined);
});
