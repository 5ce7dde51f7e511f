import type { TaskOffice } from '../../core/tasks';
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
import { forceStatus } from '../support/serviceStatus';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;
let scene: MoneyScene;

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	scene = await moneyScene(office, database);
});
afterAll(async () => await database.drop());

const euros = (value: string) => ({ currency_code: 'EUR', value });

async function running(serviceId: string): Promise<void> {
	await office.store.asStaff(async (transaction) => await forceStatus(transaction, serviceId, 'active'));
}

describe('a renewal is recorded as the renewal of its service: the next period is opened and paid', () => {
	async function expectPeriods(domain: string, count: number, service = 'pending_setup') {
		const books = await scene.books(domain);
		const [first] = books;
		const numbers = books.map(({ invoice }) => invoice);
		expect(numbers).toEqual(
			Array.from({ length: count }, (_, index) => `INV-${String(first?.order)}${index > 0 ? `-${index + 1}` : ''}`),
		);
		for (const [index, book] of books.entries()) {
			expect(book).toMatchObject({ status: 'paid', balance: 0, period: index + 1, service });
			// Counted from the first day, so that the periods of the 31st are of the month's last days.
			const { rows } = await database.owner.query<{ from: string; to: string }>(
				`select ($1::date + make_interval(months => $2))::date::text as "from",
					($1::date + make_interval(months => $2 + 1))::date::text as "to"`,
				[first?.from, index],
			);
			expect({ from: book.from, to: book.to }).toEqual(rows[0]);
		}
	}

	test.each([
		['before API version 2025-03-31', true],
		['since API version 2025-03-31', false],
	])('Stripe, %s, in any order', async (_, older) => {
		for (const arriving of permutations([0, 1, 2])) {
			const { order, domain, metadata, key, stripe } = scene.unopened();
			const session = stripe.session({ client_reference_id: order, metadata });
			const renewal = (number: number, reason = 'subscription_cycle') =>
				stripeRaw(
					'invoice.paid',
					number * 1000,
					older
						? stripe.olderInvoice({
								id: `in_${key}_${number}`,
								payment_intent: `pi_${key}_${number}`,
								charge: `ch_${key}_${number}`,
								billing_reason: reason,
							})
						: stripe.invoice({ id: `in_${key}_${number}`, billing_reason: reason }),
				);
			const events = [stripeRaw('checkout.session.completed', 1, session), renewal(2), renewal(3)];
			await scene.hearAll(inOrder(events, arriving));
			await reconcile(office, database);
			await expectPeriods(domain, 3);
		}
	});

	test('a running service goes on, and a renewal that fails and is paid later is one period', async () => {
		const { order, service, key, stripe } = await scene.newOrder();
		const object = stripe.invoice({ id: `in_${key}_2`, billing_reason: 'subscription_cycle' });
		await scene.hear(stripeRaw('checkout.session.completed', 1, stripe.session({ metadata: { order } })));
		await running(service.serviceId);
		const failed = await scene.hear(stripeRaw('invoice.payment_failed', 1000, { ...object, amount_paid: 0 }));
		expect(failed).toMatchObject({ outcome: 'failed', invoiceNumber: `INV-${order}-2`, needsAttention: false });
		const paid = await scene.hear(stripeRaw('invoice.paid', 1001, object));
		expect(paid).toMatchObject({
			outcome: 'paid',
			outcomeDetail: '',
			needsAttention: false,
			provisioningNeeded: false,
		});
		await expectPeriods(service.domain, 2, 'active');
	});

	test('PayPal: the first sale of an agreement pays the order, and each later one a period', async () => {
		const { order, service, key } = await scene.newOrder();
		const agreement = `I-${key}`;
		const sale = (number: number) =>
			payPalRaw('PAYMENT.SALE.COMPLETED', number * 1000, {
				id: `SALE${key}${number}`,
				state: 'completed',
				amount: { total: '20.00', currency: 'EUR' },
				billing_agreement_id: agreement,
			});
		const begun = { id: agreement, status: 'ACTIVE', custom_id: order };
		// A sale that comes before its agreement is explained by it.
		const early = await scene.hear(sale(1));
		expect(early).toMatchObject({ outcome: 'waiting', needsAttention: false });
		await scene.hear(payPalRaw('BILLING.SUBSCRIPTION.ACTIVATED', 1, begun));
		await reconcile(office, database);
		const [, last] = await scene.hearAll([sale(2), sale(3)]);
		expect(last).toMatchObject({ outcome: 'paid', needsAttention: false, invoiceNumber: `INV-${order}-3` });
		await expectPeriods(service.domain, 3);
	});

	test.each<[string, (key: string) => RawEvent]>([
		[
			'Stripe',
			(key) =>
				stripeRaw('invoice.paid', 1, {
					...{ id: `in_${key}`, object: 'invoice', billing_reason: 'subscription_cycle', currency: 'eur' },
					...{ amount_due: 2000, amount_paid: 2000, total: 2000, customer: `cus_${key}` },
					parent: { subscription_details: { subscription: `of_${key}` } },
				}),
		],
		[
			'PayPal',
			(key) =>
				payPalRaw('PAYMENT.SALE.COMPLETED', 1, {
					id: `in_${key}`,
					state: 'completed',
					amount: { total: '20.00', currency: 'EUR' },
					billing_agreement_id: `of_${key}`,
				}),
		],
	])('%s: of an order that nobody knows it is for a person, and never to be refunded', async (_, event) => {
		const { key } = scene.unopened();
		expect(await scene.hear(event(key))).toMatchObject({ outcome: 'waiting', needsAttention: false });
		await reconcile(office, database);
		const [payment, ...others] = await scene.payments(`in_${key}`);
		expect(others).toEqual([]);
		expect(payment).toMatchObject({ needsAttention: true, invoiceId: null });
		expect(payment?.outcomeDetail).toBe(`recurring payment of of_${key}, and no invoice waits for it`);
	});

	test('what a subscription takes beside its cycle, on an invoice that is settled, is not to be refunded either', async () => {
		const { order, key, stripe } = await scene.newOrder();
		await scene.hear(stripeRaw('checkout.session.completed', 1, stripe.session({ metadata: { order } })));
		const object = stripe.invoice({ id: `in_${key}_2`, billing_reason: 'subscription_update' });
		const extra = await scene.hear(stripeRaw('invoice.paid', 100, object));
		expect(extra).toMatchObject({ outcome: 'duplicate', needsAttention: true });
		expect(extra.outcomeDetail).toContain('and no invoice waits for it');
		expect(extra.outcomeDetail).not.toContain('refund');
	});
});

