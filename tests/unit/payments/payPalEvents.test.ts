import fc from 'fast-check';
import { payPalReadings, readPayPalEvent } from '../../../core/paypal';
import { paymentEvent, type PaymentEvent } from '../../../core/payments';
import { captureCompleted, captureRefunded, payPalEvent } from '../../../stack/standins/paypal';

const read = (event: object) => readPayPalEvent(Buffer.from(JSON.stringify(event)));
function understood(event: object): PaymentEvent {
	return paymentEvent.parse(read(event));
}
const amount = { value: '12.50', currency_code: 'EUR' };

test('a capture is a payment', () => {
	const event = captureCompleted(
		{
			order: 'O-1',
			customer: 'acme',
			plan: 'basic',
			domain: 'acme.example',
			invoice: 'INV-7',
			value: '12.50',
			currency: 'EUR',
			captureId: 'CAP1',
		},
		{ id: 'WH-1', create_time: '2026-11-21T10:00:00+01:00' },
	);
	expect(understood(event)).toEqual({
		provider: 'paypal',
		eventId: 'WH-1',
		type: 'PAYMENT.CAPTURE.COMPLETED',
		kind: 'payment_succeeded',
		paymentReference: 'CAP1',
		names: expect.arrayContaining(['CAP1']),
		object: { type: 'capture', id: 'CAP1' },
		amountMinor: 1250,
		priceMinor: null,
		currency: 'EUR',
		detail: {},
		live: null,
		account: null,
		references: { order: 'O-1', customer: 'acme', plan: 'basic', domain: 'acme.example', invoice: 'INV-7' },
		payer: {},
		occurredAt: '2026-11-21T09:00:00.000Z',
		raw: event,
	});
});

test.each([
	[{ custom_id: 'O-9' }, { order: 'O-9' }],
	[{ invoice_id: 'INV-7' }, { invoice: 'INV-7' }],
	[
		{ custom_id: 'O-9', invoice_id: 'INV-7' },
		{ order: 'O-9', invoice: 'INV-7' },
	],
	[
		{ custom_id: 'customer_code=acme', invoice_id: 'INV-7' },
		{ customer: 'acme', invoice: 'INV-7' },
	],
	[{ custom_id: '  ' }, {}],
	[{ custom_id: 42 }, {}],
])('what the merchant attached, %j, means %j', (attached, references) => {
	expect(understood(payPalEvent('PAYMENT.CAPTURE.COMPLETED', { id: 'CAP1', amount, ...attached })).references).toEqual(
		references,
	);
});

test.each([
	['12.50', 'EUR', 1250],
	['500', 'JPY', 500],
	['500.00', 'JPY', 500],
	['500', 'HUF', 50_000],
	['500', 'TWD', 50_000],
	['0.10', 'USD', 10],
	['-3.00', 'USD', 300],
])('%s %s are %i minor units', (value, currency_code, amountMinor) => {
	const event = payPalEvent('PAYMENT.CAPTURE.COMPLETED', { id: 'CAP1', amount: { value, currency_code } });
	expect(understood(event)).toMatchObject({ amountMinor, currency: currency_code });
});

test.each(['12.505', '1,250.00', '', 'free', '1e3', '12345678901234567'])('an amount of %j is refused', (value) => {
	const event = payPalEvent('PAYMENT.CAPTURE.COMPLETED', { id: 'CAP1', amount: { value, currency_code: 'EUR' } });
	expect(read(event)).toMatchObject({ reason: 'malformed', detail: expect.not.stringContaining('12.5') });
});

test('recurring money is a sale of the older API', () => {
	const sale = {
		id: 'SALE1',
		state: 'completed',
		amount: { total: '9.99', currency: 'USD', details: { subtotal: '9.99' } },
		billing_agreement_id: 'I-1',
		custom: 'O-1',
		invoice_number: 'INV-7',
	};
	expect(understood(payPalEvent('PAYMENT.SALE.COMPLETED', sale, { resource_version: '1.0' }))).toMatchObject({
		kind: 'payment_succeeded',
		paymentReference: 'SALE1',
		amountMinor: 999,
		references: { order: 'O-1', invoice: 'INV-7', providerSubscription: 'I-1' },
	});
});

