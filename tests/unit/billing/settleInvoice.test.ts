import fc from 'fast-check';
import { paymentFacts, settleInvoice, type PaymentFacts } from '../../../core/billing';
import type { PaymentEventKind, StoredPaymentEvent } from '../../../core/payments';

const invoice = {
	status: 'open',
	currency: 'EUR',
	totalMinor: 2000,
	balanceMinor: 2000,
	invoiceNumber: 'INV-1',
	adjustedMinor: 0,
} as const;

function payment(paymentReference: string, minutes: number, more: Partial<PaymentFacts> = {}): PaymentFacts {
	return {
		provider: 'stripe',
		paymentReference,
		names: [paymentReference],
		succeeded: true,
		nothingAsked: false,
		amountMinor: 2000,
		priceMinor: more.amountMinor ?? 2000,
		currency: 'EUR',
		refundedMinor: 0,
		failedRefundMinor: 0,
		lostMinor: more.dispute === 'lost' ? (more.amountMinor ?? 2000) : 0,
		dispute: 'none',
		disputeIds: [],
		recurring: null,
		receivedAt: new Date(Date.UTC(2026, 2, 1, 10, minutes)),
		references: {},
		payer: {},
		invoiceId: null,
		...more,
	};
}

function outcomes(payments: PaymentFacts[], of: Parameters<typeof settleInvoice>[0] = invoice) {
	const { status, balanceMinor, setupDecision, verdicts } = settleInvoice(of, payments);
	return {
		status,
		balanceMinor,
		order: setupDecision,
		...Object.fromEntries(
			[...verdicts].map(([{ paymentReference }, { outcome, needsAttention }]) => [
				paymentReference,
				needsAttention ? `${outcome}!` : outcome,
			]),
		),
	};
}

test.each<[string, PaymentFacts[], Record<string, string | number>]>([
	['paid exactly', [payment('a', 1)], { status: 'paid', balanceMinor: 0, order: 'set_up', a: 'paid' }],
	[
		'too little',
		[payment('a', 1, { amountMinor: 1500 })],
		{ status: 'partial', balanceMinor: 500, order: 'wait', a: 'underpaid!' },
	],
	[
		'too little, and then the rest',
		[payment('a', 1, { amountMinor: 1500 }), payment('b', 2, { amountMinor: 500 })],
		{ status: 'paid', balanceMinor: 0, order: 'set_up', a: 'paid', b: 'paid' },
	],
	[
		'too little, and then more than the rest',
		[payment('a', 1, { amountMinor: 1500 }), payment('b', 2, { amountMinor: 600 })],
		{ status: 'paid', balanceMinor: 0, order: 'set_up', a: 'paid', b: 'overpaid!' },
	],
	[
		'too much',
		[payment('a', 1, { amountMinor: 2001 })],
		{ status: 'paid', balanceMinor: 0, order: 'set_up', a: 'overpaid!' },
	],
	[
		'too much, and the excess given back',
		[payment('a', 1, { amountMinor: 2500, refundedMinor: 500 })],
		{ status: 'paid', balanceMinor: 0, order: 'set_up', a: 'paid' },
	],
	[
		'twice',
		[payment('b', 2), payment('a', 1)],
		{ status: 'paid', balanceMinor: 0, order: 'set_up', a: 'paid', b: 'duplicate!' },
	],
	[
		'twice, and the second given back',
		[payment('a', 1), payment('b', 2, { refundedMinor: 2000 })],
		{ status: 'paid', balanceMinor: 0, order: 'set_up', a: 'paid', b: 'refunded' },
	],
	[
		'twice, and the first given back',
		[payment('a', 1, { refundedMinor: 2000 }), payment('b', 2)],
		{ status: 'paid', balanceMinor: 0, order: 'set_up', a: 'refunded', b: 'paid' },
	],
	[
		'another currency',
		[payment('a', 1, { currency: 'USD' })],
		{ status: 'open', balanceMinor: 2000, order: 'wait', a: 'wrong_currency!' },
	],
	[
		'given back',
		[payment('a', 1, { refundedMinor: 2000 })],
		{ status: 'refunded', balanceMinor: 0, order: 'cancel', a: 'refunded' },
	],
	[
		'given back in part: asks for nothing',
		[payment('a', 1, { refundedMinor: 700 })],
		{ status: 'paid', balanceMinor: 0, order: 'set_up', a: 'paid' },
	],
	[
		'given back before it came',
		[payment('a', 1, { succeeded: false, refundedMinor: 2000 })],
		{ status: 'refunded', balanceMinor: 0, order: 'cancel', a: 'refunded' },
	],
	[
		'refused',
		[payment('a', 1, { succeeded: false })],
		{ status: 'open', balanceMinor: 2000, order: 'wait', a: 'failed' },
	],
	[
		'disputed: nothing new is set up',
		[payment('a', 1, { dispute: 'open' })],
		{ status: 'paid', balanceMinor: 0, order: 'wait', a: 'disputed!' },
	],
	[
		'a dispute that was lost',
		[payment('a', 1, { dispute: 'lost' })],
		{ status: 'refunded', balanceMinor: 0, order: 'cancel', a: 'disputed!' },
	],
])('%s', (_, payments, expected) => {
	expect(outcomes(payments)).toEqual(expected);
});

