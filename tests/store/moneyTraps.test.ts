import { resolveOrder, applyPayment } from '../../core/billing';
import { lookForNews } from '../../core/alerts';
import { claimUnprocessedEvents, storeDelivery } from '../../core/payments';
import { readStripeEvent } from '../../core/stripe';
import type { TaskOffice } from '../../core/tasks';
import { seedOrder } from '../support/billingScene';
import { backOfficeOn } from '../support/provisioningScene';
import { moneyScene, payPalRaw, stripeRaw } from '../support/rawMoney';
import { forceStatus } from '../support/serviceStatus';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

/* Money that somebody could get for nothing, twice or unseen. */

let database: TestDatabase;
let office: TaskOffice;
let scene: Awaited<ReturnType<typeof moneyScene>>;
beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	scene = await moneyScene(office, database, 'trap');
});
afterAll(async () => await database.drop());

const eur = (value: string) => ({ value, currency_code: 'EUR' });

test('one payment sets up one service, also when its order was resolved before it was applied', async () => {
	const { metadata, domain, stripe } = scene.unopened();
	const named = await scene.newOrder();
	const events = [
		stripeRaw('payment_intent.succeeded', 1, stripe.intent({ metadata })),
		stripeRaw(
			'invoice.paid',
			2,
			stripe.invoice({ metadata: { order: named.order }, billing_reason: 'manual', parent: null }),
		),
		stripeRaw('invoice_payment.paid', 3, stripe.invoicePayment()),
		stripeRaw('charge.refunded', 4, stripe.charge()),
	];
	for (const raw of events) {
		const id = await scene.store(raw);
		await resolveOrder(office, id);
		await applyPayment(office, id);
	}
	const [other] = await scene.books(named.service.domain);
	const [own] = await scene.books(domain);
	expect([own, other]).toEqual([
		expect.objectContaining({ service: 'cancelled' }),
		expect.objectContaining({ service: 'pending_payment', status: 'open' }),
	]);
});

test('an event that joins two payments while one of them is applied takes the money from one order, too', async () => {
	const one = await scene.newOrder();
	const other = await scene.newOrder();
	const manual = { billing_reason: 'manual', parent: null };
	const first = await scene.store(
		stripeRaw('payment_intent.succeeded', 1, one.stripe.intent({ metadata: { order: one.order } })),
	);
	await applyPayment(office, first);
	await scene.hear(stripeRaw('invoice.paid', 2, one.stripe.invoice({ metadata: { order: other.order }, ...manual })));
	let transactions = 0;
	const asStaff: TaskOffice['store']['asStaff'] = async (work) => {
		const result = await office.store.asStaff(work);
		// After the first look at what the payment leaves, and before it is applied.
		if (++transactions === 1) await scene.store(stripeRaw('invoice_payment.paid', 3, one.stripe.invoicePayment()));
		return result;
	};
	await applyPayment({ ...office, store: { ...office.store, asStaff } }, first);
	expect(await scene.books(one.service.domain)).toMatchObject([{ service: 'pending_setup', status: 'paid' }]);
	expect(await scene.books(other.service.domain)).toMatchObject([{ service: 'pending_payment', status: 'open' }]);
});

test('the change of a subscription that comes to less than nothing settles nothing', async () => {
	const { service, stripe, order } = await scene.newOrder();
	const credit = {
		billing_reason: 'subscription_update',
		amount_due: 0,
		amount_paid: 0,
		total: -500,
		metadata: { order },
	};
	await scene.hearAll([
		stripeRaw('checkout.session.completed', 1, stripe.session({ payment_status: 'unpaid', metadata: { order } })),
		stripeRaw('invoice.paid', 2, stripe.invoice({ id: 'in_credit', ...credit })),
	]);
	expect(await scene.books(service.domain)).toMatchObject([{ service: 'pending_payment', status: 'open' }]);
});