describe('a refund that fails later: the money is back, the order is paid again, and a person is told', () => {
	type Objects = Awaited<ReturnType<MoneyScene['newOrder']>>['stripe'];
	const failures: ReadonlyArray<[string, (objects: Objects, amount: number) => RawEvent]> = [
		['refund.failed', ({ refund }, amount) => stripeRaw('refund.failed', 9, refund({ status: 'failed', amount }))],
		['refund.updated', ({ refund }, amount) => stripeRaw('refund.updated', 9, refund({ status: 'failed', amount }))],
		[
			'refund.updated, canceled',
			({ refund }, amount) => stripeRaw('refund.updated', 9, refund({ status: 'canceled', amount })),
		],
		[
			'charge.refund.updated',
			({ refund }, amount) => stripeRaw('charge.refund.updated', 9, refund({ status: 'failed', amount })),
		],
	];

	test.each(failures)('%s', async (_, failure) => {
		const { order, service, stripe } = await scene.newOrder();
		const [, refunded, failed] = await scene.hearAll([
			stripeRaw('payment_intent.succeeded', 1, stripe.intent({ metadata: { order } })),
			stripeRaw('charge.refunded', 2, stripe.charge()),
			failure(stripe, 2000),
		]);
		expect(refunded).toMatchObject({ outcome: 'refunded', serviceStatus: 'cancelled', needsAttention: false });
		expect(failed).toMatchObject({
			outcome: 'paid',
			refundedMinor: 0,
			needsAttention: true,
			serviceStatus: 'pending_setup',
			provisioningNeeded: true,
			invoiceStatus: 'paid',
			invoiceBalanceMinor: 0,
		});
		expect(failed?.outcomeDetail).toMatch(/^a refund of 20\.00 EUR failed, and the money is back/);
		expect(await scene.books(service.domain)).toHaveLength(1);
	});

	test('in any order of the events, also of a part, and told by several', async () => {
		for (const arriving of permutations([0, 1, 2, 3])) {
			const { order, service, stripe } = await scene.newOrder();
			const events = [
				stripeRaw('payment_intent.succeeded', 1, stripe.intent({ metadata: { order } })),
				stripeRaw('charge.refunded', 2, stripe.charge({ amount_refunded: 500 })),
				stripeRaw('refund.updated', 9, stripe.refund({ amount: 500, status: 'failed' })),
				stripeRaw('charge.refund.updated', 9, stripe.refund({ amount: 500, status: 'failed' })),
			];
			await scene.hearAll(inOrder(events, arriving));
			await reconcile(office, database);
			expect(await scene.payments(String(stripe.ids.intent))).toMatchObject([
				{ outcome: 'paid', refundedMinor: 0, needsAttention: true, amountMinor: 2000 },
			]);
			expect(await scene.books(service.domain)).toMatchObject([{ status: 'paid', service: 'pending_setup' }]);
		}
	});

	test('PayPal: a refund that was pending and failed', async () => {
		const { order, key } = await scene.newOrder();
		const refund = (status: string) => ({
			...{ id: `REF${key}`, status, amount: euros('20.00') },
			links: [{ rel: 'up', method: 'GET', href: `https://api.paypal.com/v2/payments/captures/CAP${key}` }],
		});
		const capture = { id: `CAP${key}`, status: 'COMPLETED', amount: euros('20.00'), custom_id: order };
		const [, pending, failed] = await scene.hearAll([
			payPalRaw('PAYMENT.CAPTURE.COMPLETED', 1, capture),
			payPalRaw('PAYMENT.CAPTURE.REFUNDED', 2, refund('PENDING')),
			payPalRaw('PAYMENT.CAPTURE.REFUNDED', 3, refund('FAILED')),
		]);
		expect(pending).toMatchObject({ outcome: 'refunded', serviceStatus: 'cancelled' });
		expect(failed).toMatchObject({ outcome: 'paid', needsAttention: true, serviceStatus: 'pending_setup' });
	});
});

