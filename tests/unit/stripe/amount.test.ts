import fc from 'fast-check';
import { exponentOf } from '../../../core/kernel/money';
import { stripeAmountOf } from '../../../core/stripe';
import { moneyOfStripe } from '../../../core/stripe/amount';

/** One of each sort: two decimals, none, three, and Stripe's special cases. */
const currencies = ['EUR', 'USD', 'JPY', 'KRW', 'XOF', 'KWD', 'BHD', 'TND', 'ISK', 'UGX', 'MGA', 'CLP'] as const;
const stepOf = (currency: string) => (currency === 'MGA' ? 100 : exponentOf(currency) === 3 ? 10 : 1);

test('an amount comes back from Stripe as it went there', () => {
	fc.assert(
		fc.property(fc.constantFrom(...currencies), fc.integer({ min: -9_999, max: 999_999 }), (currency, count) => {
			const amount = { amountMinor: count * stepOf(currency), currency };
			expect(moneyOfStripe(stripeAmountOf(amount), currency.toLowerCase())).toEqual({
				...amount,
				amountMinor: amount.amountMinor === 0 ? 0 : amount.amountMinor,
			});
		}),
	);
});

// Paymenter/Paymenter#1258, cartalyst/stripe#59, InvoicePlane/InvoicePlane#1677: yen times a hundred.
test.each([
	['JPY', 500, 500],
	['EUR', 1250, 1250],
	['KWD', 1230, 1230],
	['ISK', 500, 50_000],
	['UGX', 3_000, 300_000],
	['MGA', 50_000, 500],
])('%s %i is %i at Stripe', (currency, amountMinor, atStripe) => {
	expect(stripeAmountOf({ amountMinor, currency })).toBe(atStripe);
});

test.each([
	['KWD', 1234],
	['BHD', 1],
	['MGA', 150],
])('%s %i is none that Stripe takes', (currency, amountMinor) => {
	expect(() => stripeAmountOf({ amountMinor, currency })).toThrow(/is not an amount that Stripe takes/);
});