test('a checkout for nothing settles no order of another plan, and one that names no plan is looked at', async () => {
	const { service, stripe, order } = await scene.newOrder();
	const free = {
		payment_status: 'no_payment_required',
		amount_total: 0,
		amount_subtotal: 0,
		client_reference_id: order,
	};
	const other = stripe.session({ ...free, metadata: { plan_code: 'another' } });
	expect(await scene.hear(stripeRaw('checkout.session.completed', 1, other))).toMatchObject({
		outcome: 'unknown_order',
		needsAttention: true,
	});
	expect(await scene.books(service.domain)).toMatchObject([{ service: 'pending_payment' }]);
	const second = await scene.newOrder();
	const unnamed = second.stripe.session({ ...free, client_reference_id: second.order });
	expect(await scene.hear(stripeRaw('checkout.session.completed', 1, unnamed))).toMatchObject({
		outcome: 'paid',
		needsAttention: true,
	});
});

test("a discount that the buyer's browser can write into an order of PayPal is no money", async () => {
	const { service, order, key } = await scene.newOrder();
	const amount = { ...eur('0.01'), breakdown: { item_total: eur('20.00'), discount: eur('19.99') } };
	const related = { supplementary_data: { related_ids: { order_id: `O${key}` } } };
	const [, applied] = await scene.hearAll([
		payPalRaw('CHECKOUT.ORDER.APPROVED', 1, { id: `O${key}`, purchase_units: [{ custom_id: order, amount }] }),
		payPalRaw('PAYMENT.CAPTURE.COMPLETED', 2, { id: `C${key}`, custom_id: order, amount: eur('0.01'), ...related }),
	]);
	expect(applied).toMatchObject({ outcome: 'underpaid', needsAttention: true });
	expect(await scene.books(service.domain)).toMatchObject([{ service: 'pending_payment' }]);
});

test('a renewal finds a number for its invoice, also where another order is called so', async () => {
	const { service, stripe, order } = await scene.newOrder();
	await seedOrder(office, scene.shop, `${order}-2`, `twin-${service.domain}`);
	const metadata = { order };
	await scene.hearAll([
		stripeRaw('invoice.paid', 1, stripe.invoice({ metadata })),
		stripeRaw('invoice.paid', 2, stripe.invoice({ id: 'in_next', billing_reason: 'subscription_cycle', metadata })),
	]);
	expect(await scene.books(service.domain)).toMatchObject([{ status: 'paid' }, { status: 'paid' }]);
});

test.each(['won', 'lost'])(
	'an update after the end of a dispute that was %s does not open it again',
	async (status) => {
		const { stripe, order } = await scene.newOrder();
		const [, , closed, updated] = await scene.hearAll([
			stripeRaw('payment_intent.succeeded', 1, stripe.intent({ metadata: { order } })),
			stripeRaw('charge.dispute.created', 2, stripe.dispute()),
			stripeRaw('charge.dispute.closed', 3, stripe.dispute({ status })),
			stripeRaw('charge.dispute.updated', 4, stripe.dispute({ status })),
		]);
		expect(updated).toMatchObject({ outcome: closed?.outcome, outcomeDetail: closed?.outcomeDetail });
	},
);

test('a second dispute is news for the person who has seen the first', async () => {
	const { stripe, order } = await scene.newOrder();
	const [, first] = await scene.hearAll([
		stripeRaw('payment_intent.succeeded', 1, stripe.intent({ metadata: { order } })),
		stripeRaw('charge.dispute.created', 2, stripe.dispute({ amount: 500 })),
	]);
	await database.owner.query(`update msp.payment set needs_attention = false where id = $1`, [first?.paymentId]);
	const second = stripe.dispute({ id: 'dp_second', amount: 700 });
	const told = await scene.hear(stripeRaw('charge.dispute.created', 3, second));
	expect(told).toMatchObject({ needsAttention: true, outcomeDetail: expect.stringContaining('dp_second') as unknown });
});

test('an event with more IDs than any has, or longer ones, stops nobody', async () => {
	const { order } = await scene.newOrder();
	const payments = Array.from({ length: 60 }, (_, n) => ({
		id: `inpay_${n}`,
		payment: { payment_intent: `pi_many${n}`, charge: `ch_many${n}` },
	}));
	const raw = { id: 'in_many', amount_due: 2000, amount_paid: 2000, total: 2000, currency: 'eur', metadata: { order } };
	await scene.hear(stripeRaw('invoice.paid', 1, { ...raw, payments: { data: payments } }));
	const links = [{ rel: 'up', href: `https://api.paypal.com/v2/checkout/orders/${'A'.repeat(300)}` }];
	await scene.hear(
		payPalRaw('PAYMENT.CAPTURE.COMPLETED', 2, { id: 'CAPLONG', amount: eur('20.00'), custom_id: order, links }),
	);
	await office.store.asStaff(async (transaction) => await claimUnprocessedEvents(transaction, 100));
});