describe('a dispute has an amount: 5.00 of 20.00 lost leaves 15.00 and a running service', () => {
	async function expectLeft(serviceId: string, domain: string, reference: string) {
		expect(await scene.payments(reference)).toMatchObject([
			{ outcome: 'disputed', amountMinor: 2000, lostMinor: 500, refundedMinor: 0, needsAttention: true, serviceId },
		]);
		const [payment] = await scene.payments(reference);
		expect(payment?.outcomeDetail).toContain('5.00 EUR of 20.00 EUR is gone');
		expect(await scene.books(domain)).toMatchObject([{ status: 'paid', balance: 0, service: 'active' }]);
	}

	test('Stripe, in any order', async () => {
		for (const arriving of permutations([0, 1, 2])) {
			const { order, service, stripe } = await scene.newOrder();
			await running(service.serviceId);
			const events = [
				stripeRaw('payment_intent.succeeded', 1, stripe.intent({ metadata: { order } })),
				stripeRaw('charge.dispute.created', 2, stripe.dispute({ amount: 500 })),
				stripeRaw('charge.dispute.closed', 3, stripe.dispute({ amount: 500, status: 'lost' })),
			];
			await scene.hearAll(inOrder(events, arriving));
			await reconcile(office, database);
			await expectLeft(service.serviceId, service.domain, String(stripe.ids.intent));
		}
	});

	test('PayPal, in any order', async () => {
		for (const arriving of permutations([0, 1, 2])) {
			const { order, service, key } = await scene.newOrder();
			await running(service.serviceId);
			const dispute = (more: object) => ({
				dispute_id: `PP-D-${key}`,
				dispute_amount: euros('20.00'),
				disputed_transactions: [{ seller_transaction_id: `CAP${key}` }],
				...more,
			});
			const outcome = { outcome_code: 'RESOLVED_BUYER_FAVOUR', amount_refunded: euros('5.00') };
			const events = [
				payPalRaw('PAYMENT.CAPTURE.COMPLETED', 1, {
					...{ id: `CAP${key}`, status: 'COMPLETED', amount: euros('20.00'), custom_id: order },
				}),
				payPalRaw('CUSTOMER.DISPUTE.CREATED', 2, dispute({})),
				payPalRaw('CUSTOMER.DISPUTE.RESOLVED', 3, dispute({ dispute_outcome: outcome })),
			];
			await scene.hearAll(inOrder(events, arriving));
			await reconcile(office, database);
			await expectLeft(service.serviceId, service.domain, `CAP${key}`);
		}
	});

	test('nothing is set up while it is open; what is lost of a part does not keep the rest from being set up', async () => {
		const { order, stripe } = await scene.newOrder();
		const [, open, lost] = await scene.hearAll([
			stripeRaw('payment_intent.succeeded', 1, stripe.intent({ metadata: { order } })),
			stripeRaw('charge.dispute.created', 2, stripe.dispute({ amount: 500 })),
			stripeRaw('charge.dispute.closed', 3, stripe.dispute({ amount: 500, status: 'lost' })),
		]);
		expect(open).toMatchObject({ outcome: 'disputed', needsAttention: true, provisioningNeeded: false });
		expect(lost).toMatchObject({ outcome: 'disputed', needsAttention: true, provisioningNeeded: true });
	});
});

