import { exponentOf } from '../kernel/money';
import { InputError } from '../kernel/errors';

/** An amount of Invoice Ninja in minor units; not exact when it has decimals that the currency has not. */
export interface ReadAmount {
	readonly minor: number;
	readonly exact: boolean;
}

/** Decimals behind the currency's own that may be the noise of a sum of floats, such as 0.1 + 0.2. */
const noiseDecimals = 6;

/**
 * Reads an amount that Invoice Ninja sends as a float. It is taken by its decimal digits, and never multiplied: the
 * shortest digits that mean the float are those that a person entered. What a sum of floats adds behind them is noise.
 *
 * @throws InputError when it is not a number, or too large to be exact.
 */
export function readAmount(value: number | string, currency: string): ReadAmount {
	const exponent = exponentOf(currency);
	const usual = typeof value === 'number' ? usualAmount(value, exponent) : undefined;
	if (usual !== undefined) return { minor: usual, exact: true };
	const { negative, digits, decimals } = digitsOf(value);
	// Rounds twice: what is noise vanishes in the first rounding, and what is left in the second was there on purpose.
	const [clean, cleanDecimals] = rounded(digits, decimals, exponent + noiseDecimals);
	const [minor] = rounded(clean, cleanDecimals, exponent);
	const scaled = minor * 10n ** BigInt(Math.max(0, exponent - cleanDecimals));
	const number = Number(negative ? -scaled : scaled);
	if (!Number.isSafeInteger(number)) throw notAnAmount(value);
	return { minor: number === 0 ? 0 : number, exact: restOf(clean, cleanDecimals, exponent) === 0n };
}

/** Nearly every amount has few digits and no more decimals than its currency: its digits are the minor units. */
function usualAmount(value: number, exponent: number): number | undefined {
	const text = String(value);
	if (text.length > 12) return undefined;
	const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
	if (whole === undefined || fraction.length > exponent) return undefined;
	const minor = Number(whole + fraction.padEnd(exponent, '0'));
	return sign === '-' && minor !== 0 ? -minor : minor;
}

/**
 * A quantity times a price, exactly, in minor units of the currency.
 *
 * @throws InputError when one of them is not a number.
 */
export function productMinor(quantity: number | string, price: number | string, currency: string): number {
	const [one, other] = [digitsOf(quantity), digitsOf(price)];
	const exponent = exponentOf(currency);
	const decimals = one.decimals + other.decimals;
	const [minor, left] = rounded(one.digits * other.digits, decimals, exponent);
	const scaled = Number(minor * 10n ** BigInt(exponent - left));
	return one.negative === other.negative ? scaled : -scaled;
}

function digitsOf(value: number | string): { negative: boolean; digits: bigint; decimals: number } {
	const text = typeof value === 'number' ? String(value) : value.trim();
	const [, sign, whole, fraction = '', power = '0'] =
		/^([+-]?)(\d{1,21})(?:\.(\d{1,30}))?(?:e([+-]?\d{1,3}))?$/i.exec(text) ?? [];
	if (whole === undefined) throw notAnAmount(value);
	const decimals = fraction.length - Number(power);
	const digits = BigInt(whole + fraction);
	if (decimals >= 0) return { negative: sign === '-', digits, decimals };
	return { negative: sign === '-', digits: digits * 10n ** BigInt(-decimals), decimals: 0 };
}

/** Half away from zero, as Invoice Ninja rounds (PHP's round). */
function rounded(digits: bigint, decimals: number, to: number): [bigint, number] {
	if (decimals <= to) return [digits, decimals];
	const unit = 10n ** BigInt(decimals - to);
	return [(digits + unit / 2n) / unit, to];
}

function restOf(digits: bigint, decimals: number, to: number): bigint {
	return decimals <= to ? 0n : digits % 10n ** BigInt(decimals - to);
}

function notAnAmount(value: number | string): InputError {
	return new InputError(
		'amount',
		`is not an amount: '${String(value).slice(0, 40)}'`,
		'Look the row up at Invoice Ninja.',
	);
}
