import { z } from 'zod';
import { mailAddress } from '../kernel/mailAddress';
import { mostEntries, textLimits } from '../kernel/textLimits';

/** Control characters, line breaks and changes of direction: no name and no subject needs them. */
const unseen = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** One line of text. Line breaks and control characters become a space. */
export const line = z
	.string()
	.transform((text) => text.replaceAll(unseen, ' ').replaceAll(/ {2,}/g, ' ').trim())
	.pipe(z.string().min(1, 'is empty').max(textLimits.line));

/** Text of several lines. */
export const lines = z
	.string()
	.transform((text) =>
		text
			.split(/\r\n|[\r\n]/)
			.map((one) => one.replaceAll(unseen, ' ').trimEnd())
			.join('\n')
			.trim(),
	)
	.pipe(z.string().min(1, 'is empty').max(textLimits.lines));

/** A web address that a person can follow: http or https, without a log-in in it. */
export const link = z
	.string()
	.trim()
	.max(textLimits.url)
	.refine((text) => {
		const url = URL.canParse(text) && !/[\s<>"]/.test(text) ? new URL(text) : undefined;
		return url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
	}, 'must be an http or https address without a log-in in it');

export { mailAddress as emailAddress };

/** A day, `2026-03-01`. Of a date and time, it is the day. */
export const day = z
	.string()
	.transform((text) => text.trim().slice(0, 10))
	.pipe(z.iso.date('must be a day such as 2026-03-01'));

/** A moment with its offset, such as `2026-03-01T12:00:00Z`. */
export const moment = z.iso
	.datetime({ offset: true, error: 'must be a moment such as 2026-03-01T12:00:00Z' })
	.transform((text) => new Date(text));

export const timeZone = z
	.string()
	.max(textLimits.timeZone)
	.refine((name) => {
		try {
			new Intl.DateTimeFormat('en', { timeZone: name });
			return true;
		} catch {
			return false;
		}
	}, 'must be a time zone such as Europe/Brussels');

/** An empty text means that the value was not given. */
export const optional = <S extends z.ZodType>(schema: S) =>
	z.preprocess((value) => (value === '' || value === null ? undefined : value), schema.optional());

/** A value, or its text in JSON, as a field of a form gives it. */
export const jsonOf = <S extends z.ZodType>(schema: S) =>
	z.preprocess((given, context) => {
		if (typeof given !== 'string' || given === '') return given;
		if (given.length > textLimits.mailData) {
			context.addIssue(`has more than ${textLimits.mailData} characters`);
			return z.NEVER;
		}
		try {
			return JSON.parse(given) as unknown;
		} catch {
			context.addIssue('is not JSON');
			return z.NEVER;
		}
	}, schema);

/** One of the keys of a record, such as the reasons that a catalogue has words for. */
export const keyOf = <Key extends string>(record: Readonly<Record<Key, unknown>>) =>
	z.enum(Object.keys(record) as [Key, ...Key[]]);

/** A list of names, or one text with commas, spaces or line breaks between them. */
export const names = z.preprocess(
	(value) => (typeof value === 'string' ? value.split(/[\s,;]+/).filter(Boolean) : (value ?? [])),
	z.array(line).max(mostEntries),
);
