import type { Telling } from './tell';

/** What the mail takes at most, by the limits of its template. */
const most = { title: 300, message: 8_000, remedy: 1_000, vendorMessage: 5_000, other: 255 } as const;

/** Control characters, which no mail shows. */
const unseen = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** As much of a text as the mail takes, without half a character at its end. */
function clipped(text: string, length: number): string {
	return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

const line = (text: string, length: number) => clipped(text.replaceAll(unseen, ' ').trim(), length);

const lines = (text: string, length: number) =>
	clipped(
		text
			.split(/\r\n|[\r\n]/)
			.map((one) => one.replaceAll(unseen, ' ').trimEnd())
			.join('\n')
			.trim(),
		length,
	);

/** A web address that a reader can follow; undefined for anything else. */
function linkOf(text: string | undefined): string | undefined {
	const url = text !== undefined && URL.canParse(text) && !/[\s<>"]/.test(text) ? new URL(text) : undefined;
	return url && /^https?:$/.test(url.protocol) && !url.username && !url.password ? text : undefined;
}

/**
 * Brings what is to be told into a form that the mail takes, whatever vendors and workflows have written into it. An alert
 * that no mail takes would never be told.
 */
export function mailable<Told extends Telling>(telling: Told): Told {
	const { detailsUrl, vendorMessage, ...facts } = telling.facts;
	const known = Object.fromEntries(Object.entries(facts).map(([name, text]) => [name, text && line(text, most.other)]));
	return {
		...telling,
		title: line(telling.title, most.title) || 'Something without a title',
		message: lines(telling.message, most.message),
		remedy: line(telling.remedy, most.remedy),
		facts: {
			...known,
			vendorMessage: vendorMessage && lines(vendorMessage, most.vendorMessage),
			detailsUrl: linkOf(detailsUrl),
		},
	};
}