describe('money that goes back', () => {
	test('names the capture and all refunds so far', () => {
		expect(understood(captureRefunded('CAP1', '3.00', '7.00', 'EUR'))).toMatchObject({
			kind: 'refunded',
			paymentReference: 'CAP1',
			amountMinor: 300,
			detail: { refundedSoFarMinor: 700 },
		});
	});

	test.each<[string, object]>([
		['sale', { links: [{ rel: 'sale', href: 'https://api.paypal.com/v1/payments/sale/SALE1' }] }],
		['a capture, up', { links: [{ rel: 'up', href: 'https://api.paypal.com/v2/payments/captures/SALE1' }] }],
		['a field', { sale_id: 'SALE1' }],
		['related IDs', { supplementary_data: { related_ids: { capture_id: 'SALE1' } } }],
	])('names the payment only in %s', (_, naming) => {
		for (const type of ['PAYMENT.SALE.REFUNDED', 'PAYMENT.SALE.REVERSED', 'PAYMENT.CAPTURE.REVERSED']) {
			const refund = { id: 'R1', amount: { total: '3.00', currency: 'EUR' }, ...naming };
			expect(understood(payPalEvent(type, refund))).toMatchObject({
				paymentReference: 'SALE1',
				names: expect.arrayContaining(['R1', 'SALE1']),
			});
		}
	});

	test('that did not arrive is a failed refund', () => {
		const refund = { id: 'R1', capture_id: 'CAP1', amount, status: 'FAILED', create_time: '2026-11-21T10:00:00Z' };
		expect(understood(payPalEvent('PAYMENT.CAPTURE.REFUNDED', refund))).toMatchObject({
			kind: 'refund_failed',
			detail: { refundedAt: '2026-11-21T10:00:00.000Z' },
		});
	});

	test('names the sale, and its own amount where the sum is missing', () => {
		const refund = { id: 'R1', sale_id: 'SALE1', amount: { total: '-3.00', currency: 'EUR' } };
		expect(understood(payPalEvent('PAYMENT.SALE.REFUNDED', refund))).toMatchObject({
			paymentReference: 'SALE1',
			amountMinor: 300,
		});
		const sum = { ...refund, total_refunded_amount: { value: '7.00', currency: 'EUR' } };
		expect(understood(payPalEvent('PAYMENT.SALE.REFUNDED', sum)).detail.refundedSoFarMinor).toBe(700);
	});

	test('may be the capture itself', () => {
		expect(understood(payPalEvent('PAYMENT.CAPTURE.REVERSED', { id: 'CAP1', amount }))).toMatchObject({
			kind: 'dispute_closed',
			object: { type: 'reversal', id: 'CAP1' },
			detail: { disputeOutcome: 'lost' },
			paymentReference: 'CAP1',
			amountMinor: 1250,
		});
	});

	test('is disputed, and lost or kept', () => {
		const dispute = {
			dispute_id: 'PP-D-1',
			dispute_amount: amount,
			disputed_transactions: [{ seller_transaction_id: 'CAP1', custom: 'O-1' }],
		};
		const resolved = (outcome_code: string) =>
			understood(payPalEvent('CUSTOMER.DISPUTE.RESOLVED', { ...dispute, dispute_outcome: { outcome_code } }));
		expect(understood(payPalEvent('CUSTOMER.DISPUTE.CREATED', dispute))).toMatchObject({
			kind: 'disputed',
			paymentReference: 'CAP1',
			references: { order: 'O-1' },
		});
		expect(resolved('RESOLVED_BUYER_FAVOUR')).toMatchObject({
			kind: 'dispute_closed',
			detail: { disputeOutcome: 'lost' },
		});
		expect(resolved('RESOLVED_SELLER_FAVOUR').detail.disputeOutcome).toBe('won');
	});
});

test('a dispute tells how much of the payment it is about, and how much it took', () => {
	const dispute = {
		dispute_id: 'PP-D-1',
		dispute_amount: amount,
		disputed_transactions: [{ seller_transaction_id: 'CAP1' }],
	};
	const resolved = {
		...dispute,
		dispute_outcome: {
			outcome_code: 'RESOLVED_BUYER_FAVOUR',
			amount_refunded: { value: '5.00', currency_code: 'EUR' },
		},
	};
	expect(understood(payPalEvent('CUSTOMER.DISPUTE.RESOLVED', resolved))).toMatchObject({
		names: ['PP-D-1', 'CAP1'],
		object: { type: 'dispute', id: 'PP-D-1' },
		amountMinor: 500,
	});
	const several = {
		...dispute,
		disputed_transactions: [{ seller_transaction_id: 'A' }, { seller_transaction_id: 'B' }],
	};
	expect(understood(payPalEvent('CUSTOMER.DISPUTE.CREATED', several))).toMatchObject({
		paymentReference: null,
		names: ['PP-D-1'],
	});
});