test('money on a void invoice was not owed, and changes nothing about it', () => {
	const voided = { ...invoice, status: 'void', balanceMinor: 0 } as const;
	expect(outcomes([payment('a', 1)], voided)).toEqual({
		status: 'void',
		balanceMinor: 0,
		order: 'wait',
		a: 'duplicate!',
	});
});

test('a payment that fails leaves an invoice alone that was settled otherwise', () => {
	const settled = { ...invoice, status: 'paid', balanceMinor: 0 } as const;
	expect(outcomes([payment('a', 1, { succeeded: false })], settled)).toMatchObject({ status: 'paid', balanceMinor: 0 });
});

test('what was taken off and put back again, or paid and found to be for another invoice, is owed again', () => {
	const settled = { ...invoice, status: 'paid', balanceMinor: 0, released: true } as const;
	expect(outcomes([], settled)).toMatchObject({ status: 'open', balanceMinor: 2000, order: 'wait' });
});

/** A payment with any parts of it on top, off, refunded and lost. */
const anyPayment = fc
	.record({
		provider: fc.constantFrom<PaymentFacts['provider']>('stripe', 'paypal'),
		paymentReference: fc.uuid(),
		succeeded: fc.boolean(),
		amountMinor: fc.integer({ min: 0, max: 3000 }),
		currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'USD'),
		dispute: fc.constantFrom<PaymentFacts['dispute']>('none', 'none', 'open', 'lost'),
		receivedAt: fc.date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true }),
		onTop: fc.integer({ min: -500, max: 500 }),
		refunded: fc.nat(3000),
		lost: fc.nat(3000),
	})
	.map(({ onTop, refunded, lost, ...one }): PaymentFacts => {
		const refundedMinor = Math.min(refunded, one.amountMinor);
		return {
			...one,
			names: [one.paymentReference],
			nothingAsked: one.succeeded && one.amountMinor === 0,
			priceMinor: Math.max(one.amountMinor - onTop, 0),
			refundedMinor,
			failedRefundMinor: 0,
			disputeIds: [],
			lostMinor: one.dispute === 'lost' ? Math.min(lost, one.amountMinor - refundedMinor) : 0,
			recurring: null,
			references: {},
			payer: {},
			invoiceId: null,
		};
	});
const anyPayments = fc.uniqueArray(anyPayment, {
	selector: ({ paymentReference }) => paymentReference,
	maxLength: 6,
});

