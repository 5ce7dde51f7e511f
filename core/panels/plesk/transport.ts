import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import { request, type HttpRequest, type HttpResponse } from '../../kernel/http';
import type { PanelLogin } from '../controlPanel';
import { cliRefusal, denied, letIn, notPlesk, restRefusal, unfinished, unreadable, xmlRefusal } from './errors';
import { elementsAt, readXml, valueOf, written, type XmlElement, type XmlNode } from '../../kernel/xml';

interface Call {
	/** A change is sent once: only a look at what became of it may repeat it. */
	readonly changes?: true;
	/** 60 seconds where it is not given. */
	readonly timeoutMs?: number;
	/** What of it must not appear in any error, besides the log-in. */
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
	/** What the operation holds, in the order of Plesk's schema. */
	readonly content: readonly XmlNode[];
	/** Leaves out the results for what is not there, instead of throwing for the first of them. */
	readonly passOver?: 'missing';
}

/** A utility of Plesk, run through the REST API. Parameters are an array: no shell reads them. */
export interface CliCall extends Call {
	readonly utility: string;
	readonly params: readonly string[];
}

/**
 * The three ways into Plesk; each call gives its answer, parsed.
 *
 * @throws ExternalError from all of them: `transport` without a whole answer, `unknown` for an answer that cannot be
 *   read, else as the vendor's code says.
 */
export interface Plesk {
	/** `https://host:port`. */
	readonly base: string;
	rest<Data>(call: RestCall, data: z.ZodType<Data>): Promise<Data>;
	/** One entry a result. */
	xml<Data>(call: XmlCall, data: z.ZodType<Data>): Promise<Data[]>;
	/** The refusal where the utility ended with another code than 0. */
	cli(call: CliCall): Promise<ExternalError | undefined>;
}

/** A secret key says who it is; with a user name the token is the password. Both go in headers only. */
export function openPlesk(login: PanelLogin): Plesk {
	const { username, token, certificateAuthority, certificateFingerprint } = login;
	const base = login.baseUrl.replace(/\/+$/, '');
	const basic = Buffer.from(`${username}:${token}`).toString('base64');
	const byKey = username.trim() === '';
	const secretsOf = (call: Call) => [token, ...(byKey ? [] : [basic]), ...(call.secrets ?? [])];

	const send = async (
		call: Call,
		asked: Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>,
	): Promise<HttpResponse> =>
		await request({
			...asked,
			timeoutMs: call.timeoutMs ?? 60_000,
			certificateAuthority,
			certificateFingerprint,
			repeat: call.changes ? 'never' : 'safe',
			secrets: secretsOf(call),
			maxResponseBytes: 32 * 2 ** 20,
		});

	const rest: Plesk['rest'] = async (call, data) => {
		const { method, path, query, body } = call;
		const search = query ? `?${new URLSearchParams(query).toString()}` : '';
		const answer = await send(call, {
			method,
			url: `${base}/api/v2${path}${search}`,
			headers: {
				...(byKey ? { 'x-api-key': token } : { authorization: `Basic ${basic}` }),
				accept: 'application/json',
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		return parsed(`${method} ${path}`, restData(answer, secretsOf(call)), data);
	};

	return {
		base,
		rest,
		async xml<Data>(call: XmlCall, data: z.ZodType<Data>): Promise<Data[]> {
			const { name, content, passOver } = call;
			const path = name.split('.');
			const operation = path.reduceRight<readonly XmlNode[]>((inner, element) => [[element, inner]], content);
			const answer = await send(call, {
				method: 'POST',
				url: `${base}/enterprise/control/agent.php`,
				headers: {
					...(byKey ? { key: token } : { http_auth_login: username, http_auth_passwd: token }),
					'content-type': 'text/xml; charset=utf-8',
				},
				body: `<?xml version="1.0" encoding="UTF-8"?>${written(['packet', operation])}`,
			});
			const results = xmlResults(answer, path, secretsOf(call));
			const found: Data[] = [];
			for (const result of results) {
				const refused = refusalOf(result, secretsOf(call));
				if (refused?.errorClass === 'not_found' && passOver === 'missing') continue;
				if (refused) throw refused;
				found.push(parsed(name, valueOf(result), data));
			}
			if (call.changes && results.length === 0) throw unreadable(`Plesk did not say what became of ${name}`);
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

const cliAnswer = z.object({
	code: z.number(),
	stdout: z
		.string()
		.nullish()
		.transform((text) => text ?? ''),
	stderr: z
		.string()
		.nullish()
		.transform((text) => text ?? ''),
});

function parsed<Data>(name: string, given: unknown, data: z.ZodType<Data>): Data {
	const result = data.safeParse(given);
	if (result.success) return result.data;
	const where = result.error.issues[0]?.path.join('.') ?? '';
	throw unreadable(`Plesk answered ${name} in a form that is not known (at '${where}')`);
}

const restError = z.object({ code: z.number().default(0), message: z.string() });

function restData({ status, headers, text }: HttpResponse, secrets: readonly string[]): unknown {
	const body = jsonOf(text);
	if (status >= 200 && status < 300) {
		if (text.trim() === '') return undefined;
		if (body === undefined) throw page(text);
		return body;
	}
	const error = restError.safeParse(body);
	if (error.success) throw restRefusal(status, error.data.code, error.data.message, secrets);
	throw unexpected(status, headers, text);
}

function xmlResults({ status, headers, text }: HttpResponse, path: string[], secrets: readonly string[]): XmlElement[] {
	if (status !== 200) throw unexpected(status, headers, text);
	const packet = readXml(text);
	if (packet?.name !== 'packet') throw page(text);
	// What is wrong before an operation is reached, such as the log-in.
	const [system] = elementsAt(packet, 'system');
	if (system) throw refusalOf(system, secrets) ?? unreadable('Plesk answered about the system, and not as asked');
	const results = elementsAt(packet, ...path, 'result');
	if (results.length === 0 && elementsAt(packet, ...path).length === 0) {
		throw unreadable(`Plesk gave no answer to ${path.join('.')}`);
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
	if (!told.success) throw unreadable('Plesk gave a result without a status');
	const { status, errcode, errtext } = told.data;
	return status === 'ok' ? undefined : xmlRefusal(errcode, errtext, secrets);
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** A status for which Plesk's APIs have no form of their own. */
function unexpected(status: number, headers: HttpResponse['headers'], text: string): ExternalError {
	if (status === 401) return denied('Plesk does not accept the log-in (401)');
	if (status === 403) {
		return new ExternalError('permission', 'Plesk refused the request (403)', letIn);
	}
	if (status === 429) {
		return new ExternalError('busy', 'Plesk asked to slow down (429)', 'Nothing to do: it is tried again later.');
	}
	if (status >= 500) return unfinished(`Plesk answered ${status}`);
	if (status < 400 && /login/i.test(headers.location ?? '')) return denied('Plesk sent the request to its log-in page');
	if (status < 300) return page(text);
	return notPlesk(`The server answered ${status}, which Plesk does not`);
}

function page(text: string): ExternalError {
	if (!/^\s*<(!doctype html|html|head|body)/i.test(text)) return unreadable('Plesk gave half an answer');
	return /login_name|login_up|type=["']?password/i.test(text)
		? denied('Plesk answered with its log-in page')
		: unreadable('Plesk answered with a page instead of data');
}
