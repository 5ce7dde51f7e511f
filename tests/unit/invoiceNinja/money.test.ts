import fc from 'fast-check';
import {
	cluesOf,
	gatewayReference,
	invoiceOf,
	invoiceRow,
	paymentEventOf,
	paymentRow,
	recordedNote,
	recordedReference,
} from '../../../core/invoiceNinja';

const from = { companyCode: 'main', readAt: '2026-03-02T10:00:00.000Z', raw: {} };
const payment = (more: object) =>
	paymentRow.parse({
		...{ id: 'p1', clientId: 'c1', status: 'completed', amountMinor: 2000, currency: 'EUR' },
		...{ updatedAt: '2026-03-01T10:00:00.000Z', ...more },
	});
const invoice = (more: object) =>
	invoiceRow.parse({
		...{ id: 'i1', clientId: 'c1', status: 'sent', amountMinor: 2000, balanceMinor: 2000, currency: 'EUR' },
		...{ number: '1', date: '2026-03-01', updatedAt: '2026-03-01T10:00:00.000Z', ...more },
	});

test.each([
	['pi_3ABC', false, 'g1', true],
	['ch_3ABC', false, 'g1', true],
	['py_3ABC', false, 'g1', true],
	['8AB12345CD678901E', false, 'g1', true],
	['pi_3ABC', true, 'g1', false],
	['pi_3ABC', false, '', false],
	['Manual entry', false, 'g1', false],
	['Manuelle Eingabe', true, '', false],
	['evt_123456', false, 'g1', false],
	['', false, 'g1', false],
])(
	'the reference %j of a payment (by hand: %s, gateway %j) is the ID of a charge: %s',
	(text, isManual, companyGatewayId, is) => {
		expect(gatewayReference({ transactionReference: text, isManual, companyGatewayId })).toBe(is ? text : undefined);
	},
);

test('a payment that the pack recorded itself names its charge; one without the mark, or with half of it, does not', () => {
	const marked = { transactionReference: 'pi_3ABC', privateNotes: recordedNote('pi_3ABC'), isManual: true };
	const of = (more: object) => recordedReference(payment({ ...marked, ...more }));
	expect(of({})).toBe('pi_3ABC');
	expect(of({ privateNotes: `by Ann\r\n${recordedNote('pi_3ABC')} \n` })).toBe('pi_3ABC');
	expect(of({ privateNotes: '' })).toBeUndefined();
	expect(of({ privateNotes: 'pi_3ABC' })).toBeUndefined();
	expect(of({ privateNotes: `was ${recordedNote('pi_3ABC')}` })).toBeUndefined();
	expect(of({ transactionReference: 'pi_3ABCD' })).toBeUndefined();
	expect(of({ transactionReference: 'Manual entry', privateNotes: recordedNote('Manual entry') })).toBeUndefined();
	expect(of({ companyGatewayId: 'g1' })).toBeUndefined();
	expect(paymentEventOf(payment(marked), from).names).toContain('pi_3ABC');
	expect(paymentEventOf(payment({ ...marked, privateNotes: null }), from).names).not.toContain('pi_3ABC');
});

test('the same state is the same event, whenever it is read; another state is another one', () => {
	const eventId = (more: object, readAt = from.readAt) => paymentEventOf(payment(more), { ...from, readAt }).eventId;
	expect(eventId({})).toBe(eventId({}, '2026-04-01T00:00:00.000Z'));
	expect(eventId({ privateNotes: 'x', number: '9' })).toBe(eventId({}));
	const ids = [
		{},
		{ refundedMinor: 1 },
		{ isDeleted: true },
		{ status: 'pending' },
		{ amountMinor: 1 },
		{ currency: 'USD' },
	];
	expect(new Set(ids.map((more) => eventId(more))).size).toBe(ids.length);
});

test('the parts of a payment and what is left of it are its money, whatever credits and refunds are in it', () => {
	const parts = fc.array(
		fc.record({ amountMinor: fc.integer({ min: 0, max: 1e7 }), back: fc.integer({ min: 0, max: 1000 }) }),
		{ maxLength: 5 },
	);
	const anyPayment = fc.record({
		parts,
		credits: fc.array(fc.integer({ min: 0, max: 1e6 }), { maxLength: 2 }),
		amountMinor: fc.integer({ min: 0, max: 2e7 }),
		refunded: fc.integer({ min: 0, max: 2e7 }),
		currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
	});
	fc.assert(
		fc.property(anyPayment, ({ parts: paid, credits, amountMinor, refunded, currency }) => {
			const paymentables = [
				...paid.map(({ amountMinor: amount, back }, index) => ({
					...{ invoiceId: `i${index}`, amountMinor: amount, refundedMinor: Math.floor((amount * back) / 1000) },
				})),
				...credits.map((amount, index) => ({ creditId: `k${index}`, amountMinor: amount, refundedMinor: 0 })),
			];
			const { detail } = paymentEventOf(
				payment({ paymentables, amountMinor, refundedMinor: refunded, currency }),
				from,
			);
			const { snapshot } = detail;
			if (!snapshot) throw new Error('a payment has no state');
			const cash = snapshot.parts.reduce((sum, part) => sum + part.amountMinor, 0);
			expect(cash + snapshot.unappliedMinor).toBe(amountMinor);
			for (const part of snapshot.parts) {
				expect(part.amountMinor).toBeGreaterThanOrEqual(0);
				expect(part.refundedMinor).toBeGreaterThanOrEqual(0);
				expect(part.refundedMinor).toBeLessThanOrEqual(part.amountMinor);
			}
			expect(snapshot.refundedMinor).toBeLessThanOrEqual(amountMinor);
		}),
	);
});

test.each([
	['Domain: café.example', ['xn--caf-dma.example']],
	['acme.example', ['acme.example']],
	['Hosting\nDomain: https://www.acme.example/\nThank you', ['acme.example']],
	['Hosting of acme.example', []],
	['setup.The rest', []],
	['Price 10.00 per month, see office@acme.example', []],
	['Mail: office@acme.example', []],
])('the notes %j state %j', (notes, domains) => {
	expect(cluesOf(invoice({ lineItems: [{ productKey: 'starter', notes }] })).lines).toMatchObject([{ domains }]);
});

test('what Invoice Ninja says is the invoice; a balance above the total, below zero or of a void one is none', () => {
	expect(invoiceOf(invoice({ balanceMinor: 5000 }), from)).toMatchObject({ balanceMinor: 2000, dueOn: '2026-03-01' });
	expect(invoiceOf(invoice({ balanceMinor: -5 }), from)).toMatchObject({ balanceMinor: 0 });
	expect(invoiceOf(invoice({ status: 'cancelled' }), from)).toMatchObject({ status: 'void', balanceMinor: 0 });
	expect(invoiceOf(invoice({ number: '' }), from)).toMatchObject({ invoiceNumber: 'draft i1' });
	expect(invoiceOf(invoice({ amountMinor: -1 }), from)).toBeUndefined();
	const links = [{ link: 'javascript:alert(1)' }, { link: 'https://invoicing.example.com/client/invoice/k' }];
	expect(invoiceOf(invoice({ invitations: links }), from)).toMatchObject({ link: links[1]?.link });
});
