import { z } from 'zod';
import type { Clock } from '../../kernel/clock';
import { jsonOf } from '../../kernel/answers';
import type { ExternalError } from '../../kernel/errors';
import type { HttpResponse } from '../../kernel/http';
import { elementsAt, readXml, valueOf, written, type XmlElement, type XmlNode } from '../../kernel/xml';
import type { PanelLogin } from '../controlPanel';
import { basicAuthorization, connectionTo, parsed, type PanelCall } from '../transport';
import { cliRefusal, errors, restRefusal, xmlRefusal } from './errors';
import type { SiteLook } from './siteCertificate';

interface Call extends PanelCall {
	/** The values that must not appear in any error, besides the log-in. */
	readonly secrets?: readonly string[];
}

/** A call of REST v2, such as `GET /server`. */
export interface RestCall extends Call {
	readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** Below `/api/v2`. */
	readonly path: string;
	readonly query?: Readonly<Record<string, string>>;
	readonly body?: unknown;
}

/** An operation of the XML API, such as `webspace.get`; one inside another is written with a further dot. */
export interface XmlCall extends Call {
	readonly name: string;
	/** The content of the operation, in the order of Plesk's schema. */
	readonly content: readonly XmlNode[];
	/** Leaves out `not_found` results. Otherwise the call throws the first of them. */
	readonly skip?: 'missing';
}

/** A utility of Plesk that the REST API runs. Its parameters are an array: no shell reads them. */
export interface CliCall extends Call {
	readonly utility: string;
	readonly params: readonly string[];
}

/** The dependencies of a panel besides the server. A test can replace them. */
export interface PleskConditions {
	readonly clock: Clock;
	/** Milliseconds to wait before each further look at a subscription during a backup. */
	readonly waits: readonly number[];
	readonly look: SiteLook;
}

/**
 * The three ways into Plesk. Each call returns its parsed answer.
 *
 * @throws ExternalError from all of them: `transport` without a whole answer, `unknown` for an unreadable answer, else
 *   the class of the vendor's code.
 */
export interface Plesk extends PleskConditions {
	/** `https://host:port`. */
	readonly base: string;
	readonly login: PanelLogin;
	rest<Data>(call: RestCall, data: z.ZodType<Data>): Promise<Data>;
	/** Returns one entry for each result. */
	xml<Data>(call: XmlCall, data: z.ZodType<Data>): Promise<Data[]>;
	/** Throws the refusal when the utility ends with a code other than 0. */
	cli(call: CliCall): Promise<ExternalError | undefined>;
}

/** A secret key identifies its user. With a user name, the token is the password. Both go only into headers. */
export function openPlesk(login: PanelLogin, conditions: PleskConditions): Plesk {
	const { username, token } = login;
	const { base, send } = connectionTo(login);
	const basic = basicAuthorization(username, token);
	const byKey = username.trim() === '';
	const secretsOf = (call: Call) => [token, ...(byKey ? [] : [basic.replace('Basic ', '')]), ...(call.secrets ?? [])];

	const rest: Plesk['rest'] = async (call, data) => {
		const { method, path, query, body } = call;
		const search = query ? `?${new URLSearchParams(query).toString()}` : '';
		const answer = await send(call, {
			method,
			path: `/api/v2${path}${search}`,
			headers: {
				...(byKey ? { 'x-api-key': token } : { authorization: basic }),
				accept: 'application/json',
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
			secrets: secretsOf(call),
			maxResponseBytes,
		});
		return parsed(errors, `${method} ${path}`, restData(answer, secretsOf(call)), data);
	};

	return {
		...conditions,
		base,
		login,
		rest,
		async xml<Data>(call: XmlCall, data: z.ZodType<Data>): Promise<Data[]> {
			const { name, content, skip } = call;
			const path = name.split('.');
			const operation = path.reduceRight<readonly XmlNode[]>((inner, element) => [[element, inner]], content);
			const answer = await send(call, {
				method: 'POST',
				path: '/enterprise/control/agent.php',
				headers: {
					...(byKey ? { key: token } : { http_auth_login: username, http_auth_passwd: token }),
					'content-type': 'text/xml; charset=utf-8',
				},
				body: `<?xml version="1.0" encoding="UTF-8"?>${written(['packet', operation])}`,
				secrets: secretsOf(call),
				maxResponseBytes,
			});
			const results = xmlResults(answer, path, secretsOf(call));
			const found: Data[] = [];
			for (const result of results) {
				const refused = refusalOf(result, secretsOf(call));
				if (refused?.errorClass === 'not_found' && skip === 'missing') continue;
				if (refused) throw refused;
				found.push(parsed(errors, name, valueOf(result), data));
			}
			if (call.changes && results.length === 0) throw errors.unreadable(`Plesk did not say what became of ${name}`);
			return found;
		},
		async cli(call) {
			const { utility, params, ...more } = call;
			const path = `/cli/${encodeURIComponent(utility)}/call`;
			const { code, stdout, stderr } = await rest({ method: 'POST', path, body: { params }, ...more }, cliAnswer);
			return code === 0 ? undefined : cliRefusal(utility, code, stderr || stdout, secretsOf(call));
		},
	};
}

/** The inventory of a large server is far larger than the usual limit of `request`. */
const maxResponseBytes = 32 * 2 ** 20;

const output = z
	.string()
	.nullish()
	.transform((text) => text ?? '');
const cliAnswer = z.object({ code: z.number(), stdout: output, stderr: output });

const restError = z.object({ code: z.number().default(0), message: z.string() });

function restData(answer: HttpResponse, secrets: readonly string[]): unknown {
	const { status, text } = answer;
	const body = jsonOf(text);
	if (status >= 200 && status < 300 && (body !== undefined || text.trim() === '')) return body;
	const error = restError.safeParse(body);
	if (status >= 300 && error.success) throw restRefusal(status, error.data.code, error.data.message, secrets);
	throw errors.unexpected(answer);
}

function xmlResults(answer: HttpResponse, path: string[], secrets: readonly string[]): XmlElement[] {
	// Some servers answer 500 with the packet of a refusal, which then is the whole answer.
	const packet = answer.status === 200 || answer.status === 500 ? readXml(answer.text) : undefined;
	if (packet?.name !== 'packet') throw errors.unexpected(answer);
	// An error before any operation runs, such as a wrong log-in.
	const [system] = elementsAt(packet, 'system');
	if (system)
		throw (
			refusalOf(system, secrets) ??
			errors.unreadable('Plesk answered with a system result instead of the requested one')
		);
	const results = elementsAt(packet, ...path, 'result');
	const allRefused = results.length > 0 && results.every((result) => refusalOf(result, secrets) !== undefined);
	if (answer.status !== 200 && !allRefused) throw errors.unexpected(answer);
	if (results.length === 0 && elementsAt(packet, ...path).length === 0) {
		throw errors.unreadable(`Plesk gave no answer to ${path.join('.')}`);
	}
	return results;
}

const outcome = z.object({
	status: z.string(),
	errcode: z.coerce.number().default(0),
	errtext: z.string().default(''),
});

function refusalOf(result: XmlElement, secrets: readonly string[]): ExternalError | undefined {
	const told = outcome.safeParse(valueOf(result));
	if (!told.success) throw errors.unreadable('Plesk gave a result without a status');
	const { status, errcode, errtext } = told.data;
	return status === 'ok' ? undefined : xmlRefusal(errcode, errtext, secrets);
}
