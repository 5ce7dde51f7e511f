import type { HttpResponse } from './http';

/** The JSON that a text holds; undefined when it holds none. */
export function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Whether an answer is a page for people: that of a proxy, or of a log-in. */
export function isPage({ headers, text }: HttpResponse): boolean {
	return /text\/html/i.test(headers['content-type'] ?? '') || /^\s*<(!doctype|html)/i.test(text);
}
