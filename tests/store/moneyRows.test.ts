import { lookUpPayment } from '../../core/stripe';
import type { TaskOffice } from '../../core/tasks';
import type { Standin } from '../../stack/standins/shared';
import { startStripe, tellStripe, type StripeState } from '../../stack/standins/stripe';
import { reconcile } from '../support/paymentBooks';
import { backOfficeOn } from '../support/provisioningScene';
import {
	inOrder,
	moneyScene,
	payPalRaw,
	permutations,
	stripeRaw,
	type MoneyScene,
	type RawEvent,
} from '../support/rawMoney';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;
let scene: MoneyScene;
let stripe: Standin<StripeState>;

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	scene = await moneyScene(office, database);
	stripe = await startStripe({ port: 0 });
});
afterAll(async () => {
	await stripe.close();
	await database.drop();
});

const ask = {
	stripe: async (names: readonly string[]) =>
		await lookUpPayment({ secretKey: 'rk_test_lookups', apiBaseUrl: stripe.url }, names),
};
type Objects = Awaited<ReturnType<MoneyScene['newOrder']>>['stripe'];

const back = {
	'charge.refunded': ({ charge }: Objects) => stripeRaw('charge.refunded', 5, charge()),
	'charge.dispute.created': ({ dispute }: Objects) => stripeRaw('charge.dispute.created', 5, dispute()),
} as const;
const after = {
	'charge.refunded': { outcome: 'refunded', invoice: 'refunded', service: 'cancelled' },
	'charge.dispute.created': { outcome: 'disputed', invoice: 'paid', service: 'pending_payment' },
} as const;
const types = ['charge.refunded', 'charge.dispute.created'] as const;

describe.each(types)(
	'a subscription is paid by a session that names no intent, then comes %s of the intent',
	(type) => {
		test('and the invoice payment joins the two, whichever of the three comes first', async () => {
			for (const arriving of permutations([0, 1, 2])) {
				const { order, service, stripe: objects } = await scene.newOrder();
				const events: readonly RawEvent[] = [
					stripeRaw('checkout.session.completed', 1, objects.session({ metadata: { order } })),
					stripeRaw('invoice_payment.paid', 1, objects.invoicePayment()),
					back[type](objects),
				];
				await scene.hearAll(inOrder(events, arriving));
				await reconcile(office, database);
				const { outcome, invoice, service: status } = after[type];
				const { intent, invoice: named } = objects.ids;
				expect(await scene.payments(String(intent), String(named))).toMatchObject([
					{ outcome, needsAttention: outcome === 'disputed', serviceId: service.serviceId },
				]);
				expect(await scene.books(service.domain)).toMatchObject([{ order, status: invoice, service: status }]);
			}
		});

		test('and Stripe is asked, where a key allows it', async () => {
			const { order, stripe: objects } = await scene.newOrder();
			const { intent, charge, invoice } = objects.ids;
			tellStripe(stripe.state(), {
				paymentIntents: { [String(intent)]: objects.intent() },
				charges: { [String(charge)]: objects.charge() },
				invoicePayments: { [String(intent)]: [objects.invoicePayment()] },
				invoices: { [String(invoice)]: objects.invoice() },
			});
			const session = objects.session({ metadata: { order } });
			const [, gone] = await scene.hearAll(
				[stripeRaw('checkout.session.completed', 1, session), back[type](objects)],
				ask,
			);
			const { outcome, invoice: status, service: serviceStatus } = after[type];
			expect(gone).toMatchObject({ outcome, orderReference: order, invoiceStatus: status, serviceStatus });
			expect(gone?.provisioningNeeded).toBe(false);
		});

		test('and nothing joins the two: a person is told, once nothing can come any more', async () => {
			const { order, service, stripe: objects } = await scene.newOrder();
			const session = objects.session({ metadata: { order } });
			const [, gone] = await scene.hearAll([stripeRaw('checkout.session.completed', 1, session), back[type](objects)]);
			expect(gone).toMatchObject({ outcome: 'waiting', needsAttention: false, serviceId: null });
			await reconcile(office, database);
			const [told, ...others] = await scene.payments(String(objects.ids.intent));
			expect(others).toEqual([]);
			expect(told).toMatchObject({ outcome: after[type].outcome, needsAttention: true, invoiceId: null });
			expect(told?.outcomeDetail).toContain('nobody knows of which order');
			// What the books know of the order itself is still that it is paid.
			expect(await scene.books(service.domain)).toMatchObject([{ status: 'paid' }]);
		});
	},
);

