import fc from 'fast-check';
import { paymentEvent, type PaymentEvent } from '../../../core/payments';
import { readStripeEvent, stripeReadings } from '../../../core/stripe';
import { checkoutSession, payCheckout, refundPayment, stripeEvent } from '../../../stack/standins/stripe';

const read = (event: object) => readStripeEvent(Buffer.from(JSON.stringify(event)));
function understood(event: object): PaymentEvent {
	return paymentEvent.parse(read(event));
}
const sale = {
	order: 'O-1001',
	customer: 'acme',
	plan: 'basic',
	domain: 'acme.example',
	amount: 1250,
	currency: 'eur',
	name: 'Ada Acme',
	email: 'ada@acme.example',
	stripeCustomer: 'cus_1',
};

describe('a checkout', () => {
	test('that is paid is a payment', () => {
		const event = payCheckout(sale, { id: 'evt_1', created: 1_795_000_000 });
		expect(understood(event)).toEqual({
			provider: 'stripe',
			eventId: 'evt_1',
			type: 'checkout.session.completed',
			kind: 'payment_succeeded',
			paymentReference: expect.stringMatching(/^pi_/),
			names: [expect.stringMatching(/^cs_/), expect.stringMatching(/^pi_/)],
			object: { type: 'session', id: expect.stringMatching(/^cs_/) },
			amountMinor: 1250,
			priceMinor: 1250,
			currency: 'EUR',
			references: {
				order: 'O-1001',
				customer: 'acme',
				plan: 'basic',
				domain: 'acme.example',
				providerCustomer: 'cus_1',
			},
			detail: {},
			live: false,
			account: null,
			payer: { name: 'Ada Acme', email: 'ada@acme.example' },
			occurredAt: '2026-11-18T11:06:40.000Z',
			raw: event,
		});
	});

	const session = (changes: object) =>
		checkoutSession(sale, { payment_intent: 'pi_1', status: 'complete', ...changes });

	test.each([
		['completed', { payment_status: 'paid' }, 'payment_succeeded'],
		['completed', { payment_status: 'unpaid' }, 'payment_pending'],
		['completed', { payment_status: 'no_payment_required', amount_total: 0 }, 'payment_succeeded'],
		['completed', { payment_status: 'no_payment_required', amount_total: 1250 }, 'payment_pending'],
		['completed', { mode: 'setup', payment_status: 'no_payment_required', amount_total: null }, 'ignored'],
		['async_payment_succeeded', { payment_status: 'paid' }, 'payment_succeeded'],
		['async_payment_failed', { payment_status: 'unpaid' }, 'payment_failed'],
	])('%s with %j is %s', (type, changes, kind) => {
		expect(understood(stripeEvent(`checkout.session.${type}`, session(changes)))).toMatchObject({ kind });
	});

	test('of a subscription that has a trial is settled, also where money is due later', () => {
		const trial = {
			mode: 'subscription',
			payment_status: 'no_payment_required',
			amount_total: 1250,
			payment_intent: null,
		};
		expect(understood(stripeEvent('checkout.session.completed', session(trial)))).toMatchObject({
			kind: 'payment_succeeded',
			detail: { nothingAsked: true, recurring: 'first' },
		});
	});

	test('tells the price apart from discounts, tax and shipping', () => {
		const taxed = { payment_status: 'paid', amount_subtotal: 1000, amount_total: 1190 };
		expect(understood(stripeEvent('checkout.session.completed', session(taxed)))).toMatchObject({
			amountMinor: 1190,
			priceMinor: 1000,
		});
		const discounted = { payment_status: 'paid', amount_subtotal: 1250, amount_total: 750 };
		expect(understood(stripeEvent('checkout.session.completed', session(discounted)))).toMatchObject({
			amountMinor: 750,
			priceMinor: 1250,
		});
	});

	test('of a subscription is known by its invoice, as the invoice is', () => {
		const changes = {
			mode: 'subscription',
			payment_status: 'paid',
			payment_intent: null,
			invoice: 'in_1',
			subscription: 'sub_1',
		};
		const event = understood(stripeEvent('checkout.session.completed', session(changes)));
		expect(event).toMatchObject({
			paymentReference: 'in_1',
			references: { providerInvoice: 'in_1', providerSubscription: 'sub_1' },
		});
		const invoice = { id: 'in_1', amount_due: 1250, amount_paid: 1250, currency: 'eur' };
		expect(understood(stripeEvent('invoice.paid', invoice)).paymentReference).toBe('in_1');
	});

	test('with objects in place of their ids is read the same', () => {
		const changes = {
			payment_status: 'paid',
			payment_intent: { id: 'pi_9', client_secret: 'pi_9_secret_x' },
			customer: { id: 'cus_9' },
		};
		const event = understood(stripeEvent('checkout.session.completed', session(changes)));
		expect(event).toMatchObject({ paymentReference: 'pi_9', references: { providerCustomer: 'cus_9' } });
		expect(JSON.stringify(event)).not.toContain('pi_9_secret_x');
	});
});

