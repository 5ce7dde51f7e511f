import { spendCredit } from '../../core/charges';
import { giveCredit } from '../../core/credits';
import { listInvoices } from '../../core/invoices';
import { at } from '../support/ninjaMoney';
import { stripeRaw } from '../support/rawMoney';
import { forceStatus } from '../support/serviceStatus';
import { line, openNinjaMoneyScene, type NinjaMoneyScene } from '../support/ninjaMoneyScene';

let base: NinjaMoneyScene;
let office: NinjaMoneyScene['office'];
let scene: NinjaMoneyScene['scene'];
let ninja: NinjaMoneyScene['ninja'];
let invoiceOf: NinjaMoneyScene['invoiceOf'];
let paymentsOf: NinjaMoneyScene['paymentsOf'];
let openAlerts: NinjaMoneyScene['openAlerts'];
beforeAll(async () => {
	base = await openNinjaMoneyScene();
	({ office, scene, ninja, invoiceOf, paymentsOf, openAlerts } = base);
});
afterAll(async () => await base.database.drop());

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

	test.each([
		['cancelled', { status: 'cancelled' }],
		['deleted', { isDeleted: true }],
		['reversed', { status: 'reversed' }],
	])(
		'of an invoice that is %s, the credit that had paid it is told to staff, until it is back',
		async (how, change) => {
			const id = `credited-${how}`;
			await ninja.hear('invoice', sold(id, { lineItems: [] }));
			const amount = { currency: 'EUR', reason: 'Sorry', reference: `gift-${how}` };
			await giveCredit(office, { customerCode: 'acme', amount: '7.50', ...amount });
			const [known] = await office.store.asStaff(
				async (transaction) => await listInvoices(transaction, { search: `INV-${id}`, limit: 1 }),
			);
			const invoiceId = known?.invoiceId ?? '';
			await spendCredit(office, invoiceId);
			const about = async () => (await openAlerts()).filter(({ cause }) => cause.endsWith(`voided-credit:main:${id}`));
			await ninja.hear('invoice', sold(id, { ...change, updatedAt: at(9) }));
			await ninja.hear('invoice', sold(id, { ...change, updatedAt: at(10) }));
			const reference = `invoice:${invoiceId}:back`;
			expect(await about()).toMatchObject([
				{ count: 1, remedy: expect.stringContaining(reference), facts: { customerCode: 'acme', paid: '7.50 EUR' } },
			]);
			await ninja.hear('invoice', sold(id, { updatedAt: at(12) }));
			expect(await about()).toEqual([]);
			await giveCredit(office, { customerCode: 'acme', amount: '7.50', ...amount, reference });
			await ninja.hear('invoice', sold(id, { ...change, updatedAt: at(15) }));
			expect(await about()).toEqual([]);
			await giveCredit(office, { customerCode: 'acme', amount: '-7.50', ...amount, reference: `gone-${how}` });
		},
	);
});