describe('before API version 2025-03-31 the invoice names the intent, and the session the invoice', () => {
	const both = (objects: Objects, session: object, invoice: object): RawEvent[] => [
		stripeRaw('checkout.session.completed', 1, objects.session({ ...session })),
		stripeRaw('invoice.paid', 1, objects.olderInvoice({ ...invoice })),
	];

	test.each([
		['the session first', false],
		['the invoice first', true],
	])('an order in the metadata of both: %s', async (_, turned) => {
		const { order, service, stripe: objects } = await scene.newOrder();
		const events = both(objects, { metadata: { order } }, { subscription_details: { metadata: { order } } });
		const [, second] = await scene.hearAll(turned ? events.toReversed() : events);
		expect(second).toMatchObject({ outcome: 'paid', needsAttention: false, outcomeDetail: '', orderReference: order });
		expect(await scene.payments(String(objects.ids.intent), String(objects.ids.invoice))).toHaveLength(1);
		expect(await scene.books(service.domain)).toMatchObject([{ order, status: 'paid', service: 'pending_setup' }]);
	});

	test.each([
		['the session first', false],
		['the invoice first', true],
	])('an order that only client_reference_id names, opened by the shop: %s', async (_, turned) => {
		const { order, service, stripe: objects } = await scene.newOrder();
		const events = both(objects, { client_reference_id: order }, {});
		const [first, second] = await scene.hearAll(turned ? events.toReversed() : events);
		if (turned) expect(first).toMatchObject({ needsAttention: false, outcome: 'waiting' });
		expect(second).toMatchObject({ outcome: 'paid', needsAttention: false, orderReference: order });
		expect(await scene.payments(String(objects.ids.intent), String(objects.ids.invoice))).toMatchObject([
			{ outcome: 'paid', needsAttention: false },
		]);
		expect(await scene.books(service.domain)).toHaveLength(1);
	});

	test.each([
		['the session first', false],
		['the invoice first: the order is opened under a made-up name, and gets its own', true],
	])('an order that only client_reference_id names, opened by its payment: %s', async (_, turned) => {
		const { order, domain, metadata, stripe: objects } = scene.unopened();
		const events = both(objects, { client_reference_id: order, metadata }, { subscription_details: { metadata } });
		const [first, second] = await scene.hearAll(turned ? events.toReversed() : events);
		expect(first).toMatchObject({
			outcome: 'paid',
			orderReference: turned ? `stripe:${String(objects.ids.intent)}` : order,
		});
		expect(second).toMatchObject({ outcome: 'paid', needsAttention: false, orderReference: order });
		expect(await scene.books(domain)).toMatchObject([{ order, status: 'paid', service: 'pending_setup', period: 1 }]);
	});
});

describe('invoice_payment.paid is one payment with its session and its invoice, in each of the six orders', () => {
	test.each(
		permutations([0, 1, 2]).map(
			(arriving) =>
				[arriving.map((index) => 'session,invoice,payment'.split(',')[index]).join(', '), arriving] as const,
		),
	)('%s', async (_, arriving) => {
		const { order, domain, metadata, stripe: objects } = scene.unopened();
		const parent = { subscription_details: { subscription: objects.ids.subscription, metadata } };
		const events = [
			stripeRaw('checkout.session.completed', 1, objects.session({ client_reference_id: order, metadata })),
			stripeRaw('invoice.paid', 1, objects.invoice({ parent })),
			stripeRaw('invoice_payment.paid', 1, objects.invoicePayment()),
		];
		const applied = await scene.hearAll(inOrder(events, arriving));
		// The invoice payment says nothing of who paid: until another event does, nobody is alarmed.
		if (arriving[0] === 2) expect(applied[0]).toMatchObject({ outcome: 'waiting', needsAttention: false });
		expect(applied[2]).toMatchObject({ outcome: 'paid', needsAttention: false, amountMinor: 2000 });
		await reconcile(office, database);
		expect(await scene.books(domain)).toMatchObject([{ order, status: 'paid', service: 'pending_setup' }]);
		const { intent, invoice, payment } = objects.ids;
		expect(await scene.payments(String(intent), String(invoice), String(payment))).toMatchObject([
			{ outcome: 'paid', needsAttention: false },
		]);
	});
});

describe('PayPal', () => {
	const links = (sale: string, own: string) => [
		{ rel: 'self', method: 'GET', href: `https://api.paypal.com/v1/payments/refund/${own}` },
		{ rel: 'sale', method: 'GET', href: `https://api.paypal.com/v1/payments/sale/${sale}` },
	];

	test.each([
		['PAYMENT.SALE.REFUNDED', 'refunded', false],
		['PAYMENT.SALE.REFUNDED', 'refunded', true],
		['PAYMENT.SALE.REVERSED', 'disputed', false],
		['PAYMENT.SALE.REVERSED', 'disputed', true],
	])('%s whose sale is only in its links is placed (%s, before the sale: %s)', async (type, outcome, turned) => {
		const { order, service, key } = await scene.newOrder();
		const sale = `SALE${key}`;
		const events = [
			payPalRaw('PAYMENT.SALE.COMPLETED', 1, {
				id: sale,
				state: 'completed',
				amount: { total: '20.00', currency: 'EUR' },
				custom: order,
			}),
			payPalRaw(type, 5, {
				id: `R${key}`,
				state: 'completed',
				amount: { total: '-20.00', currency: 'EUR' },
				links: links(sale, `R${key}`),
			}),
		];
		await scene.hearAll(turned ? events.toReversed() : events);
		await reconcile(office, database);
		expect(await scene.payments(sale, `R${key}`)).toMatchObject([
			{ outcome, serviceId: service.serviceId, needsAttention: outcome === 'disputed' },
		]);
		expect(await scene.books(service.domain)).toMatchObject([{ status: 'refunded', service: 'cancelled' }]);
	});

	test.each([
		['the number of the invoice', (order: string) => `INV-${order}`],
		['the order', (order: string) => order],
	])('a capture with invoice_id alone, which is %s', async (_, invoiceIdOf) => {
		const { order, service, key } = await scene.newOrder();
		const capture = {
			id: `CAP${key}`,
			status: 'COMPLETED',
			amount: { currency_code: 'EUR', value: '20.00' },
			invoice_id: invoiceIdOf(order),
		};
		expect(await scene.hear(payPalRaw('PAYMENT.CAPTURE.COMPLETED', 1, capture))).toMatchObject({
			outcome: 'paid',
			needsAttention: false,
			orderReference: order,
			serviceStatus: 'pending_setup',
			provisioningNeeded: true,
		});
		expect(await scene.books(service.domain)).toHaveLength(1);
	});
});
