import { setTimeout as wait } from 'node:timers/promises';
import { Told, wordsOf } from './told';

/** A page as a person sees it. */
export interface SeenPage {
	/** Where it is. */
	readonly address: string;
	readonly status: number;
	readonly html: string;
	readonly title: string;
	/** Its texts, one for each block. */
	readonly lines: readonly string[];
}

/** n8n's forms and pages refuse what calls itself a bot. */
const browser = {
	'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140 Safari/537.36',
};

/** Opens a page. @throws Told when nothing answers. */
export async function see(address: string): Promise<SeenPage> {
	return await seen(await asked(address, {}), address);
}

/** Posts a form of a page, and goes where the answer leads, as a browser does. */
export async function send(address: string, form: Readonly<Record<string, string>> | FormData): Promise<SeenPage> {
	const body = form instanceof FormData ? form : new URLSearchParams(form);
	const answer = await asked(address, { method: 'POST', body, redirect: 'manual' });
	const next = answer.headers.get('location');
	return next === null ? await seen(answer, address) : await see(new URL(next, address).href);
}

/** Looks at a page until it does not load itself again. */
export async function seeEnd(address: string, patienceMs = 60_000): Promise<SeenPage> {
	const deadline = Date.now() + patienceMs;
	for (;;) {
		const page = await see(address);
		if (!page.html.includes('http-equiv="refresh"')) return page;
		if (Date.now() > deadline) throw new Told(`The page says for too long: ${page.lines.join(' · ')} (${address})`);
		await wait(300);
	}
}

async function asked(address: string, init: RequestInit): Promise<Response> {
	try {
		return await fetch(address, { ...init, headers: browser });
	} catch (error) {
		throw new Told(`n8n does not answer at ${address}: ${wordsOf(error)}`, { cause: error });
	}
}

async function seen(answer: Response, address: string): Promise<SeenPage> {
	const html = await answer.text();
	return {
		address,
		status: answer.status,
		html,
		title: plain(/<title>([^<]*)<\/title>/.exec(html)?.[1] ?? ''),
		lines: html
			.replace(/<(style|title)>[\s\S]*?<\/\1>/g, '')
			.split(/<\/(?:p|h1|h2|td|th|li|dt|dd|legend|label|caption|option|button|summary)>/)
			.map((part) => plain(part.replace(/<[^>]*>/g, ' ')))
			.filter((line) => line !== ''),
	};
}

const plain = (text: string) =>
	text
		.replaceAll('&lt;', '<')
		.replaceAll('&gt;', '>')
		.replaceAll('&quot;', '"')
		.replaceAll('&#39;', "'")
		.replaceAll('&amp;', '&')
		.replace(/\s+/g, ' ')
		.trim();