test('any payments: in any order the same; never set up without the money; the balance fits the status', () => {
	fc.assert(
		fc.property(
			anyPayments,
			fc.integer({ min: 0, max: 4000 }),
			fc.nat(4000),
			fc.infiniteStream(fc.nat()),
			(payments, totalMinor, adjusted, random) => {
				const adjustedMinor = Math.min(adjusted, totalMinor);
				const of = { ...invoice, totalMinor, balanceMinor: totalMinor, adjustedMinor };
				const settlement = settleInvoice(of, payments);
				const shuffled = payments
					.map((one) => ({ one, rank: random.next().value ?? 0 }))
					.sort((one, other) => one.rank - other.rank)
					.map(({ one }) => one);
				expect(outcomes(shuffled, of)).toEqual(outcomes(payments, of));
				expect(settlement.verdicts.size).toBe(payments.length);

				const kept = payments.filter(
					({ succeeded, currency, nothingAsked, lostMinor, refundedMinor, amountMinor }) =>
						succeeded &&
						(currency === 'EUR' || nothingAsked) &&
						(nothingAsked || lostMinor + refundedMinor === 0 || lostMinor + refundedMinor < amountMinor),
				);
				const gross = kept.reduce((sum, { priceMinor }) => sum + priceMinor, adjustedMinor);
				const waived = kept.some(({ nothingAsked }) => nothingAsked);
				if (settlement.setupDecision === 'set_up' && !waived) expect(gross).toBeGreaterThanOrEqual(totalMinor);
				expect(settlement.balanceMinor).toBeGreaterThanOrEqual(0);
				expect(settlement.balanceMinor).toBeLessThanOrEqual(totalMinor);
				if (settlement.status === 'paid') expect(settlement.balanceMinor).toBe(0);
				if (settlement.status === 'partial') expect(settlement.balanceMinor).toBeGreaterThan(0);
				for (const [payment, verdict] of settlement.verdicts) {
					// Disputed money, and money that nobody asked for, is always told to a person.
					if (payment.dispute !== 'none' || verdict.outcome === 'duplicate') expect(verdict.needsAttention).toBe(true);
				}
			},
		),
	);
});

describe('what the events of a payment say together', () => {
	const heard = (
		kind: PaymentEventKind,
		second: number,
		more: Partial<StoredPaymentEvent> = {},
	): StoredPaymentEvent => ({
		paymentEventId: '5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10',
		provider: 'stripe',
		eventId: `evt_${String(second)}_${kind}`,
		kind,
		paymentReference: 'pi_1',
		names: ['pi_1'],
		objectType: kind === 'refunded' ? 'charge' : kind.startsWith('dispute') ? 'dispute' : 'intent',
		objectId: 'pi_1',
		amountMinor: 2000,
		priceMinor: null,
		currency: 'EUR',
		references: {},
		detail: {},
		payer: {},
		occurredAt: new Date(Date.UTC(2026, 2, 1, 10, 0, second)),
		customerId: null,
		invoiceId: null,
		receivedAt: new Date(),
		attempts: 0,
		processedAt: null,
		outcome: null,
		placedBy: null,
		placedAt: null,
		resentAt: null,
		...more,
	});

	test('a success outweighs failed tries before and after it', () => {
		const events = [heard('payment_failed', 1), heard('payment_succeeded', 2), heard('payment_failed', 3)];
		expect(paymentFacts(events)).toMatchObject({
			succeeded: true,
			amountMinor: 2000,
			receivedAt: events[1]?.occurredAt,
		});
	});

	test('refunds are told in all, or one by one: the most that was told counts, and never more than came', () => {
		const events = [
			heard('payment_succeeded', 1),
			heard('refunded', 2, { amountMinor: 500 }),
			heard('refunded', 3, { amountMinor: 800 }),
			heard('refunded', 3, { amountMinor: 300, eventId: 'evt_other' }),
		];
		expect(paymentFacts(events).refundedMinor).toBe(800);
		expect(paymentFacts([...events, heard('refunded', 4, { amountMinor: 9000 })]).refundedMinor).toBe(2000);
	});

	test('a dispute is open until it is closed, also within the same second', () => {
		const opened = heard('disputed', 5, { eventId: 'evt_z' });
		expect(paymentFacts([opened]).dispute).toBe('open');
		const closed = (disputeOutcome: 'won' | 'lost') =>
			heard('dispute_closed', 5, { eventId: 'evt_a', detail: { disputeOutcome } });
		expect(paymentFacts([opened, closed('won')]).dispute).toBe('none');
		expect(paymentFacts([closed('lost'), opened]).dispute).toBe('lost');
		expect(paymentFacts([closed('won'), heard('disputed', 9)]).dispute).toBe('open');
	});

	test('references come from whichever event has them', () => {
		const events = [
			heard('payment_succeeded', 2, { references: { order: 'A-1' } }),
			heard('refunded', 3, { references: { customer: 'acme', order: 'other' } }),
		];
		expect(paymentFacts(events).references).toEqual({ order: 'A-1', customer: 'acme' });
	});
});
