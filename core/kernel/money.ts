import { InputError } from './errors';

/** An amount in the smallest unit of its currency: 1050 EUR is €10.50, 1050 JPY is ¥1,050. */
export interface Money {
	/** A whole number. Negative for money that is owed back. */
	readonly amountMinor: number;
	/** ISO 4217, upper case. */
	readonly currency: string;
}

/** Stands for the currency of an amount of which nobody told one. It is ISO 4217's code for no currency. */
export const unknownCurrency = 'XXX';

/** The currencies of ISO 4217 (list one, 2024) whose minor unit is not a hundredth. */
const exponents: Readonly<Record<string, 0 | 3 | 4>> = {
	...each(0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
	...each(3, 'BHD IQD JOD KWD LYD OMR TND'),
	...each(4, 'CLF UYW'),
};

function each<E extends 0 | 3 | 4>(exponent: E, currencies: string): Record<string, E> {
	return Object.fromEntries(currencies.split(' ').map((currency) => [currency, exponent]));
}

/**
 * @throws InputError when the amount is not a whole number of minor units that a double holds exactly, or the currency
 *   is not three upper-case letters.
 */
export function money(amountMinor: number, currency: string): Money {
	checkCurrency(currency);
	if (!Number.isSafeInteger(amountMinor)) {
		throw new InputError('amount', `is not a whole number of ${currency} minor units: ${amountMinor}`, 'Give cents.');
	}
	// No negative zero: it would not equal zero.
	return { amountMinor: amountMinor === 0 ? 0 : amountMinor, currency };
}

/** Returns how many decimals a currency has in ISO 4217. */
export function exponentOf(currency: string): 0 | 2 | 3 | 4 {
	checkCurrency(currency);
	return exponents[currency] ?? 2;
}

/** @throws InputError for another currency. */
export function add(one: Money, other: Money): Money {
	sameCurrency(one, other);
	return money(one.amountMinor + other.amountMinor, one.currency);
}

/** @throws InputError for another currency. */
export function subtract(one: Money, other: Money): Money {
	sameCurrency(one, other);
	return money(one.amountMinor - other.amountMinor, one.currency);
}

/**
 * Returns a number below zero when the first is less, zero when they are equal, above zero when the first is more.
 *
 * @throws InputError for another currency.
 */
export function compare(one: Money, other: Money): number {
	sameCurrency(one, other);
	return Math.sign(one.amountMinor - other.amountMinor);
}

/**
 * Divides an amount by weights so that the parts add up to it exactly. Each part differs from its exact share by less
 * than one minor unit. The rest goes to the largest remainders, and among equal ones to the first.
 *
 * @param weights whole numbers, not negative, not all zero: days, quantities, amounts.
 */
export function allocate({ amountMinor, currency }: Money, weights: readonly number[]): Money[] {
	if (
		weights.some((weight) => !Number.isSafeInteger(weight) || weight < 0) ||
		weights.every((weight) => weight === 0)
	) {
		throw new InputError(
			'weights',
			'must be whole numbers from 0, at least one of them above 0',
			'Give days, pieces or cents.',
		);
	}
	// Uses bigint, because an amount times a weight does not fit into a double.
	const whole = BigInt(Math.abs(amountMinor));
	const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
	const shares = weights.map((weight, index) => {
		const scaled = whole * BigInt(weight);
		return { index, share: scaled / total, remainder: scaled % total };
	});
	const leftOver = Number(whole - shares.reduce((sum, { share }) => sum + share, 0n));
	const lucky = new Set(
		[...shares]
			.sort((one, other) => Number(other.remainder > one.remainder) - Number(other.remainder < one.remainder))
			.slice(0, leftOver)
			.map(({ index }) => index),
	);
	const sign = amountMinor < 0 ? -1 : 1;
	return shares.map(({ index, share }) => money(sign * (Number(share) + (lucky.has(index) ? 1 : 0)), currency));
}

/**
 * Reads a decimal with a point, such as `12.50` or `-3`, exactly. More decimals than the currency has must be zeros.
 *
 * @throws InputError for anything else.
 */
export function parseDecimal(text: string, currency: string): Money {
	const exponent = exponentOf(currency);
	const [, sign = '', whole, fraction = ''] = /^([+-]?)(\d{1,16})(?:\.(\d+))?$/.exec(text.trim()) ?? [];
	if (whole === undefined || /[^0]/.test(fraction.slice(exponent))) {
		throw new InputError(
			'amount',
			`is not an amount in ${currency}: '${text.slice(0, 40)}'`,
			`Write digits with a point and at most ${exponent} decimals.`,
		);
	}
	return money(Number(`${sign}${whole}${fraction.slice(0, exponent).padEnd(exponent, '0')}`), currency);
}

/**
 * Returns the amount with a point and all decimals of its currency, such as `12.50`. `parseDecimal` reads this form.
 */
export function decimalOf({ amountMinor, currency }: Money): `${number}` {
	const exponent = exponentOf(currency);
	const digits = String(Math.abs(amountMinor)).padStart(exponent + 1, '0');
	const whole = digits.slice(0, digits.length - exponent);
	const fraction = exponent === 0 ? '' : `.${digits.slice(-exponent)}`;
	return `${amountMinor < 0 ? '-' : ''}${whole}${fraction}` as `${number}`;
}

/**
 * Returns the amount as a person reads it, such as `€12.50` or `12,50 €`.
 *
 * @param language a BCP 47 tag such as en, fr-BE or nl.
 */
export function formatMoney(amount: Money, language: string): string {
	const decimals = exponentOf(amount.currency);
	return new Intl.NumberFormat(language, {
		style: 'currency',
		currency: amount.currency,
		minimumFractionDigits: decimals,
		maximumFractionDigits: decimals,
	}).format(decimalOf(amount));
}

function checkCurrency(currency: string): void {
	if (/^[A-Z]{3}$/.test(currency)) return;
	throw new InputError('currency', `is not an ISO 4217 code: '${currency.slice(0, 20)}'`, 'Write it as EUR or USD.');
}

function sameCurrency(one: Money, other: Money): void {
	if (one.currency === other.currency) return;
	throw new InputError(
		'currency',
		`differs: ${one.currency} and ${other.currency}`,
		'Convert one of the amounts first.',
	);
}
