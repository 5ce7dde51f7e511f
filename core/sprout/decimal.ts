import { InputError } from '../kernel/errors';

/** An exact decimal: `units` times ten to the power of minus `scale`. 12.50 is 1250 at scale 2. */
export interface Decimal {
	readonly units: bigint;
	readonly scale: number;
}

export const zero: Decimal = { units: 0n, scale: 0 };

/** More digits than any amount, rate or quantity of an invoice has. */
const mostDigits = 30;

const form = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,2}))?$/;

/** Reads digits with a point, and PHP's `1.0E+3`; undefined for anything else. An empty text is not a number. */
export function readDecimal(text: string): Decimal | undefined {
	const [, sign = '', whole = '', fraction = '', exponent = '0'] = form.exec(text.trim()) ?? [];
	if (whole + fraction === '' || whole.length + fraction.length > mostDigits) return undefined;
	const units = BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`);
	const scale = fraction.length - Number(exponent);
	if (Math.abs(scale) > mostDigits) return undefined;
	return trimmed(scale < 0 ? { units: units * power(-scale), scale: 0 } : { units, scale });
}

/** @throws InputError that names the field, when the text is not a number. */
export function decimal(text: string, field: string): Decimal {
	const read = readDecimal(text);
	if (read) return read;
	throw new InputError(field, `is not a number: '${text.slice(0, 40)}'`, 'Write digits with a point, such as 1234.50.');
}

/** A double by its shortest decimal, which is what a person typed: 0.1 and not 0.10000000000000001. */
export function fromDouble(value: number): Decimal {
	return readDecimal(String(value)) ?? zero;
}

export function plus(...terms: readonly Decimal[]): Decimal {
	const scale = Math.max(0, ...terms.map((term) => term.scale));
	return trimmed({ units: terms.reduce((sum, term) => sum + atScale(term, scale), 0n), scale });
}

export const negative = ({ units, scale }: Decimal): Decimal => ({ units: -units, scale });

export const minus = (one: Decimal, other: Decimal): Decimal => plus(one, negative(other));

export const times = (one: Decimal, other: Decimal): Decimal =>
	trimmed({ units: one.units * other.units, scale: one.scale + other.scale });

/** So many per cent of an amount. */
export const percentOf = (amount: Decimal, percent: Decimal): Decimal => {
	const { units, scale } = times(amount, percent);
	return trimmed({ units, scale: scale + 2 });
};

/** Rounds half away from zero, as PHP's round() does. */
export function rounded(value: Decimal, decimals: number): Decimal {
	if (value.scale <= decimals) return value;
	const divisor = power(value.scale - decimals);
	const size = value.units < 0n ? -value.units : value.units;
	const whole = (size * 2n + divisor) / (divisor * 2n);
	return trimmed({ units: value.units < 0n ? -whole : whole, scale: decimals });
}

/** Below zero when the first is less, zero when they are equal, above zero when the first is more. */
export function compareDecimals(one: Decimal, other: Decimal): number {
	const { units } = minus(one, other);
	return units < 0n ? -1 : Number(units > 0n);
}

export const equal = (one: Decimal, other: Decimal): boolean => compareDecimals(one, other) === 0;
export const isZero = ({ units }: Decimal): boolean => units === 0n;
export const least = (one: Decimal, other: Decimal): Decimal => (compareDecimals(one, other) <= 0 ? one : other);

/** The text of the number, with at least so many decimals. */
export function decimalText(value: Decimal, decimals = 0): string {
	const scale = Math.max(value.scale, decimals);
	const units = atScale(value, scale);
	const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
	const whole = digits.slice(0, digits.length - scale);
	return `${units < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${digits.slice(-scale)}`}`;
}

/**
 * The number as JSON carries it.
 *
 * @throws InputError when a double does not hold it exactly.
 */
export function asDouble(value: Decimal, field: string): number {
	const text = decimalText(value);
	const double = Number(text);
	const back = readDecimal(String(double));
	if (back && equal(back, value)) return double;
	throw new InputError(field, `has more digits than Invoice Ninja can hold: ${text}`, 'Round it in Sprout Invoices.');
}

const power = (exponent: number): bigint => 10n ** BigInt(exponent);
const atScale = ({ units, scale }: Decimal, wanted: number): bigint => units * power(wanted - scale);

function trimmed({ units, scale }: Decimal): Decimal {
	let [rest, at] = [units, scale];
	while (at > 0 && rest % 10n === 0n) [rest, at] = [rest / 10n, at - 1];
	return { units: rest, scale: at };
}