describe('an order', () => {
	const unit = (captures?: object[]) => ({ custom_id: 'O-1', amount, ...(captures && { payments: { captures } }) });
	const order = (units: object[]) => ({
		id: 'ORDER1',
		purchase_units: units,
		payer: { payer_id: 'P1', email_address: 'ada@acme.example', name: { given_name: 'Ada', surname: 'Acme' } },
	});
	const capture = { id: 'CAP1', status: 'COMPLETED', amount };

	test('that the buyer approved is not money yet', () => {
		expect(understood(payPalEvent('CHECKOUT.ORDER.APPROVED', order([unit()])))).toMatchObject({
			kind: 'payment_pending',
			paymentReference: 'ORDER1',
			amountMinor: 1250,
			references: { order: 'O-1', providerCustomer: 'P1' },
			payer: { name: 'Ada Acme', email: 'ada@acme.example' },
		});
	});

	test('is money under its capture, where it has the one', () => {
		expect(understood(payPalEvent('CHECKOUT.ORDER.COMPLETED', order([unit([capture])])))).toMatchObject({
			kind: 'payment_succeeded',
			paymentReference: 'CAP1',
		});
		const pending = order([unit([{ ...capture, status: 'PENDING' }])]);
		expect(understood(payPalEvent('CHECKOUT.ORDER.COMPLETED', pending)).kind).toBe('payment_pending');
		const several = order([unit([capture]), unit([{ ...capture, id: 'CAP2' }])]);
		expect(understood(payPalEvent('CHECKOUT.ORDER.COMPLETED', several))).toMatchObject({
			kind: 'payment_succeeded',
			paymentReference: 'ORDER1',
			names: ['ORDER1', 'CAP1', 'CAP2'],
			amountMinor: 2500,
		});
	});

	test('tells the price apart from tax and shipping, and does not take a discount for money', () => {
		const part = (value: string) => ({ value, currency_code: 'EUR' });
		const breakdown = {
			item_total: part('10.00'),
			tax_total: part('2.00'),
			shipping: part('1.50'),
			discount: part('1.00'),
		};
		const approved = order([{ custom_id: 'O-1', amount: { ...amount, breakdown } }]);
		expect(understood(payPalEvent('CHECKOUT.ORDER.APPROVED', approved))).toMatchObject({
			amountMinor: 1250,
			priceMinor: 900,
		});
		const sale = { id: 'S1', amount: { total: '12.50', currency: 'EUR', details: { subtotal: '10.00', tax: '2.50' } } };
		expect(understood(payPalEvent('PAYMENT.SALE.COMPLETED', sale)).priceMinor).toBe(1000);
	});
});

test('an invoice of PayPal is known by its last payment', () => {
	const invoice = {
		id: 'INV2-1',
		detail: { invoice_number: 'INV-7', reference: 'O-1' },
		payments: { paid_amount: amount, transactions: [{ payment_id: 'CAP1' }] },
	};
	for (const resource of [invoice, { invoice }]) {
		expect(understood(payPalEvent('INVOICING.INVOICE.PAID', resource))).toMatchObject({
			paymentReference: 'CAP1',
			amountMinor: 1250,
			references: { order: 'O-1', invoice: 'INV-7', providerInvoice: 'INV2-1' },
		});
	}
});

test('a subscription that could not be collected has failed', () => {
	const subscription = {
		id: 'I-1',
		custom_id: 'customer_code=acme',
		billing_info: { last_failed_payment: { amount } },
	};
	expect(understood(payPalEvent('BILLING.SUBSCRIPTION.PAYMENT.FAILED', subscription))).toMatchObject({
		kind: 'payment_failed',
		amountMinor: 1250,
		references: { customer: 'acme', providerSubscription: 'I-1' },
	});
});

test.each(['CATALOG.PRODUCT.CREATED', 'constructor'])('%s is ignored', (type) => {
	expect(understood(payPalEvent(type, {}))).toMatchObject({ kind: 'ignored', amountMinor: null });
});

test.each([
	['no JSON', 'x'],
	['a list', '[]'],
	['no event', '{}'],
	['without a time', JSON.stringify({ ...payPalEvent('X', {}), create_time: 'now' })],
])('a body that is %s is refused', (_, body) => {
	expect(readPayPalEvent(Buffer.from(body))).toMatchObject({ reason: 'malformed' });
});

test('objects of any shape give an event or a refusal, not an exception', () => {
	const key = fc.constantFrom(
		'id',
		'amount',
		'custom_id',
		'links',
		'payer',
		'purchase_units',
		'invoice',
		'dispute_id',
		'payments',
	);
	fc.assert(
		fc.property(fc.constantFrom(...payPalReadings.keys()), fc.dictionary(key, fc.jsonValue()), (type, resource) => {
			const found = read(payPalEvent(type, resource));
			if (!('reason' in found)) paymentEvent.parse(found);
		}),
		{ numRuns: 1000 },
	);
});
