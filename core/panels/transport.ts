import type { z } from 'zod';
import { request, type HttpRequest, type HttpResponse } from '../kernel/http';
import type { PanelLogin } from './controlPanel';
import type { VendorErrors } from './errors';

/** The options of a call, the same for every panel's API. */
export interface PanelCall {
	/** True for a change. The pack sends it once and repeats it only after a look at the result. */
	readonly changes?: true;
	/** The default is 60 seconds. */
	readonly timeoutMs?: number;
}

/** The address of a server, and the way to send requests there with its trust settings. */
export interface PanelConnection {
	/** `https://host:port`. */
	readonly base: string;
	/** @throws ExternalError `transport` without a whole answer. No status counts as an error here. */
	send(
		call: PanelCall,
		asked: Omit<HttpRequest, 'url' | 'repeat' | 'timeoutMs'> & { readonly path: string },
	): Promise<HttpResponse>;
}

/** Opens no session: each request carries the log-in. */
export function connectionTo({ baseUrl, certificateAuthority, certificateFingerprint }: PanelLogin): PanelConnection {
	const base = baseUrl.replace(/\/+$/, '');
	return {
		base,
		send: async ({ changes, timeoutMs = 60_000 }, { path, ...asked }) =>
			await request({
				...asked,
				url: `${base}${path}`,
				timeoutMs,
				certificateAuthority,
				certificateFingerprint,
				repeat: changes ? 'never' : 'safe',
			}),
	};
}

export const basicAuthorization = (username: string, token: string) =>
	`Basic ${Buffer.from(`${username}:${token}`).toString('base64')}`;

/** A call's fields. It leaves out an undefined field, and a list repeats its name. */
export type CallFields = Readonly<Record<string, string | number | readonly string[] | undefined>>;

export function formOf(fields: CallFields): string {
	const form = new URLSearchParams();
	for (const [name, value] of Object.entries(fields)) {
		for (const one of [value ?? []].flat()) form.append(name, String(one));
	}
	return form.toString();
}

/** Returns the values of the fields that hold a secret, according to their names. */
export function secretsIn(fields: Readonly<Record<string, unknown>>): string[] {
	return ['password', 'passwd', 'newPassword'].flatMap((name) => {
		const value = fields[name];
		return typeof value === 'string' ? [value] : [];
	});
}

/**
 * Returns the content of an answer, in the form that the adapter expects.
 *
 * @param what the call, for the error.
 * @throws UnreadableAnswer when it has another form.
 */
export function parsed<Data>(errors: VendorErrors, what: string, answer: unknown, data: z.ZodType<Data>): Data {
	const result = data.safeParse(answer);
	if (result.success) return result.data;
	const place = result.error.issues[0]?.path.join('.') ?? '';
	throw errors.unreadable(`${errors.name} answered ${what} in an unknown form (at '${place}')`);
}
