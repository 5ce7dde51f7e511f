import type { IncomingMessage } from 'node:http';

/** A request to a stand-in, complete with its raw body. */
export interface StandinRequest {
	readonly method: string;
	/** Without the query. */
	readonly path: string;
	readonly query: URLSearchParams;
	/** By lower-case name. */
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	/** The body as it came, for what is not text. */
	readonly bytes: Buffer;
}

export interface StandinAnswer {
	/** The default is 200. */
	readonly status?: number;
	readonly headers?: Readonly<Record<string, string>>;
	/** The stand-in sends text and bytes unchanged, and anything else as JSON. */
	readonly body?: unknown;
}

/** Returns the fields of a form body (`application/x-www-form-urlencoded`). */
export function formOf({ body }: StandinRequest): URLSearchParams {
	return new URLSearchParams(body);
}

/** Returns the value of a JSON body; undefined when the body is not JSON. */
export function jsonOf({ body }: StandinRequest): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return undefined;
	}
}

export async function readRequest(message: IncomingMessage): Promise<StandinRequest> {
	const chunks: Buffer[] = [];
	for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
	const bytes = Buffer.concat(chunks);
	const url = new URL(message.url ?? '/', 'http://standin');
	return {
		method: message.method ?? 'GET',
		path: url.pathname,
		query: url.searchParams,
		headers: Object.fromEntries(
			Object.entries(message.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
		),
		body: bytes.toString('utf8'),
		bytes,
	};
}
