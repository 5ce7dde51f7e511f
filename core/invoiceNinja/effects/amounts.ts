import { decimalOf, exponentOf, money } from '../../kernel/money';
import { InputError } from '../../kernel/errors';
import { readAmount } from '../decimals';

/**
 * An amount that a person or an expression gives, in minor units. The noise of a sum such as 0.1 + 0.2 is none of it.
 *
 * @throws InputError when it has more decimals than the currency.
 */
export function minorOf(field: string, value: number | string, currency: string): number {
	const { minor, exact } = readAmount(value, currency);
	if (exact) return minor;
	const decimals = exponentOf(currency);
	throw new InputError(
		field,
		`has more decimals than ${currency}: ${String(value).slice(0, 40)}`,
		decimals === 0 ? 'Give a whole number.' : `Give at most ${decimals} decimals.`,
	);
}

/** The number that Invoice Ninja is sent: the shortest decimal of the amount. */
export const sentAmount = (amountMinor: number, currency: string) => Number(decimalOf(money(amountMinor, currency)));
