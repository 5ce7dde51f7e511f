import { z } from 'zod';
import { jsonOf } from '../../kernel/answers';
import type { Clock } from '../../kernel/clock';
import { ExternalError } from '../../kernel/errors';
import type { HttpResponse } from '../../kernel/http';
import type { PanelLogin } from '../controlPanel';
import { connectionTo, formOf, parsed, secretsIn, type CallFields, type PanelCall } from '../transport';
import { errors, forbidden, readable, refusal } from './errors';

export interface Call extends PanelCall {
	/** A WHM API 1 function. With `user`, a UAPI function `Module/function` as that account. */
	readonly name: string;
	readonly user?: string;
	readonly parameters?: CallFields;
}

/**
 * Makes one call of WHM's API and returns its parsed `data`.
 *
 * @throws ExternalError: `transport` without a whole answer, `unknown` for an unreadable answer, else the class of the
 *   vendor's reason.
 */
export interface Whm {
	<Data>(call: Call, data: z.ZodType<Data>): Promise<Data>;
	/** The user that logs in. */
	readonly username: string;
	readonly clock: Clock;
}

/**
 * Calls WHM API 1 (`api.version=1`) by POST, so that no URL or access log has a secret. UAPI calls go through
 * `uapi_cpanel`, which exists since version 86.
 */
export function openWhm(login: PanelLogin, clock: Clock): Whm {
	const { username, token } = login;
	const { send } = connectionTo(login);
	const call = async <Data>({ name, user, parameters = {}, ...how }: Call, data: z.ZodType<Data>): Promise<Data> => {
		const [module, uapiFunction] = name.split('/');
		const asUser = user !== undefined && {
			'cpanel.user': user,
			'cpanel.module': module,
			'cpanel.function': uapiFunction,
		};
		const secrets = [token, ...secretsIn(parameters)];
		const answer = await send(how, {
			method: 'POST',
			path: `/json-api/${asUser ? 'uapi_cpanel' : name}`,
			headers: {
				authorization: `whm ${username}:${token}`,
				'content-type': 'application/x-www-form-urlencoded',
				accept: 'application/json',
			},
			body: formOf({ 'api.version': 1, ...asUser, ...parameters }),
			secrets,
		});
		const held = whmData(answer, secrets);
		return parsed(errors, name, asUser ? uapiData(held, secrets) : held, data);
	};
	return Object.assign(call, { username, clock });
}

const metadataOnly = z.object({ metadata: z.object({ result: z.coerce.number(), reason: z.string().nullish() }) });
const withData = z.object({ data: z.unknown() });
/** The older shape, in which cpsrvd answers before the request reaches the API. */
const oldRefusal = z.object({ cpanelresult: z.object({ error: z.string() }) });
const stale = z.object({ data: z.object({ type: z.literal('Stale') }) });
const uapi = z.object({
	uapi: z.object({ status: z.coerce.number(), data: z.unknown(), errors: z.array(z.string()).nullish() }),
});

/**
 * `metadata.result` tells the outcome, not HTTP 200. The pack never reads `metadata.output`, which may hold a password.
 */
function whmData(answer: HttpResponse, secrets: readonly string[]): unknown {
	const { status, text } = answer;
	const body = jsonOf(text);
	const { metadata } = metadataOnly.safeParse(body).data ?? {};
	if (status === 200 && metadata?.result === 1) return withData.parse(body).data;

	// In any language of the sentence, the type tells that somebody changed the zone after the read.
	if (stale.safeParse(body).success) {
		throw new ExternalError(
			'busy',
			readable(metadata?.reason ?? 'The zone has changed', secrets),
			'Read the zone again, and repeat the edit with its new serial.',
		);
	}
	const reason = metadata?.reason ?? oldRefusal.safeParse(body).data?.cpanelresult.error;
	if (status === 401 && reason !== undefined) throw errors.denied(readable(reason, secrets));
	if (status === 403) {
		throw reason === undefined ? errors.denied('WHM refused the log-in (403)') : forbidden(reason, secrets);
	}
	if (status < 300 && reason !== undefined) throw refusal(reason, secrets);
	throw errors.unexpected(answer);
}

function uapiData(data: unknown, secrets: readonly string[]): unknown {
	const answer = uapi.safeParse(data);
	if (!answer.success) throw errors.unreadable('WHM gave no answer of UAPI');
	const { status, data: held, errors: said } = answer.data.uapi;
	if (status === 1) return held;
	throw refusal(said?.join(' ') ?? '', secrets);
}
