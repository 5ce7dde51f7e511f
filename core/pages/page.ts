import type { Language } from '../kernel/languages';
import { markup, type Markup } from './markup';
import { style } from './style';

/** A page that n8n shows to a person who follows a link in a mail. */
export interface Page {
	readonly title: string;
	readonly language: Language;
	readonly body: Markup | readonly Markup[];
	/** For tables of many columns. */
	readonly wide?: boolean;
	/** Loads itself again after so many seconds, for work that is under way. It needs no script. */
	readonly reloadSeconds?: number;
}

/** What n8n answers. */
export interface PageAnswer {
	readonly statusCode: number;
	readonly html: string;
}

/** Writes a page as HTML that loads nothing, runs nothing and sends no other site its address. */
export function asPage({ title, language, body, wide = false, reloadSeconds }: Page): string {
	return markup`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
${
	reloadSeconds === undefined
		? markup``
		: markup`<meta http-equiv="refresh" content="${reloadSeconds}">
`
}<title>${title}</title>
${style}
</head>
<body>
<main${wide ? markup` class="wide"` : markup``}>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.source;
}
