import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import { request, type HttpResponse } from '../../kernel/http';
import type { PanelLogin } from '../controlPanel';
import { readable, refusal } from './errors';

export type Parameters = Readonly<Record<string, string | number | readonly string[] | undefined>>;

export interface Call {
	/** A WHM API 1 function; or with `user`, a UAPI function `Module/function` as that account. */
	readonly name: string;
	readonly user?: string;
	readonly parameters?: Parameters;
	/** A change is sent once: only a look at what became of it may repeat it. */
	readonly changes?: true;
	/** 60 seconds where it is not given. */
	readonly timeoutMs?: number;
}

/**
 * One call of WHM's API; gives its `data`, parsed.
 *
 * @throws ExternalError: `transport` without a whole answer, `unknown` for an answer that cannot be read, else as the
 *   vendor's reason says.
 */
export type Whm = <Data>(call: Call, data: z.ZodType<Data>) => Promise<Data>;

/**
 * WHM API 1 (`api.version=1`) by POST, so that nothing secret is in a URL or an access log. UAPI goes through
 * `uapi_cpanel`, which exists since version 86.
 */
export function openWhm({ baseUrl, username, token, certificateAuthority, certificateFingerprint }: PanelLogin): Whm {
	return async ({ name, user, parameters = {}, changes, timeoutMs = 60_000 }, data) => {
		const [module, uapiFunction] = name.split('/');
		const asUser = user !== undefined && {
			'cpanel.user': user,
			'cpanel.module': module,
			'cpanel.function': uapiFunction,
		};
		const apiFunction = asUser ? 'uapi_cpanel' : name;
		const secrets = [token, ...secretsIn(parameters)];

		const answer = await request({
			method: 'POST',
			url: `${baseUrl.replace(/\/+$/, '')}/json-api/${apiFunction}`,
			headers: {
				authorization: `whm ${username}:${token}`,
				'content-type': 'application/x-www-form-urlencoded',
				accept: 'application/json',
			},
			body: form({ 'api.version': 1, ...asUser, ...parameters }),
			timeoutMs,
			certificateAuthority,
			certificateFingerprint,
			repeat: changes ? 'never' : 'safe',
			secrets,
		});

		const given = asUser ? uapiData(whmData(answer, secrets), secrets) : whmData(answer, secrets);
		const parsed = data.safeParse(given);
		if (parsed.success) return parsed.data;
		const where = parsed.error.issues[0]?.path.join('.') ?? '';
		throw unreadable(`WHM answered ${name} in a form that is not known (at '${where}')`);
	};
}

/** The parameters that hold a secret; all of them are named so. */
function secretsIn(parameters: Parameters): string[] {
	const { password } = parameters;
	return typeof password === 'string' ? [password] : [];
}

/** A list is sent by repeating its name. */
function form(parameters: Parameters): string {
	const fields = new URLSearchParams();
	for (const [name, value] of Object.entries(parameters)) {
		for (const one of [value ?? []].flat()) fields.append(name, String(one));
	}
	return fields.toString();
}

const metadataOnly = z.object({ metadata: z.object({ result: z.coerce.number(), reason: z.string().nullish() }) });
const withData = z.object({ data: z.unknown() });
/** The older shape, in which cpsrvd answers before the API is reached. */
const oldRefusal = z.object({ cpanelresult: z.object({ error: z.string() }) });
const stale = z.object({ data: z.object({ type: z.literal('Stale') }) });
const uapi = z.object({
	uapi: z.object({ status: z.coerce.number(), data: z.unknown(), errors: z.array(z.string()).nullish() }),
});

/** HTTP 200 says nothing: `metadata.result` does. `metadata.output` is never looked at, as it may hold a password. */
function whmData({ status, text }: HttpResponse, secrets: readonly string[]): unknown {
	const body = jsonOf(text);
	const { metadata } = metadataOnly.safeParse(body).data ?? {};
	if (status === 200 && metadata?.result === 1) return withData.parse(body).data;

	// Whatever the language of the sentence, the type says that the zone has changed since it was read.
	if (stale.safeParse(body).success) {
		throw new ExternalError(
			'busy',
			readable(metadata?.reason ?? 'The zone has changed', secrets),
			'Read the zone again, and repeat the edit with its new serial.',
		);
	}
	const reason = metadata?.reason ?? oldRefusal.safeParse(body).data?.cpanelresult.error;
	if (status === 429)
		throw new ExternalError('busy', 'WHM asked to slow down (429)', 'Nothing to do: it is tried again later.');
	if (status === 401) throw denied(reason ?? 'WHM does not accept the log-in (401)', secrets);
	if (status === 403)
		throw reason === undefined ? denied('WHM refused the log-in (403)', secrets) : forbidden(reason, secrets);
	if (status >= 500) throw unfinished(`WHM answered ${status}`);
	if (reason !== undefined && status < 300) throw refusal(reason, secrets);
	if (status >= 300) throw notWhm(`The server answered ${status}, which WHM does not`);
	if (/<form[^>]*login|name="?(user|pass)"?/i.test(text)) throw denied('WHM answered with its log-in page', secrets);
	throw unreadable(/^\s*</.test(text) ? 'WHM answered with a page instead of data' : 'WHM gave half an answer');
}

function uapiData(given: unknown, secrets: readonly string[]): unknown {
	const parsed = uapi.safeParse(given);
	if (!parsed.success) throw unreadable('WHM gave no answer of UAPI');
	const { status, data, errors } = parsed.data.uapi;
	if (status === 1) return data;
	throw refusal(errors?.join(' ') ?? '', secrets);
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

const denied = (said: string, secrets: readonly string[]) =>
	new ExternalError(
		'auth',
		readable(said, secrets),
		'Check the user name and the API token: WHM → Manage API Tokens shows whether it has expired or is bound to addresses.',
	);

/** 403 is for a token that is not known, and for one that lacks a right. */
function forbidden(reason: string, secrets: readonly string[]): ExternalError {
	const { errorClass, vendorMessage, remedy } = refusal(reason, secrets);
	if (errorClass === 'auth') return denied(reason, secrets);
	return errorClass === 'unknown'
		? new ExternalError(
				'permission',
				vendorMessage,
				'Give the API token the rights that Server: Test lists as missing.',
			)
		: new ExternalError(errorClass, vendorMessage, remedy);
}

const notWhm = (said: string) =>
	new ExternalError('invalid', said, 'Check the base URL: WHM listens on https://host:2087, without a path.');

/** It may have been carried out all the same. */
const unfinished = (said: string) =>
	new ExternalError('transport', said, 'See whether WHM runs, and /usr/local/cpanel/logs/error_log on the server.');

const unreadable = (said: string) =>
	new ExternalError(
		'unknown',
		said,
		'Check that the base URL leads to WHM and to no proxy before it, and that it is up to date.',
	);