describe('an invoice', () => {
	const invoice = { id: 'in_1', amount_due: 2000, amount_paid: 2000, currency: 'usd', customer: 'cus_1', metadata: {} };
	const older = {
		...invoice,
		payment_intent: 'pi_1',
		subscription: 'sub_1',
		subscription_details: { metadata: { customer_code: 'acme' } },
	};
	const newer = {
		...invoice,
		parent: { subscription_details: { subscription: 'sub_1', metadata: { customer_code: 'acme' } } },
		payments: { data: [{ payment: { type: 'payment_intent', payment_intent: 'pi_1' } }] },
	};

	test.each([
		['an older', older],
		['a newer', newer],
	])('of %s API version says the same', (_, object) => {
		expect(understood(stripeEvent('invoice.paid', object))).toMatchObject({
			kind: 'payment_succeeded',
			paymentReference: 'pi_1',
			amountMinor: 2000,
			currency: 'USD',
			references: {
				customer: 'acme',
				providerSubscription: 'sub_1',
				providerInvoice: 'in_1',
				providerCustomer: 'cus_1',
			},
		});
	});

	test('that was paid outside Stripe counts what was paid, once', () => {
		const paid = (amounts: object) => understood(stripeEvent('invoice.paid', { ...invoice, ...amounts })).amountMinor;
		expect(paid({ amount_paid: 0, amount_paid_off_stripe: 2000 })).toBe(2000);
		expect(paid({ amount_paid: 2000, amount_paid_off_stripe: 2000 })).toBe(2000);
	});

	test('that failed tells what is due', () => {
		const failed = stripeEvent('invoice.payment_failed', { ...invoice, amount_paid: 0 });
		expect(understood(failed)).toMatchObject({ kind: 'payment_failed', amountMinor: 2000 });
	});

	test('that several payments paid is known by itself', () => {
		const payments = { data: [{ payment: { payment_intent: 'pi_1' } }, { payment: { payment_intent: 'pi_2' } }] };
		expect(understood(stripeEvent('invoice.paid', { ...invoice, payments })).paymentReference).toBe('in_1');
	});
});

describe('the price of an invoice', () => {
	const paid = (more: object) =>
		understood(
			stripeEvent('invoice.paid', {
				id: 'in_1',
				amount_due: 2380,
				amount_paid: 2380,
				total: 2380,
				currency: 'eur',
				...more,
			}),
		).priceMinor;

	test.each<[string, object, number | null]>([
		['tax on top, newer', { total_taxes: [{ amount: 380, tax_behavior: 'exclusive' }] }, 2000],
		['tax within, newer', { total_taxes: [{ amount: 380, tax_behavior: 'inclusive' }] }, 2380],
		['tax on top, older', { total_tax_amounts: [{ amount: 380, inclusive: false }] }, 2000],
		['tax within, older', { total_tax_amounts: [{ amount: 380, inclusive: true }] }, 2380],
		['tax of long ago', { tax: 380 }, 2000],
		['shipping', { amount_shipping: 380 }, 2000],
		['a discount', { total_discount_amounts: [{ amount: 120 }, { amount: 500 }] }, 3000],
		['credit that paid all', { amount_due: 0, amount_paid: 0 }, 2380],
		['no total', { total: null }, null],
	])('with %s', (_, more, priceMinor) => expect(paid(more)).toBe(priceMinor));

	test('says whether it is the first of a subscription or renews it', () => {
		const of = (billing_reason: string) =>
			understood(stripeEvent('invoice.paid', { id: 'in_1', amount_paid: 1, currency: 'eur', billing_reason })).detail;
		expect(of('subscription_create')).toEqual({ recurring: 'first' });
		expect(of('subscription_cycle')).toEqual({ recurring: 'renewal' });
		expect(of('subscription_update')).toEqual({});
	});
});

