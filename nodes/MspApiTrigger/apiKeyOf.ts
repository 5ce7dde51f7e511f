import type { IncomingHttpHeaders } from 'node:http';

/** The key of a call: in the header `X-API-Key`, or as a bearer token. Two that differ are none. */
export function apiKeyOf(headers: IncomingHttpHeaders): string | undefined {
	const bearer = /^bearer +(\S+)$/i.exec(headers.authorization?.trim() ?? '')?.[1];
	const named = headers['x-api-key'];
	const given = [typeof named === 'string' ? named.trim() : '', bearer ?? ''].filter((key) => key !== '');
	const [first] = given;
	return given.every((key) => key === first) ? first : undefined;
}
