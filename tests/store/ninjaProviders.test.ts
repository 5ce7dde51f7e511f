import { applyMoney } from '../../core/billing';
import { recordedNote } from '../../core/invoiceNinja';
import { mortalStore } from '../support/mortalStore';
import { applyAndMark } from '../support/ninjaBooks';
import { at } from '../support/ninjaMoney';
import { reconcile } from '../support/paymentBooks';
import { permutations, stripeRaw } from '../support/rawMoney';
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
});
afterAll(async () => await base.database.drop());

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
	});

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

	// FOSSBilling/FOSSBilling#3106: the money of one renewal was booked twice, by the gateway's news and by the nightly run.
	test('a charge of the pack and the payment that it recorded for it pay once, in every order, and refunds count once', async () => {
		let count = 0;
		for (const order of permutations([0, 1, 2, 3])) {
			count += 1;
			const { stripe } = await scene.newOrder();
			const id = `own${count}x`;
			const intent = String(stripe.ids.intent);
			const row = ninja.payment(
				id,
				{ [`i${id}`]: 2000 },
				{ transactionReference: intent, privateNotes: recordedNote(intent), invoices: [sold(`i${id}`)] },
			);
			const news = [
				async () => await scene.hear(stripeRaw('payment_intent.succeeded', 1, stripe.intent({ customer: 'cus_own' }))),
				async () => await scene.hear(stripeRaw('charge.refunded', 7, stripe.charge({ amount_refunded: 500 }))),
				async () => await ninja.hear('payment', row),
				async () =>
					await ninja.hear('invoice', ninja.invoice(`i${id}`, { status: 'paid', balanceMinor: 0, updatedAt: at(2) })),
			];
			for (const index of order) await news[index]?.();
			await reconcile(office, database);
			expect(await paymentsOf(`:${id}`, intent, String(stripe.ids.charge))).toMatchObject([
				{ provider: 'invoiceninja', outcome: 'paid', amount: 2000, refunded: 500, invoice: `main:i${id}` },
			]);
			expect(await invoiceOf(`i${id}`)).toMatchObject({ status: 'paid', balance: 0 });
		}
	});

	test('the same reference, typed by hand and without the mark, is money of its own', async () => {
		const { stripe } = await scene.newOrder();
		const intent = String(stripe.ids.intent);
		const byHand = { transactionReference: intent, invoices: [sold('ibyhand')] };
		await ninja.hear('payment', ninja.payment('byhand', { ibyhand: 2000 }, byHand));
		await scene.hear(stripeRaw('payment_intent.succeeded', 1, stripe.intent({ customer: 'cus_own' })));
		expect(await paymentsOf(':byhand', intent)).toHaveLength(2);
	});

	test('a recorded payment that somebody deletes: the gateway has the money, and a person is told', async () => {
		const { stripe } = await scene.newOrder();
		const intent = String(stripe.ids.intent);
		const marked = { transactionReference: intent, privateNotes: recordedNote(intent), invoices: [sold('igone')] };
		const row = ninja.payment('gone1', { igone: 2000 }, marked);
		await scene.hear(stripeRaw('payment_intent.succeeded', 1, stripe.intent({ customer: 'cus_own' })));
		await ninja.hear('payment', row);
		await ninja.hear('payment', { ...row, isDeleted: true, updatedAt: at(9) });
		expect(await paymentsOf(':gone1', intent)).toMatchObject([{ outcome: 'unknown_order', attention: true }]);
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
	});
});