describe('every event carries every name of its money', () => {
	test.each<[string, Record<string, unknown>, string[]]>([
		['checkout.session.completed', { id: 'cs_1', payment_status: 'paid', invoice: 'in_1' }, ['cs_1', 'in_1']],
		['payment_intent.succeeded', { id: 'pi_1', latest_charge: 'ch_1', invoice: 'in_1' }, ['pi_1', 'ch_1', 'in_1']],
		['invoice.paid', { id: 'in_1', payment_intent: 'pi_1', charge: 'ch_1' }, ['in_1', 'pi_1', 'ch_1']],
		[
			'invoice.paid',
			{ id: 'in_1', payments: { data: [{ id: 'inpay_1', payment: { payment_intent: 'pi_1' } }] } },
			['in_1', 'inpay_1', 'pi_1'],
		],
		[
			'invoice_payment.paid',
			{ id: 'inpay_1', invoice: 'in_1', payment: { payment_intent: 'pi_1' } },
			['inpay_1', 'pi_1', 'in_1'],
		],
		['charge.refunded', { id: 'ch_1', payment_intent: 'pi_1', invoice: 'in_1' }, ['ch_1', 'pi_1', 'in_1']],
		[
			'refund.failed',
			{ id: 're_1', charge: 'ch_1', payment_intent: 'pi_1', status: 'failed' },
			['re_1', 'pi_1', 'ch_1'],
		],
		['charge.dispute.created', { id: 'dp_1', charge: 'ch_1', payment_intent: 'pi_1' }, ['dp_1', 'pi_1', 'ch_1']],
	])('%s %j', (type, object, names) => expect(understood(stripeEvent(type, object)).names).toEqual(names));

	test('and where it comes from: its mode and its account', () => {
		const event = { ...stripeEvent('charge.refunded', { id: 'ch_1' }), livemode: true, account: 'acct_1' };
		expect(understood(event)).toMatchObject({ live: true, account: 'acct_1' });
	});
});

describe('money that goes back', () => {
	test('is told by a charge with all refunds so far', () => {
		expect(understood(refundPayment('pi_1', 1250, 700, 'eur'))).toMatchObject({
			kind: 'refunded',
			paymentReference: 'pi_1',
			amountMinor: 700,
		});
	});

	test('is told by a refund with its own amount, where the charge is not in it', () => {
		const refund = {
			id: 're_1',
			amount: 300,
			currency: 'eur',
			status: 'succeeded',
			payment_intent: 'pi_1',
			charge: 'ch_1',
		};
		expect(understood(stripeEvent('refund.created', refund))).toMatchObject({ kind: 'refunded', amountMinor: 300 });
		const whole = { ...refund, charge: { id: 'ch_1', amount_refunded: 700 } };
		expect(understood(stripeEvent('refund.updated', whole))).toMatchObject({
			amountMinor: 300,
			detail: { refundedSoFarMinor: 700 },
			paymentReference: 'pi_1',
		});
		for (const type of ['refund.failed', 'refund.updated', 'charge.refund.updated']) {
			const failed = understood(stripeEvent(type, { ...refund, status: 'failed', created: 1_795_000_000 }));
			expect(failed).toMatchObject({
				kind: 'refund_failed',
				amountMinor: 300,
				detail: { refundedAt: '2026-11-18T11:06:40.000Z' },
			});
		}
		expect(understood(stripeEvent('refund.created', { ...refund, status: 'pending' })).kind).toBe('ignored');
	});

	test('is disputed, and lost or kept', () => {
		const dispute = { id: 'dp_1', amount: 1250, currency: 'eur', payment_intent: 'pi_1', charge: 'ch_1' };
		const closed = (status: string) => understood(stripeEvent('charge.dispute.closed', { ...dispute, status }));
		expect(understood(stripeEvent('charge.dispute.created', { ...dispute, status: 'needs_response' }))).toMatchObject({
			kind: 'disputed',
			paymentReference: 'pi_1',
			references: {},
		});
		expect(closed('lost')).toMatchObject({ kind: 'dispute_closed', detail: { disputeOutcome: 'lost' } });
		expect(closed('won').detail.disputeOutcome).toBe('won');
		expect(closed('warning_closed').detail.disputeOutcome).toBe('won');
	});
});

