import { jsonOf } from '../kernel/answers';
import { request, type HttpRequest, type HttpResponse } from '../kernel/http';
import { apiAddress, type NinjaCompany } from './company';
import { notTheApi, refusalOf } from './errors';
import { checkVersion } from './version';

/** Parameters of a query; an undefined one is left out. */
export type NinjaParameters = Readonly<Record<string, string | number | boolean | undefined>>;

export interface NinjaCall {
	readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** Below `/api/v1`, such as `/invoices`. */
	readonly path: string;
	readonly query?: NinjaParameters;
	/** Is sent as JSON. */
	readonly body?: unknown;
	/** A form with files, instead of a JSON body. */
	readonly form?: { readonly contentType: string; readonly bytes: Buffer };
	/** True for a change: it is sent once, and repeated only after a look at the result. */
	readonly changes?: true;
	readonly timeoutMs?: number;
}

/** What a company's API is asked through. Every answer tells the version of the server. */
export interface NinjaTransport {
	version(): string | undefined;
	/** @throws ExternalError in Invoice Ninja's words. */
	json(call: NinjaCall): Promise<unknown>;
	/** @throws ExternalError in Invoice Ninja's words; `busy` for a file that is not ready yet (409). */
	bytes(call: NinjaCall): Promise<Buffer>;
}

/** A list of invoices with many lines is far larger than the usual limit. */
const maxResponseBytes = 64 * 2 ** 20;

/** What servers said of their version, so that not every run has to ask before its first change. */
const knownVersions = new Map<string, { readonly version: string; readonly at: number }>();
const rememberedMs = 10 * 60_000;

export function openTransport(company: NinjaCompany): NinjaTransport {
	const base = apiAddress(company.baseUrl);
	let version = remembered(base);
	let asked = version !== undefined;

	async function send(call: NinjaCall, encoding: HttpRequest['encoding']): Promise<HttpResponse> {
		// A change on a server that is too old would be made before its answer tells so.
		if (call.changes && !asked) {
			asked = true;
			await send({ method: 'GET', path: '/ping' }, 'utf8');
		}
		const { method, path, query, body, form, changes, timeoutMs = 60_000 } = call;
		const answer = await request({
			method,
			url: `${base}${path}${searchOf(query)}`,
			headers: {
				'x-api-token': company.token,
				// Without it errors come as pages and redirects.
				'x-requested-with': 'XMLHttpRequest',
				accept: 'application/json',
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
				...(form === undefined ? {} : { 'content-type': form.contentType }),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
			...(form === undefined ? {} : { body: form.bytes }),
			timeoutMs,
			encoding,
			certificateAuthority: company.certificateAuthority,
			certificateFingerprint: company.certificateFingerprint,
			repeat: changes ? 'never' : 'safe',
			secrets: [company.token],
			maxResponseBytes,
		});
		const told = answer.headers['x-app-version'];
		if (told) {
			asked = true;
			version = told;
			knownVersions.set(base, { version: told, at: Date.now() });
		}
		checkVersion(version);
		if (answer.status < 200 || answer.status >= 300) throw refusalOf(nameOf(call), answer, [company.token]);
		return answer;
	}

	return {
		version: () => version,
		json: async (call) => {
			const answer = await send(call, 'utf8');
			const body = jsonOf(answer.text);
			if (body === undefined) throw notTheApi(nameOf(call), answer);
			return body;
		},
		bytes: async (call) => {
			const answer = await send(call, 'latin1');
			if (/json|html/.test(answer.headers['content-type'] ?? '')) throw notTheApi(nameOf(call), answer);
			return Buffer.from(answer.text, 'latin1');
		},
	};
}

function remembered(base: string): string | undefined {
	const known = knownVersions.get(base);
	return known && Date.now() - known.at < rememberedMs ? known.version : undefined;
}

const nameOf = ({ method, path }: NinjaCall) => `${method} ${path}`;

function searchOf(query: NinjaParameters = {}): string {
	const search = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
	return search.size === 0 ? '' : `?${search.toString()}`;
}
