import type { z } from 'zod';
import { jsonOf } from '../../kernel/answers';
import type { Clock } from '../../kernel/clock';
import type { HttpResponse } from '../../kernel/http';
import type { PanelLogin } from '../controlPanel';
import {
	basicAuthorization,
	connectionTo,
	formOf,
	parsed,
	secretsIn,
	type CallFields,
	type PanelCall,
} from '../transport';
import { apiRefusal, errors, legacyRefusal, saysYes } from './errors';
import { legacyValue } from './legacyAnswer';

interface Call extends PanelCall {
	/** The account that the log-in acts for (`admin|user`). */
	readonly user?: string;
}

/** A legacy command, such as `CMD_API_POP`. A change goes as a form by POST, a look by GET. */
export interface Command extends Call {
	readonly name: string;
	readonly fields?: CallFields;
}

/** A call of the JSON API, such as `GET /api/users/u/config`. */
export interface ApiCall extends Call {
	readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	readonly path: string;
	readonly body?: Readonly<Record<string, unknown>>;
}

/**
 * Both of DirectAdmin's APIs. Each call returns its parsed answer.
 *
 * @throws ExternalError from both: `transport` without a whole answer, `unknown` for an unreadable answer, else the
 *   class of the vendor's reason.
 */
export interface DirectAdmin {
	/** The user that logs in. */
	readonly username: string;
	/** `https://host:port`. */
	readonly base: string;
	readonly clock: Clock;
	command<Data>(call: Command, data: z.ZodType<Data>): Promise<Data>;
	api<Data>(call: ApiCall, data: z.ZodType<Data>): Promise<Data>;
}

/** Sends basic authentication with every request, and no secret in a URL. */
export function openDirectAdmin(login: PanelLogin, clock: Clock): DirectAdmin {
	const { username, token } = login;
	const { base, send } = connectionTo(login);

	const headersFor = ({ user }: Call, contentType?: string) => ({
		authorization: basicAuthorization(user === undefined ? username : `${username}|${user}`, token),
		accept: 'application/json',
		...(contentType === undefined ? {} : { 'content-type': contentType }),
	});

	return {
		username,
		base,
		clock,
		async command(call, data) {
			const { name, fields = {}, changes } = call;
			const secrets = [token, ...secretsIn(fields)];
			const form = formOf({ ...fields, json: 'yes' });
			const asked = changes
				? {
						method: 'POST' as const,
						path: `/${name}`,
						headers: headersFor(call, 'application/x-www-form-urlencoded'),
						body: form,
					}
				: { method: 'GET' as const, path: `/${name}?${form}`, headers: headersFor(call) };
			const answer = commandData(await send(call, { ...asked, secrets }), secrets);
			if (changes && !saysYes(answer)) throw errors.unreadable('DirectAdmin did not say whether it was done');
			return parsed(errors, name, answer, data);
		},
		async api(call, data) {
			const { method, path, body } = call;
			const secrets = [token, ...secretsIn(body ?? {})];
			const answer = await send(call, {
				method,
				path,
				headers: headersFor(call, body && 'application/json'),
				body: body && JSON.stringify(body),
				secrets,
			});
			return parsed(errors, `${method} ${path.replace(/\?.*/s, '')}`, apiData(answer, secrets), data);
		},
	};
}

/** The status does not tell: `error` may come with 200, and so may a log-in page. */
function commandData(answer: HttpResponse, secrets: readonly string[]): unknown {
	const { status, text } = answer;
	if (status === 401) throw errors.unexpected(answer);
	const value = legacyValue(text);
	const refused = apiRefusal(status, status < 300 ? undefined : value, secrets) ?? legacyRefusal(value, secrets);
	if (refused?.errorClass === 'unknown' && status === 403) throw errors.forbidden(refused.vendorMessage);
	if (refused) throw refused;
	if (status >= 300 || value === undefined) throw unexpected(answer);
	return value;
}

function apiData(answer: HttpResponse, secrets: readonly string[]): unknown {
	const { status, text } = answer;
	const body = jsonOf(text);
	if (status >= 200 && status < 300 && (body !== undefined || text.trim() === '')) return body;
	throw (status >= 300 && apiRefusal(status, body, secrets)) || unexpected(answer);
}

function unexpected(answer: HttpResponse) {
	return answer.status < 300 && /^\s*<[^]*(use https|location\.protocol)/i.test(answer.text)
		? errors.elsewhere('DirectAdmin asks to be called by https')
		: errors.unexpected(answer);
}
