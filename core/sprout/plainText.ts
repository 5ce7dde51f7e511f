import { bounds } from './bounds';

const named: Readonly<Record<string, string>> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
	nbsp: ' ',
	euro: '€',
	pound: '£',
	copy: '©',
	reg: '®',
	trade: '™',
	ndash: '–',
	mdash: '—',
	hellip: '…',
	lsquo: '‘',
	rsquo: '’',
	ldquo: '“',
	rdquo: '”',
	bull: '•',
	eacute: 'é',
	egrave: 'è',
	agrave: 'à',
	ccedil: 'ç',
	uuml: 'ü',
	ouml: 'ö',
	auml: 'ä',
	szlig: 'ß',
};

/** The tags that HTML knows. What only looks like one, such as `<5 pieces>`, is text. */
const tag =
	/<!--[\s\S]*?-->|<\/?(?:a|abbr|address|article|aside|b|big|blockquote|br|button|center|cite|code|dd|del|div|dl|dt|em|figure|font|footer|form|h[1-6]|header|hr|i|iframe|img|input|ins|kbd|label|li|main|mark|nav|ol|p|pre|q|s|section|small|span|strike|strong|style|script|sub|sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|video)(?=[\s/>])[^<>]*>/gi;

const hidden = /<(script|style)\b[^>]*>[\s\S]*?<\/\1\s*>/gi;
const breaks = /<(?:br|hr|\/p|\/div|\/li|\/tr|\/h[1-6]|\/blockquote|\/ul|\/ol|\/table)\b[^<>]*>/gi;

/**
 * What a person reads of an HTML text: without tags, with one line for each paragraph and item of a list. Invoice Ninja
 * shows a description as it is.
 */
export function plainText(html: string): string {
	const marked = html
		.slice(0, bounds.text * 4)
		.replace(/\r\n?/g, '\n')
		.replace(hidden, '')
		.replace(/<li\b[^<>]*>/gi, '• ')
		.replace(breaks, '\n')
		.replace(tag, '');
	return decoded(marked)
		.split('\n')
		.map((line) => line.replace(/[^\S\n]+/g, ' ').trim())
		.join('\n')
		.replace(/\n{3,}/g, '\n\n')
		.trim()
		.slice(0, bounds.text);
}

/** Each entity once: `&amp;lt;` is the text `&lt;`, not a tag. */
function decoded(text: string): string {
	return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (all, digits, hex, name) => {
		if (typeof name === 'string') return named[name.toLowerCase()] ?? all;
		const code = typeof digits === 'string' ? Number(digits) : Number.parseInt(String(hex), 16);
		return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '';
	});
}
