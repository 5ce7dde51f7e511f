import { z } from 'zod';
import { money, type Money } from '../kernel/money';
import { InputError } from '../kernel/errors';

/**
 * Stripe counts in the smallest unit of ISO 4217, with these exceptions (docs.stripe.com/currencies, "special cases" and
 * "zero-decimal currencies"): króna and shilling keep two decimals that are always 00, and the ariary has none.
 */
const isoUnitsPerStripeUnit: Readonly<Record<string, number>> = { ISK: 1 / 100, UGX: 1 / 100, MGA: 100 };

/** @throws InputError when the amount is not a whole number of the currency's minor units. */
export function moneyOfStripe(amount: number, currency: string): Money {
	const code = currency.toUpperCase();
	const factor = isoUnitsPerStripeUnit[code] ?? 1;
	if (factor < 1 && amount % 100 !== 0) {
		throw new InputError('amount', `is not a whole number of ${code}: ${amount}`, 'Look the payment up at Stripe.');
	}
	return money(factor < 1 ? amount / 100 : amount * factor, code);
}

/** Stripe takes only amounts of these that end with 0 (the same page, "three-decimal currencies"). */
const endWithZero: ReadonlySet<string> = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

/**
 * The amount as Stripe counts it: the inverse of `moneyOfStripe`.
 *
 * @throws InputError when Stripe cannot take the amount, such as fils that do not end with 0.
 */
export function stripeAmountOf({ amountMinor, currency }: Money): number {
	const step = endWithZero.has(currency) ? 10 : (isoUnitsPerStripeUnit[currency] ?? 1);
	if (step > 1 && amountMinor % step !== 0) {
		throw new InputError(
			'amountMinor',
			`is not an amount that Stripe takes in ${currency}: ${amountMinor}`,
			`Round it: Stripe takes multiples of ${step} minor units of ${currency}.`,
		);
	}
	const amount = step >= 100 ? amountMinor / step : step < 1 ? Math.round(amountMinor / step) : amountMinor;
	return amount === 0 ? 0 : amount;
}

/** An amount of Stripe, which is an integer. */
export const stripeAmount = z.number().int().nullish();
