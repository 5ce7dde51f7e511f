import type { IncomingHttpHeaders } from 'node:http';
import type { IDataObject } from 'n8n-workflow';
import { withoutApiKeys, type ApiKey } from '../../core/apiKeys';
import { asJson } from '../shared/operation';

/** The headers that a workflow may see. All others are dropped, whatever their names: n8n keeps what a trigger gives. */
const shownHeaders = [
	'accept-language',
	'content-type',
	'idempotency-key',
	'user-agent',
	'x-correlation-id',
	'x-request-id',
] as const;
const longestHeader = 200;

interface Call {
	readonly method: string;
	readonly path: string;
	readonly query: object;
	readonly body: object;
	readonly headers: IncomingHttpHeaders;
	readonly apiKey: ApiKey;
	/** The key itself: it is taken out wherever the caller has put it. */
	readonly secret: string;
}

/** What the workflow gets of a call: nothing that opens anything. */
export function itemOf({ method, path, query, body, headers, apiKey, secret }: Call): IDataObject {
	const shown = shownHeaders.flatMap((name) => {
		const value = headers[name];
		return typeof value === 'string' ? [[name, value] as const] : [];
	});
	const { keyId, name, prefix, scopes } = apiKey;
	const given: Readonly<Record<string, string>> = Object.fromEntries(shown);
	const clean = withoutApiKeys({ method, path, query, body, headers: given }, secret);
	const cut = Object.entries(clean.headers).map(([header, value]) => [header, value.slice(0, longestHeader)] as const);
	return asJson({
		...clean,
		headers: Object.fromEntries(cut),
		apiKey: { keyId, name, prefix, scopes },
	});
}