describe('amounts', () => {
	const paid = (amount: number, currency: string) =>
		read(stripeEvent('payment_intent.succeeded', { id: 'pi_1', amount, amount_received: amount, currency }));

	test.each([
		[1050, 'usd', 1050],
		[500, 'jpy', 500],
		[5124, 'kwd', 5124],
		[500, 'isk', 5],
		[500, 'ugx', 5],
		[5, 'mga', 500],
		[10_050, 'huf', 10_050],
	])('%i %s of Stripe are %i minor units of ISO 4217', (amount, currency, amountMinor) => {
		expect(paid(amount, currency)).toMatchObject({ amountMinor, currency: currency.toUpperCase() });
	});

	test('that cannot be are refused without being told', () => {
		expect(paid(501, 'isk')).toEqual({ reason: 'malformed', detail: expect.not.stringContaining('501') });
		expect(paid(10.5, 'eur')).toMatchObject({ reason: 'malformed' });
		expect(paid(2 ** 53, 'eur')).toMatchObject({ reason: 'malformed' });
		expect(paid(100, 'euros')).toMatchObject({ reason: 'malformed' });
	});
});

describe('anything else', () => {
	test.each(['customer.created', 'plan.created', 'toString', '__proto__'])('%s is ignored', (type) => {
		expect(understood(stripeEvent(type, { id: 'x_1' }))).toMatchObject({ kind: 'ignored', paymentReference: null });
	});

	test('is ignored where it only names its object', () => {
		const thin = {
			object: 'v2.core.event',
			id: 'evt_2',
			type: 'v1.billing.meter.no_meter_found',
			created: '2026-11-21T09:00:00Z',
		};
		expect(understood(thin)).toMatchObject({ eventId: 'evt_2', kind: 'ignored' });
	});

	test.each([
		['no JSON', '{"id":'],
		['a list', '[]'],
		['nothing', ''],
		['null', 'null'],
		['no event', '{"object":"charge","id":"ch_1"}'],
		['no id', JSON.stringify({ ...payCheckout(sale), id: '' })],
		['a time that is none', JSON.stringify({ ...payCheckout(sale), created: 9e15 })],
		['a session without its status', JSON.stringify(stripeEvent('checkout.session.completed', { id: 'cs_1' }))],
	])('that is %s is refused', (_, body) => {
		expect(readStripeEvent(Buffer.from(body))).toMatchObject({ reason: 'malformed' });
	});

	test('nested too deeply is refused', () => {
		expect(readStripeEvent(Buffer.from('['.repeat(200_000)))).toMatchObject({ reason: 'malformed' });
		const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
		expect(readStripeEvent(Buffer.from(deep))).toMatchObject({ reason: 'malformed' });
	});

	test('with objects of any shape gives an event or a refusal, not an exception', () => {
		fc.assert(
			fc.property(fc.constantFrom(...stripeReadings.keys()), fc.dictionary(anyKey, fc.jsonValue()), (type, object) => {
				const found = read(stripeEvent(type, object));
				if (!('reason' in found)) paymentEvent.parse(found);
			}),
			{ numRuns: 1000 },
		);
	});
});

const anyKey = fc.constantFrom(
	...['id', 'amount', 'amount_total', 'amount_paid', 'currency', 'metadata', 'customer', 'payment_intent', 'payments'],
	...['parent', 'charge', 'status', 'payment_status', 'invoice', 'client_reference_id', 'customer_details'],
);

test('what PostgreSQL cannot store is replaced in the event', () => {
	const event = JSON.stringify(payCheckout(sale)).replace('Ada Acme', 'A\\u0000da \\ud800');
	const found = readStripeEvent(Buffer.from(event));
	expect(JSON.stringify(found)).not.toMatch(/\\u0000|\\ud800/);
	expect(found).toMatchObject({ payer: { name: 'A\uFFFDda \uFFFD' } });
});
