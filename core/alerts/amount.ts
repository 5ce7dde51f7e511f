import { decimalOf, money } from '../kernel/money';

/** Not a currency: ISO 4217 has the code for what has none. */
const noCurrency = 'XXX';

/**
 * An amount as staff read it, such as `9.90 EUR`. One without a known currency says so in words, and never passes smallest
 * units off as an amount.
 *
 * @param currency null when nobody said which.
 */
export function amountInWords(amountMinor: number, currency: string | null): string {
	if (currency === null || currency === noCurrency || !/^[A-Z]{3}$/.test(currency)) {
		return 'an amount in a currency that the provider did not name';
	}
	return `${decimalOf(money(amountMinor, currency))} ${currency}`;
}