test('a success that does not say how much does not hide what another one said', async () => {
	const { service, stripe, order } = await scene.newOrder();
	await scene.hearAll([
		stripeRaw('payment_intent.succeeded', 1, stripe.intent({ metadata: { order }, invoice: stripe.ids.invoice })),
		stripeRaw('invoice.paid', 2, stripe.olderInvoice({ currency: null })),
	]);
	expect(await scene.books(service.domain)).toMatchObject([{ service: 'pending_setup', status: 'paid' }]);
});

test('what PayPal tells of the refunds of an invoice is no second refund', async () => {
	const { service, order, key } = await scene.newOrder();
	const detail = { reference: order };
	await scene.hearAll([
		payPalRaw('INVOICING.INVOICE.PAID', 1, {
			id: `I${key}`,
			detail,
			payments: { paid_amount: eur('20.00'), transactions: [{ payment_id: `T${key}` }] },
		}),
		payPalRaw('PAYMENT.CAPTURE.REFUNDED', 2, {
			id: `R${key}`,
			capture_id: `T${key}`,
			amount: eur('10.00'),
			status: 'COMPLETED',
		}),
		payPalRaw('INVOICING.INVOICE.REFUNDED', 3, { id: `I${key}`, detail, refunds: { refund_amount: eur('10.00') } }),
	]);
	expect(await scene.books(service.domain)).toMatchObject([{ service: 'pending_setup', status: 'paid' }]);
});

test('the other payment of an invoice that needs a person now is told, though no run is about it', async () => {
	const { service, stripe, order } = await scene.newOrder();
	await scene.hearAll([
		stripeRaw(
			'payment_intent.succeeded',
			1,
			stripe.intent({ amount: 1900, amount_received: 1900, metadata: { order } }),
		),
		stripeRaw(
			'payment_intent.succeeded',
			2,
			stripe.intent({
				id: 'pi_rest',
				latest_charge: 'ch_rest',
				amount: 100,
				amount_received: 100,
				metadata: { order },
			}),
		),
	]);
	await office.store.asStaff(async (transaction) => await forceStatus(transaction, service.serviceId, 'active'));
	await scene.hear(stripeRaw('charge.refunded', 3, stripe.charge({ amount: 1900, amount_refunded: 1900 })));
	// The clock of the row is the database's: a trigger writes it.
	await database.owner.query(`alter table msp.payment disable trigger touch`);
	await database.owner.query(`update msp.payment set updated_at = updated_at - interval '5 minutes'`);
	await database.owner.query(`alter table msp.payment enable trigger touch`);
	const { alerts } = await lookForNews(async () => await Promise.resolve(office), {}, 50, new Date());
	expect(JSON.stringify(alerts)).toContain('pi_rest');
});

test('an event that was ignored for its mode starts its work when the operator sends it again', async () => {
	const raw = {
		...stripeRaw('charge.refunded', 1, { id: 'ch_mode', amount_refunded: 100, currency: 'eur' }),
		livemode: true,
	};
	const read = readStripeEvent(Buffer.from(JSON.stringify(raw)));
	if ('detail' in read && 'reason' in read) throw new Error('refused');
	const foreign = { reason: 'other_mode', detail: 'of the live mode' } as const;
	const deliver = async (more: object) =>
		await office.store.asStaff(
			async (transaction) => await storeDelivery(transaction, { event: read, chosen: true, ...more }),
		);
	expect(await deliver({ foreign })).toEqual({ outcome: 'ignored' });
	expect(await deliver({ foreign })).toEqual({ outcome: 'ignored' });
	expect(await deliver({})).toMatchObject({ outcome: 'stored' });
	expect(await deliver({})).toEqual({ outcome: 'repeated' });
});
