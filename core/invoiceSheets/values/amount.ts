import type { DecimalSign } from '../understanding';
import { currencyOf } from './currency';
import { unspaced } from './text';

/** An amount as a text shows it, before it is known which sign begins the decimals. */
export interface AmountText {
	readonly negative: boolean;
	/** Digits, points and commas; any other sign between thousands is gone. */
	readonly digits: string;
	/** ISO 4217, `?` for a sign of several, null when it names none, undefined when it names two. */
	readonly currency: string | null | undefined;
	/**
	 * What it shows about the column: the decimal sign, `plain` when it has neither sign, `either` when both readings are
	 * possible, such as of 1.234.
	 */
	readonly shows: DecimalSign | 'plain' | 'either';
}

const form = /^(?:\p{L}|\p{Sc}|\.(?=\p{L}))*[-+(]*(?:\p{L}|\p{Sc})*[-+]*([\d.,'’`´]+)[-)]*(?:\p{L}|\p{Sc}|\.)*[-)]*$/u;
const words = /(?:\p{L}|\p{Sc})(?:\p{L}|\p{Sc}|\.|')*/gu;
const apostrophes = /['’`´]/g;
const dashes = /[\u2010-\u2015\u2212]/g;

/** Returns undefined for a text that is not an amount, such as `12 stuks`. */
export function amountText(text: string): AmountText | undefined {
	return text.length > 60 ? undefined : (plainAmount(text) ?? anyAmount(text));
}

const [comma, hyphen, fullStop, space, noBreakSpace, narrowSpace, euro] = [44, 45, 46, 32, 0xa0, 0x202f, 0x20ac];
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isSpace = (code: number): boolean => code === space || code === noBreakSpace || code === narrowSpace;

/** Digits, points and commas with a minus and a euro sign perhaps: most amounts, without the search for all others. */
function plainAmount(text: string): AmountText | undefined {
	let [from, to] = [0, text.length];
	let currency: string | null = null;
	let negative = false;
	for (; from < to; from++) {
		const code = text.charCodeAt(from);
		if (code === euro && currency === null) currency = 'EUR';
		else if (code === hyphen && !negative) negative = true;
		else if (!isSpace(code)) break;
	}
	for (; to > from; to--) {
		const code = text.charCodeAt(to - 1);
		if (code === euro && currency === null) currency = 'EUR';
		else if (!isSpace(code)) break;
	}
	let [points, commas, digits] = [0, 0, 0];
	for (let at = from; at < to; at++) {
		const code = text.charCodeAt(at);
		if (isDigit(code)) digits++;
		else if (code === fullStop) points++;
		else if (code === comma) commas++;
		else return undefined;
	}
	if (digits === 0) return undefined;
	const plain = text.slice(from, to);
	const shows = signShown(plain, points, commas, false);
	return shows === undefined ? undefined : { negative, digits: plain, currency, shows };
}

function anyAmount(text: string): AmountText | undefined {
	// A whole amount in the Dutch way: 12,- and 12,--
	const compact = unspaced(text)
		.replace(dashes, '-')
		.replace(/[.,](?:--?|=)(?=\D*$)/, '');
	const digits = form.exec(compact)?.[1];
	if (digits === undefined || !/\d/.test(digits)) return undefined;
	const names = compact.replace(/[()+-]/g, ' ').match(words) ?? [];
	const currencies = new Set(names.map(currencyOf));
	if (currencies.has(undefined)) return undefined;
	const around = compact.replace(/[\d.,'’`´]+/, '#');
	const minuses = (around.match(/-/g) ?? []).length;
	const bracketed = around.includes('(') && around.includes(')');
	if (minuses > 1 || around.includes('(') !== around.includes(')')) return undefined;
	const plainDigits = digits.replace(apostrophes, '');
	const [points, commas] = [count(plainDigits, '.'), count(plainDigits, ',')];
	const shows = signShown(plainDigits, points, commas, hasOtherGroups(text, digits));
	if (shows === undefined) return undefined;
	const [currency = null] = currencies;
	return {
		negative: bracketed || minuses === 1,
		digits: plainDigits,
		currency: currencies.size > 1 ? undefined : currency,
		shows,
	};
}

/** True when something else than a point or a comma stands between thousands: then neither of these does. */
function hasOtherGroups(text: string, digits: string): boolean {
	return digits.includes("'") || digits.includes('’') || /\d[\s\u00a0\u2000-\u200a\u202f]\d{3}(?!\d)/.test(text);
}

function signShown(digits: string, points: number, commas: number, grouped: boolean): AmountText['shows'] | undefined {
	if (points + commas === 0) return 'plain';
	if (points > 0 && commas > 0) {
		const sign = digits.lastIndexOf('.') > digits.lastIndexOf(',') ? '.' : ',';
		return (sign === '.' ? points : commas) === 1 && fits(digits, sign) ? sign : undefined;
	}
	const [sign, other] = points > 0 ? (['.', ','] as const) : ([',', '.'] as const);
	if (points + commas > 1) return fits(digits, other) ? other : undefined;
	if (grouped) return sign;
	const byOther = fits(digits, other) && !digits.startsWith('0');
	return byOther ? 'either' : sign;
}

const count = (text: string, sign: string): number => text.split(sign).length - 1;

/** Whether the digits can be read with this decimal sign: three digits between the others, or two as India writes them. */
function fits(digits: string, sign: DecimalSign): boolean {
	const point = digits.indexOf(sign);
	for (let at = point + 1; point !== -1 && at < digits.length; at++) if (!isDigit(digits.charCodeAt(at))) return false;
	const other = sign === '.' ? comma : fullStop;
	let [group, groups] = [0, 0];
	for (let at = (point === -1 ? digits.length : point) - 1; at >= 0; at--) {
		const code = digits.charCodeAt(at);
		if (isDigit(code)) group++;
		else {
			const indian = sign === '.' && groups > 0 && group === 2;
			if (code !== other || (group !== 3 && !indian)) return false;
			groups++;
			group = 0;
		}
	}
	return groups === 0 || (group >= 1 && group <= 3);
}

/** The number as digits with a point, such as `-1234.5`; undefined when it cannot be read with this decimal sign. */
export function decimalWith({ digits, negative }: AmountText, sign: DecimalSign): string | undefined {
	if (!fits(digits, sign)) return undefined;
	const plain = sign === '.' ? digits.replaceAll(',', '') : digits.replaceAll('.', '').replace(',', '.');
	return negative ? `-${plain}` : plain;
}

export type MinorAmount = number | 'too_many_decimals' | 'amount_too_large';

/** Reads an amount into minor units, exactly; undefined when it cannot be read with this decimal sign. */
export function minorWith(
	{ digits, negative }: AmountText,
	sign: DecimalSign,
	exponent: number,
): MinorAmount | undefined {
	if (!fits(digits, sign)) return undefined;
	const point = sign === '.' ? fullStop : comma;
	let minor = 0;
	let decimals: number | undefined;
	for (let at = 0; at < digits.length; at++) {
		const code = digits.charCodeAt(at);
		if (code === point) decimals = 0;
		else if (isDigit(code)) {
			if (decimals === exponent && code !== 48) return 'too_many_decimals';
			if (decimals === exponent) continue;
			minor = minor * 10 + code - 48;
			if (decimals !== undefined) decimals++;
		}
	}
	for (let at = decimals ?? 0; at < exponent; at++) minor *= 10;
	if (!(minor <= Number.MAX_SAFE_INTEGER)) return 'amount_too_large';
	return negative && minor !== 0 ? -minor : minor;
}

const powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000] as const;

/**
 * Reads a number into minor units. What a double adds to a sum, such as 0.1 + 0.2, is not seen. More decimals are rounded
 * as the number format shows them, half away from zero, if it shows no more than the currency has.
 *
 * @param shown how many decimals the number format shows; null when it does not say.
 */
export function minorOfNumber(value: number, exponent: number, shown: number | null): MinorAmount {
	const power = powers[exponent] ?? 100;
	const scaled = value * power;
	const whole = Math.round(scaled);
	if (!(Math.abs(whole) <= Number.MAX_SAFE_INTEGER)) return 'amount_too_large';
	// Fifteen digits are what a spreadsheet keeps.
	if (Math.abs(scaled - whole) <= Math.max(1e-7, Math.abs(scaled) * 1e-14)) return whole === 0 ? 0 : whole;
	if (shown === null || shown > exponent) return 'too_many_decimals';
	const coarse = powers[shown] ?? 1;
	const size = Math.abs(value) * coarse;
	const rounded = Math.floor(size + 0.5 + size * 1e-15) * (power / coarse);
	return value < 0 && rounded !== 0 ? -rounded : rounded;
}

/** The number as an exact decimal text, without what a double adds. */
export function plainNumber(value: number): string {
	if (Number.isSafeInteger(value)) return String(value === 0 ? 0 : value);
	const text = String(Number(value.toPrecision(15)));
	return text.includes('e') ? value.toFixed(Math.abs(value) < 1 ? 12 : 0).replace(/\.?0+$/, '') : text;
}
