import type { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import { request, type HttpRequest, type HttpResponse } from '../../kernel/http';
import type { PanelLogin } from '../controlPanel';
import { jsonOf, legacyValue } from './legacyAnswer';
import {
	apiRefusal,
	denied,
	forbidden,
	legacyRefusal,
	notDirectAdmin,
	saysYes,
	unfinished,
	unreadable,
} from './errors';

export type Fields = Readonly<Record<string, string | number | undefined>>;

interface Call {
	/** On whose behalf: the log-in acts for one of its accounts (`admin|user`). */
	readonly user?: string;
	/** A change is sent once: only a look at what became of it may repeat it. */
	readonly changes?: true;
	/** 60 seconds where it is not given. */
	readonly timeoutMs?: number;
}

/** A legacy command, such as `CMD_API_POP`. A change goes as a form by POST, a look by GET. */
export interface Command extends Call {
	readonly name: string;
	readonly fields?: Fields;
}

/** A call of the JSON API, such as `GET /api/users/u/config`. */
export interface ApiCall extends Call {
	readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	readonly path: string;
	readonly body?: Readonly<Record<string, unknown>>;
}

/**
 * Both of DirectAdmin's APIs; each call gives its answer, parsed.
 *
 * @throws ExternalError from both: `transport` without a whole answer, `unknown` for an answer that cannot be read, else
 *   as the vendor's reason says.
 */
export interface DirectAdmin {
	/** Who logs in. */
	readonly username: string;
	command<Data>(call: Command, data: z.ZodType<Data>): Promise<Data>;
	api<Data>(call: ApiCall, data: z.ZodType<Data>): Promise<Data>;
}

/** Basic authentication on every request; no session is opened, and nothing secret is in a URL. */
export function openDirectAdmin(login: PanelLogin): DirectAdmin {
	const { username, token, certificateAuthority, certificateFingerprint } = login;
	const base = login.baseUrl.replace(/\/+$/, '');

	const send = async (
		{ user, changes, timeoutMs = 60_000 }: Call,
		asked: Pick<HttpRequest, 'method' | 'url' | 'body' | 'secrets'> & { contentType?: string },
	): Promise<HttpResponse> => {
		const { contentType, ...rest } = asked;
		const who = user === undefined ? username : `${username}|${user}`;
		return await request({
			...rest,
			headers: {
				authorization: `Basic ${Buffer.from(`${who}:${token}`).toString('base64')}`,
				accept: 'application/json',
				...(contentType === undefined ? {} : { 'content-type': contentType }),
			},
			timeoutMs,
			certificateAuthority,
			certificateFingerprint,
			repeat: changes ? 'never' : 'safe',
		});
	};

	return {
		username,
		async command(call, data) {
			const { name, fields = {}, changes } = call;
			const secrets = [token, ...secretsIn(fields)];
			const form = written({ ...fields, json: 'yes' });
			const answer = changes
				? await send(call, {
						method: 'POST',
						url: `${base}/${name}`,
						contentType: 'application/x-www-form-urlencoded',
						body: form,
						secrets,
					})
				: await send(call, { method: 'GET', url: `${base}/${name}?${form}`, secrets });
			const given = commandData(answer, secrets);
			if (changes && !saysYes(given)) throw unreadable('DirectAdmin did not say whether it was done');
			return parsed(name, given, data);
		},
		async api(call, data) {
			const { method, path, body } = call;
			const secrets = [token, ...secretsIn(body ?? {})];
			const answer = await send(call, {
				method,
				url: `${base}${path}`,
				secrets,
				...(body === undefined ? {} : { contentType: 'application/json', body: JSON.stringify(body) }),
			});
			return parsed(`${method} ${path.replace(/\?.*/s, '')}`, apiData(answer, secrets), data);
		},
	};
}

/** The fields that hold a secret; all of them are named so. */
function secretsIn(fields: Readonly<Record<string, unknown>>): string[] {
	return ['passwd', 'password', 'newPassword'].flatMap((name) => {
		const value = fields[name];
		return typeof value === 'string' ? [value] : [];
	});
}

function written(fields: Fields): string {
	const form = new URLSearchParams();
	for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.append(name, String(value));
	return form.toString();
}

function parsed<Data>(name: string, given: unknown, data: z.ZodType<Data>): Data {
	const result = data.safeParse(given);
	if (result.success) return result.data;
	const where = result.error.issues[0]?.path.join('.') ?? '';
	throw unreadable(`DirectAdmin answered ${name} in a form that is not known (at '${where}')`);
}

/** HTTP 200 says nothing: `error` does, and a log-in page comes with 200 too. */
function commandData(answer: HttpResponse, secrets: readonly string[]): unknown {
	const { status, text } = answer;
	if (status === 401) throw denied('DirectAdmin does not accept the log-in (401)');
	const value = legacyValue(text);
	const refused = apiRefusal(status, status < 300 ? undefined : value, secrets) ?? legacyRefusal(value, secrets);
	if (refused?.errorClass === 'unknown' && status === 403) throw forbidden(refused.vendorMessage);
	if (refused) throw refused;
	mustBeWell(answer);
	if (value === undefined) throw page(text);
	return value;
}

function apiData(answer: HttpResponse, secrets: readonly string[]): unknown {
	const { status, text } = answer;
	const body = jsonOf(text);
	if (status >= 200 && status < 300) {
		if (text.trim() === '') return undefined;
		if (body === undefined) throw page(text);
		return body;
	}
	const refused = apiRefusal(status, body, secrets);
	if (refused) throw refused;
	mustBeWell(answer);
	throw unreadable(`DirectAdmin answered ${status}`);
}

/** @throws ExternalError for a status that says more than the body. */
function mustBeWell({ status, headers }: HttpResponse): void {
	if (status < 300) return;
	if (status === 401) throw denied('DirectAdmin does not accept the log-in (401)');
	if (status === 403) throw forbidden('DirectAdmin refused the command (403)');
	if (status === 429) {
		throw new ExternalError('busy', 'DirectAdmin asked to slow down (429)', 'Nothing to do: it is tried again later.');
	}
	if (status >= 500) throw unfinished(`DirectAdmin answered ${status}`);
	// Who is not logged in is sent to the log-in page.
	if (status < 400 && /^\/($|\?|CMD_LOGIN|login|evo\/login)/i.test(headers.location ?? '')) {
		throw denied('DirectAdmin sent the request to its log-in page');
	}
	throw notDirectAdmin(`The server answered ${status}, which DirectAdmin does not`);
}

function page(text: string): ExternalError {
	if (!/^\s*</.test(text)) return unreadable('DirectAdmin gave half an answer');
	if (/use https|location\.protocol/i.test(text)) {
		return notDirectAdmin('DirectAdmin asks to be called by https');
	}
	return /directadmin|login|password/i.test(text)
		? denied('DirectAdmin answered with its log-in page')
		: unreadable('DirectAdmin answered with a page instead of data');
}
