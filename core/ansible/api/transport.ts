import type { z } from 'zod';
import { request, type HttpConditions } from '../../kernel/http';
import { standardRetry } from '../../kernel/retry';
import { jsonOf } from '../../kernel/answers';
import { notTheApi, refusalOf, unreadable, type ApiVendor } from './errors';
import type { ApiTrust } from './login';

export interface ApiCall {
	readonly method: 'GET' | 'POST';
	/** Below the prefix of the API. */
	readonly path: string;
	/** An undefined parameter is left out. */
	readonly query?: Readonly<Record<string, string | number | undefined>>;
	/** Is sent as JSON. */
	readonly body?: unknown;
	/** True for a change: it is sent once, and repeated only after a look at the result. */
	readonly changes?: true;
	/** Values that must not appear in any error, besides those of the log-in. */
	readonly secrets?: readonly string[];
}

/** @throws ExternalError from each method, in the vendor's words. */
export interface Api {
	readonly base: string;
	json<Data>(call: ApiCall, data: z.ZodType<Data>): Promise<Data>;
	/** For an answer whose content does not matter, or that is no JSON. */
	text(call: ApiCall): Promise<string>;
}

export interface ApiSettings {
	readonly vendor: ApiVendor;
	readonly trust: ApiTrust;
	/** Such as `/api/v2`. */
	readonly prefix: string;
	readonly authorization: string;
	readonly secrets: readonly string[];
	readonly conditions?: HttpConditions;
}

/** A page of 200 events with their results is far larger than the usual limit of `request`. */
const maxResponseBytes = 64 * 2 ** 20;

export function openApi({ vendor, trust, prefix, authorization, secrets, conditions }: ApiSettings): Api {
	const { baseUrl, certificateAuthority, certificateFingerprint } = trust;
	const base = `${baseUrl.trim().replace(/\/+$/, '')}${prefix}`;

	async function send(call: ApiCall) {
		const { method, path, query, body, changes } = call;
		const hidden = [...secrets, ...(call.secrets ?? [])];
		const answer = await request(
			{
				method,
				url: `${base}${path}${searchOf(query)}`,
				headers: {
					authorization,
					accept: 'application/json',
					...(body === undefined ? {} : { 'content-type': 'application/json' }),
				},
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
				timeoutMs: 60_000,
				certificateAuthority,
				certificateFingerprint,
				repeat: changes ? 'never' : 'safe',
				secrets: hidden,
				maxResponseBytes,
			},
			conditions ?? { policy: standardRetry, random: Math.random },
		);
		if (answer.status >= 300 && answer.status < 400) throw notTheApi(vendor, nameOf(call), answer);
		if (answer.status < 200 || answer.status >= 300) throw refusalOf(vendor, nameOf(call), answer, hidden);
		return answer;
	}

	return {
		base,
		async json(call, data) {
			const answer = await send(call);
			const body = jsonOf(answer.text);
			// Half an answer to a change does not say that nothing was changed.
			if (body === undefined && call.changes) throw unreadable(vendor, nameOf(call), 'its beginning');
			if (body === undefined) throw notTheApi(vendor, nameOf(call), answer);
			const read = data.safeParse(body);
			if (read.success) return read.data;
			throw unreadable(vendor, nameOf(call), read.error.issues[0]?.path.join('.') ?? '');
		},
		text: async (call) => (await send(call)).text,
	};
}

export const nameOf = ({ method, path }: ApiCall) => `${method} ${path}`;

function searchOf(query: ApiCall['query'] = {}): string {
	const search = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
	return search.size === 0 ? '' : `?${search.toString()}`;
}
