import fc from 'fast-check';
import { addDays } from '../../../core/kernel/calendar';
import { refundOf, shareOut, type Refundable } from '../../../core/rentals/refund';

const booking = (more: Partial<Refundable> = {}): Refundable => ({
	arrival: '2026-07-04',
	currency: 'EUR',
	totalMinor: 100_000,
	touristTaxMinor: 2_000,
	terms: {
		refunds: [
			{ daysBefore: 60, percent: 100 },
			{ daysBefore: 30, percent: 50 },
		],
	},
	paidMinor: 100_000,
	...more,
});

describe('the policy', () => {
	test.each([
		['2026-05-05', 60, 100, 100_000],
		['2026-05-06', 59, 50, 51_000],
		['2026-06-04', 30, 50, 51_000],
		['2026-06-05', 29, 0, 2_000],
		['2026-07-04', 0, 0, 2_000],
		// Who has arrived owes the tax.
		['2026-07-05', -1, 0, 0],
	])('cancelled on %s, %i days before: %i %%, %i back', (day, daysBefore, percent, refundMinor) => {
		const paidMinor = 100_000;
		expect(refundOf(booking(), day)).toMatchObject({
			daysBefore,
			percent,
			refundMinor,
			keptMinor: paidMinor - refundMinor,
		});
	});

	test('of a deposit alone no tax goes back: what was paid counts for the stay first', () => {
		expect(refundOf(booking({ paidMinor: 30_001 }), '2026-06-04')).toMatchObject({
			refundMinor: 15_001,
			refundedTaxMinor: 0,
		});
		expect(refundOf(booking({ paidMinor: 99_000 }), '2026-06-05')).toMatchObject({
			refundMinor: 1_000,
			refundedTaxMinor: 1_000,
		});
	});

	test('what came in beyond the price is the guest’s own', () => {
		expect(refundOf(booking({ paidMinor: 100_500 }), '2026-07-04').refundMinor).toBe(2_500);
	});

	test('when the host cancels, everything goes back, also on the last day', () => {
		expect(refundOf(booking(), '2026-07-04', { all: true })).toMatchObject({
			percent: 100,
			refundMinor: 100_000,
			keptMinor: 0,
		});
	});

	test('a policy of zero days gives back until the day of arrival, and not after it', () => {
		const terms = { refunds: [{ daysBefore: 0, percent: 80 }] };
		expect(refundOf(booking({ terms, touristTaxMinor: 0 }), '2026-07-04').refundMinor).toBe(80_000);
		expect(refundOf(booking({ terms, touristTaxMinor: 0 }), '2026-07-05').refundMinor).toBe(0);
	});

	test('never more than was paid, never less than nothing, and to the cent', () => {
		const policies = fc.array(
			fc.record({ daysBefore: fc.integer({ min: 0, max: 120 }), percent: fc.integer({ min: 0, max: 100 }) }),
			{ maxLength: 4 },
		);
		const amounts = fc.integer({ min: 0, max: 10_000_000 });
		fc.assert(
			fc.property(
				policies,
				amounts,
				amounts,
				amounts,
				fc.integer({ min: -30, max: 150 }),
				fc.constantFrom('EUR', 'JPY', 'KWD'),
				(refunds, total, tax, paidMinor, ahead, currency) => {
					const given = {
						totalMinor: total,
						touristTaxMinor: Math.min(tax, total),
						paidMinor,
						terms: { refunds },
						currency,
					};
					const told = refundOf(booking(given), addDays('2026-07-04', -ahead));
					expect(told.refundMinor).toBeGreaterThanOrEqual(told.refundedTaxMinor);
					expect(told.refundedTaxMinor).toBeGreaterThanOrEqual(0);
					expect(told.refundMinor + told.keptMinor).toBe(paidMinor);
					expect(told.keptMinor).toBeGreaterThanOrEqual(0);
					expect(Number.isSafeInteger(told.refundMinor)).toBe(true);
				},
			),
		);
	});

	test('with a policy that gives more to who is earlier, nobody loses by cancelling earlier', () => {
		const ahead = fc.integer({ min: 0, max: 100 });
		fc.assert(
			fc.property(ahead, ahead, fc.integer({ min: 0, max: 100_000 }), (one, other, paidMinor) => {
				const [late, early] = [Math.min(one, other), Math.max(one, other)];
				const back = (days: number) => refundOf(booking({ paidMinor }), addDays('2026-07-04', -days)).refundMinor;
				expect(back(early)).toBeGreaterThanOrEqual(back(late));
			}),
		);
	});
});

test('a refund is shared out over the payments, the newest first, and none gives more than is left of it', () => {
	const payments = fc.array(fc.integer({ min: 0, max: 1_000 }), { maxLength: 5 });
	fc.assert(
		fc.property(payments, fc.integer({ min: 0, max: 6_000 }), (lefts, refund) => {
			const given = lefts.map((leftMinor, index) => ({ paymentId: String(index), leftMinor }));
			const parts = shareOut(refund, given);
			const sum = parts.reduce((total, { amountMinor }) => total + amountMinor, 0);
			expect(sum).toBe(
				Math.min(
					refund,
					lefts.reduce((total, left) => total + left, 0),
				),
			);
			for (const { payment, amountMinor } of parts) expect(amountMinor).toBeLessThanOrEqual(payment.leftMinor);
		}),
	);
	expect(
		shareOut(500, [
			{ paymentId: 'balance', leftMinor: 400 },
			{ paymentId: 'deposit', leftMinor: 300 },
		]).map(({ payment, amountMinor }) => [payment.paymentId, amountMinor]),
	).toEqual([
		['balance', 400],
		['deposit', 100],
	]);
});