describe('what is settled without card money is settled by what the provider asked for', () => {
	const settled = {
		...{ outcome: 'paid', needsAttention: false, provisioningNeeded: true },
		...{ invoiceStatus: 'paid', invoiceBalanceMinor: 0 },
	};

	type Case = (objects: Awaited<ReturnType<MoneyScene['newOrder']>>['stripe'], metadata: object) => RawEvent[];
	const free = { payment_status: 'no_payment_required', amount_total: 0 };
	const cases: ReadonlyArray<[string, number, Case]> = [
		[
			'a coupon to zero on a single payment',
			0,
			({ session }, metadata) => [
				stripeRaw(
					'checkout.session.completed',
					1,
					session({ ...free, mode: 'payment', invoice: null, subscription: null, metadata }),
				),
			],
		],
		[
			'a coupon to zero on a subscription, whose session is paid',
			0,
			({ session, invoice }, metadata) => [
				stripeRaw('checkout.session.completed', 1, session({ amount_total: 0, metadata })),
				stripeRaw(
					'invoice.paid',
					1,
					invoice({ amount_due: 0, amount_paid: 0, total: 0, total_discount_amounts: [{ amount: 2000 }] }),
				),
			],
		],
		[
			'a trial',
			0,
			({ session, invoice }, metadata) => [
				stripeRaw(
					'checkout.session.completed',
					1,
					session({ ...free, amount_subtotal: 0, metadata: { ...metadata, plan_code: scene.shop.plan.planCode } }),
				),
				stripeRaw('invoice.paid', 1, invoice({ amount_due: 0, amount_paid: 0, total: 0 })),
			],
		],
		[
			'a credit balance that covers all',
			0,
			({ session, invoice }, metadata) => [
				stripeRaw('checkout.session.completed', 1, session({ metadata })),
				stripeRaw('invoice.paid', 1, invoice({ amount_due: 0, amount_paid: 0, starting_balance: -2000 })),
			],
		],
		[
			'a credit balance that covers a part',
			1500,
			({ session, invoice }, metadata) => [
				stripeRaw('checkout.session.completed', 1, session({ metadata })),
				stripeRaw('invoice.paid', 1, invoice({ amount_due: 1500, amount_paid: 1500, starting_balance: -500 })),
			],
		],
		[
			'a coupon of a part',
			1500,
			({ session }, metadata) => [
				stripeRaw('checkout.session.completed', 1, session({ amount_total: 1500, metadata })),
			],
		],
	];

	test.each(cases)('%s', async (_, amountMinor, events) => {
		for (const turned of [false, true]) {
			const { order, service, stripe } = await scene.newOrder();
			const all = events(stripe, { order });
			const applied = await scene.hearAll(turned ? all.toReversed() : all);
			expect(applied.at(-1)).toMatchObject({ ...settled, amountMinor, orderReference: order });
			await reconcile(office, database);
			expect(await scene.books(service.domain)).toMatchObject([{ status: 'paid', balance: 0 }]);
		}
	});

	test('a trial of PayPal has no sale: the agreement settles it, and the first sale pays the next period', async () => {
		const { order, key, service } = await scene.newOrder();
		const billing_info = {
			outstanding_balance: euros('0.00'),
			cycle_executions: [{ tenure_type: 'TRIAL', sequence: 1, cycles_completed: 1 }],
		};
		const begun = { id: `I-${key}`, custom_id: order, billing_info };
		// The buyer's page can write the order, so that a person looks at it.
		const applied = await scene.hear(payPalRaw('BILLING.SUBSCRIPTION.ACTIVATED', 1, begun));
		expect(applied).toMatchObject({ ...settled, needsAttention: true });
		const sale = {
			id: `SALE${key}`,
			state: 'completed',
			amount: { total: '20.00', currency: 'EUR' },
			billing_agreement_id: `I-${key}`,
		};
		const renewal = await scene.hear(payPalRaw('PAYMENT.SALE.COMPLETED', 2, sale));
		expect(renewal).toMatchObject({ outcome: 'paid', needsAttention: false, invoiceNumber: `INV-${order}-2` });
		expect(await scene.books(service.domain)).toHaveLength(2);
	});
});

