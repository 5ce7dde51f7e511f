import { decimalOf, money, unknownCurrency } from '../kernel/money';

/**
 * An amount as staff read it, such as `9.90 EUR`. One without a known currency says so in words, and never passes smallest
 * units off as an amount.
 *
 * @param currency null when nobody said which.
 */
export function amountInWords(amountMinor: number, currency: string | null): string {
	if (currency === null || currency === unknownCurrency || !/^[A-Z]{3}$/.test(currency)) {
		return 'an amount in a currency that the provider did not name';
	}
	return `${decimalOf(money(amountMinor, currency))} ${currency}`;
}
