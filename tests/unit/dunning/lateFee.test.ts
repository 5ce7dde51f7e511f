import fc from 'fast-check';
import { dunningCampaign, evaluateAccount, type LateFee } from '../../../core/dunning';
import { account, invoice, sent, service } from './accounts';

/** The fees that an invoice of 1 June bears on the fourth day after it, once its customer was told. */
function feesOf(fee: LateFee, given: { balanceMinor: number; currency: string }): number[] {
	const campaign = dunningCampaign.parse({
		code: 'default',
		name: 'Fees',
		stages: [
			{ code: 'reminder', offsetDays: 1, action: 'remind' },
			{ code: 'fee', offsetDays: 4, action: 'late_fee', fee },
		],
	});
	const one = account({
		campaign,
		invoices: [invoice('i1', { ...given, totalMinor: given.balanceMinor })],
		services: [service('s1', { campaign })],
		attempts: [sent('reminder', '2026-06-02')],
	});
	return evaluateAccount(one, '2026-06-05').lateFees.map(({ amountMinor }) => amountMinor);
}

/** Up to a hundred billion, with cents or without. */
const minor = fc.integer({ min: 1, max: 10_000_000_000 });
const currency = fc.constantFrom('JPY', 'EUR', 'KWD');
/** In ten thousandths of a per cent: what a policy can say. */
const percentUnits = fc.integer({ min: 1, max: 1_000_000 });

test('a percentage is exact to the smallest unit, half of one and more counting as one', () => {
	fc.assert(
		fc.property(minor, percentUnits, currency, (balanceMinor, units, code) => {
			const doubled = BigInt(balanceMinor) * BigInt(units) * 2n;
			// The fee f is the only one with 2f - 1 <= 2 * share < 2f + 1.
			const [fee = 0] = feesOf({ percent: units / 10_000 }, { balanceMinor, currency: code });
			const whole = 1_000_000n;
			expect(doubled >= (2n * BigInt(fee) - 1n) * whole && doubled < (2n * BigInt(fee) + 1n) * whole).toBe(true);
		}),
	);
});

test.each([
	[1_020, 2.5, [26]],
	[1_019, 2.5, [25]],
	[50, 1, [1]],
	// It comes to nothing: there is no fee.
	[49, 1, []],
])('%i at %d %% bear %j', (balanceMinor, percent, fees) => {
	expect(feesOf({ percent }, { balanceMinor, currency: 'EUR' })).toEqual(fees);
});

test('a minimum holds for its own currency, and a fee is not above what is owed unless the minimum is', () => {
	fc.assert(
		fc.property(minor, percentUnits, currency, minor, (balanceMinor, units, code, least) => {
			const percent = units / 10_000;
			const [plain = 0] = feesOf({ percent }, { balanceMinor, currency: code });
			const [fee = 0] = feesOf({ percent, minimum: { [code]: least } }, { balanceMinor, currency: code });
			const others = feesOf({ percent, minimum: { SEK: least } }, { balanceMinor, currency: code });
			expect(plain).toBeLessThanOrEqual(balanceMinor);
			expect(fee).toBe(Math.max(plain, least));
			expect(others[0] ?? 0).toBe(plain);
		}),
	);
});

test('a fixed fee is that of its currency, and none in another', () => {
	fc.assert(
		fc.property(minor, currency, minor, (balanceMinor, code, amount) => {
			expect(feesOf({ fixed: { [code]: amount } }, { balanceMinor, currency: code })).toEqual([amount]);
			expect(feesOf({ fixed: { SEK: amount } }, { balanceMinor, currency: code })).toEqual([]);
		}),
	);
});