describe('tax or a tip on top of the price is paid without attention, and recorded', () => {
	type Objects = Awaited<ReturnType<MoneyScene['newOrder']>>;
	const cases: ReadonlyArray<[string, (order: Objects) => RawEvent[]]> = [
		[
			'tax of a checkout',
			({ stripe, order }) => [
				stripeRaw('checkout.session.completed', 1, stripe.session({ amount_total: 2380, metadata: { order } })),
			],
		],
		[
			'tax of an invoice since 2025-03-31',
			({ stripe, order }) => [
				stripeRaw(
					'invoice.paid',
					1,
					stripe.invoice({ ...taxed, total_taxes: [{ amount: 380, tax_behavior: 'exclusive' }], metadata: { order } }),
				),
			],
		],
		[
			'tax of an invoice before 2025-03-31',
			({ stripe, order }) => [
				stripeRaw(
					'invoice.paid',
					1,
					stripe.olderInvoice({
						...taxed,
						total_tax_amounts: [{ amount: 380, inclusive: false }],
						metadata: { order },
					}),
				),
			],
		],
		[
			'a tip',
			({ stripe, order }) => [
				stripeRaw(
					'payment_intent.succeeded',
					1,
					stripe.intent({
						amount: 2380,
						amount_received: 2380,
						amount_details: { tip: { amount: 380 } },
						metadata: { order },
					}),
				),
			],
		],
		[
			'tax of an order of PayPal',
			({ order, key }) => [
				payPalRaw('CHECKOUT.ORDER.COMPLETED', 1, {
					id: `ORDER${key}`,
					purchase_units: [
						{
							custom_id: order,
							amount: { ...euros('23.80'), breakdown: { item_total: euros('20.00'), tax_total: euros('3.80') } },
							payments: { captures: [{ id: `CAP${key}`, status: 'COMPLETED', amount: euros('23.80') }] },
						},
					],
				}),
			],
		],
		[
			'tax of a sale of PayPal',
			({ order, key }) => [
				payPalRaw('PAYMENT.SALE.COMPLETED', 1, {
					id: `SALE${key}`,
					state: 'completed',
					custom: order,
					amount: { total: '23.80', currency: 'EUR', details: { subtotal: '20.00', tax: '3.80' } },
				}),
			],
		],
	];
	const taxed = { amount_due: 2380, amount_paid: 2380, total: 2380 };

	test.each(cases)('%s', async (_, events) => {
		const opened = await scene.newOrder();
		const applied = await scene.hearAll(events(opened));
		expect(applied.at(-1)).toMatchObject({
			outcome: 'paid',
			outcomeDetail: 'with 3.80 EUR of tax, shipping or tip on top',
			needsAttention: false,
			amountMinor: 2380,
			priceMinor: 2000,
			orderReference: opened.order,
			provisioningNeeded: true,
		});
	});

	test('tax that is part of the price is no tax on top', async () => {
		const { order, stripe } = await scene.newOrder();
		const total_taxes = [{ amount: 319, tax_behavior: 'inclusive' }];
		const object = stripe.invoice({ total_taxes, metadata: { order } });
		expect(await scene.hear(stripeRaw('invoice.paid', 1, object))).toMatchObject({
			outcome: 'paid',
			outcomeDetail: '',
			amountMinor: 2000,
			priceMinor: 2000,
		});
	});
});
