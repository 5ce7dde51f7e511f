import { z } from 'zod';
import { textLimits } from '../../../core/kernel/textLimits';
import { dateTime, number, text, type Field, type Fields } from '../../shared/field';

type More = Partial<Field['control']>;

/** A text; a number that an expression gives, such as the number of an invoice, is its digits. */
const upTo = (most: number) =>
	z.preprocess(
		(value) => (typeof value === 'number' && Number.isFinite(value) ? String(value) : value),
		z.string().trim().max(most),
	);

/** A line of text that Invoice Ninja keeps in 191 characters or more. */
export const line = (displayName: string, more: More = {}) => text(displayName, upTo(textLimits.name), more);

/** Notes and terms. They may hold HTML. */
export const note = (displayName: string, more: More = {}) =>
	text(displayName, upTo(textLimits.lines), { typeOptions: { rows: 3 }, ...more });

/** A line that must be there. */
export const needed = (displayName: string, more: More = {}) =>
	text(displayName, upTo(textLimits.name).pipe(z.string().min(1, 'is missing')), { required: true, ...more });

/** An ID of Invoice Ninja: letters and digits. It becomes a part of addresses, so that nothing else may be in it. */
export const hashedId = z
	.string()
	.trim()
	.min(1, 'is missing')
	.max(textLimits.token)
	.regex(/^[\w-]*$/, 'is not an ID of Invoice Ninja, such as VolejRejNm');

/**
 * A decimal number, as a number or as its text. The text stays as it is, so that no digit is lost.
 *
 * @returns a number of JSON.
 */
export const decimal = z.preprocess(
	(value) => {
		if (typeof value !== 'string') return value;
		const trimmed = value.trim();
		return /^-?\d{1,15}(\.\d{1,12})?$/.test(trimmed) ? Number(trimmed) : trimmed === '' ? undefined : value;
	},
	z.number('must be a decimal number, such as 12.50').min(-1e13, 'is too small').max(1e13, 'is too large'),
);

/** A decimal number. Without a `numberPrecision` the editor shows 0 as 0 and keeps what is typed. */
export const amount = (displayName: string, more: More = {}) => number(displayName, decimal, more);

/** A whole number from 0. */
export const count = (displayName: string, more: More = {}) =>
	number(
		displayName,
		z.preprocess(
			(value) => (typeof value === 'string' && /^-?\d{1,9}$/.test(value.trim()) ? Number(value) : value),
			z.number('must be a whole number').int('must be a whole number').min(-1).max(2_147_483_647),
		),
		more,
	);

/**
 * A day as Invoice Ninja takes it. Of a moment it is the day that is written in it, whatever its time zone is.
 */
export const day = z.preprocess((value) => {
	const written = typeof value === 'object' && value !== null ? (JSON.parse(JSON.stringify(value)) as unknown) : value;
	return typeof written === 'string' ? (/^\d{4}-\d{2}-\d{2}(?=$|[T ])/.exec(written.trim())?.[0] ?? written) : written;
}, z.iso.date('must be a date, such as 2026-01-31'));

export const date = (displayName: string, more: More = {}) => dateTime(displayName, day, more);

/** A moment, as seconds since 1970. */
export const moment = z.preprocess((value) => {
	const written = typeof value === 'object' && value !== null ? (JSON.parse(JSON.stringify(value)) as unknown) : value;
	if (typeof written === 'number') return written;
	const ms = typeof written === 'string' && written.trim() !== '' ? Date.parse(written) : Number.NaN;
	return Number.isNaN(ms) ? written : Math.floor(ms / 1000);
}, z.number('must be a date and time').int('must be a date and time').min(0).max(99_999_999_999));

/** The four fields of a company's own. What they are called is a setting of Invoice Ninja. */
export const customValues = {
	customValue1: line('Custom Value 1'),
	customValue2: line('Custom Value 2'),
	customValue3: line('Custom Value 3'),
	customValue4: line('Custom Value 4'),
} as const satisfies Fields;

/** Up to three taxes. A tax without a name is not charged by Invoice Ninja. */
export const taxes = {
	taxName1: line('Tax Name 1', { placeholder: 'e.g. VAT' }),
	taxRate1: amount('Tax Rate 1', { description: 'In percent' }),
	taxName2: line('Tax Name 2'),
	taxRate2: amount('Tax Rate 2', { description: 'In percent' }),
	taxName3: line('Tax Name 3'),
	taxRate3: amount('Tax Rate 3', { description: 'In percent' }),
} as const satisfies Fields;
