import { setTimeout as wait } from 'node:timers/promises';
import { InputError, ExternalError, UntrustedServer } from './errors';
import { dispatcherFor } from './httpDispatcher';
import { AnswerTooLarge, describeFailure, type Attempted } from './httpFailure';
import { redact } from './redaction';
import { nextDelay, retryAfterMs, standardRetry, type RetryPolicy } from './retry';

export interface HttpRequest {
	readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	readonly url: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | Buffer;
	/** How the answer becomes text. The default is `utf8`; `latin1` keeps each byte of a file as one character. */
	readonly encoding?: 'utf8' | 'latin1';
	/** For one attempt, from its start to the last byte of the answer. The default is 30 seconds. */
	readonly timeoutMs?: number;
	/** PEM of the authority, or of the server itself, to trust instead of the public ones. */
	readonly certificateAuthority?: string;
	/**
	 * SHA-256 of the one certificate to trust instead of any authority, in hexadecimal with or without colons. The
	 * request stops before it sends anything to a server with another certificate.
	 */
	readonly certificateFingerprint?: string;
	/** `safe` only reads; `keyed` carries an idempotency key; `never` is a change that only a read-back may repeat. */
	readonly repeat: 'safe' | 'keyed' | 'never';
	/** Values that must not appear in any error. */
	readonly secrets?: readonly string[];
	/** The default is 10 MiB. */
	readonly maxResponseBytes?: number;
}

export interface HttpResponse {
	readonly status: number;
	/** By lower-case name. A comma joins the values of a repeated header. */
	readonly headers: Readonly<Record<string, string>>;
	readonly text: string;
}

/** The dependencies of a request. A test can replace them. */
export interface HttpConditions {
	readonly policy: RetryPolicy;
	readonly random: () => number;
}

/**
 * Sends a request. If `repeat` allows it, a retry policy repeats the request after no answer, 429, 502, 503 and 504. It
 * follows no redirects.
 *
 * @returns the answer, whatever its status.
 * @throws ExternalError `transport` when there was no whole answer, `unknown` when the answer is too large. InputError
 *   when the address, the certificate authority or the fingerprint is invalid.
 */
export async function request(
	asked: HttpRequest,
	{ policy, random }: HttpConditions = { policy: standardRetry, random: Math.random },
): Promise<HttpResponse> {
	const url = checkedUrl(asked.url);
	if (asked.certificateFingerprint?.trim() && url.protocol !== 'https:') throw nothingToPin();
	const began = performance.now();
	for (let made = 1; ; made++) {
		const attempted = await attempt(asked, url);
		const delay =
			asked.repeat === 'never' || ('failure' in attempted && attempted.final)
				? undefined
				: nextDelay(policy, { made, elapsedMs: performance.now() - began }, outcomeOf(attempted), random);
		if (delay !== undefined) await wait(delay);
		else if ('answer' in attempted) return attempted.answer;
		else throw attempted.failure;
	}
}

async function attempt(asked: HttpRequest, url: URL): Promise<Attempted> {
	const { method, headers, body, encoding = 'utf8', timeoutMs = 30_000, secrets = [] } = asked;
	const { maxResponseBytes = 10 * 2 ** 20 } = asked;
	const dispatcher = dispatcherFor(asked);
	try {
		const response = await dispatcher.request({
			origin: url.origin,
			path: url.pathname + url.search,
			method,
			headers: { 'user-agent': 'n8n-nodes-msp', ...headers },
			body,
			signal: AbortSignal.timeout(timeoutMs),
		});
		const answer = {
			status: response.statusCode,
			headers: Object.fromEntries(
				Object.entries(response.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
			),
			text: await textOf(response.body, maxResponseBytes, encoding),
		};
		return { answer };
	} catch (error) {
		const { errorClass, vendorMessage, remedy, final, untrusted } = describeFailure(error, url.host, {
			timeoutMs,
			maxResponseBytes,
		});
		// Leaves out the cause, because nothing redacts its text.
		const said = redact(vendorMessage, secrets);
		const failure = untrusted ? new UntrustedServer(said, remedy) : new ExternalError(errorClass, said, remedy);
		return { failure, final };
	}
}

async function textOf(body: AsyncIterable<Buffer>, maxBytes: number, encoding: BufferEncoding): Promise<string> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of body) {
		size += chunk.length;
		if (size > maxBytes) throw new AnswerTooLarge();
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString(encoding);
}

function outcomeOf(attempted: Attempted): Parameters<typeof nextDelay>[2] {
	if ('failure' in attempted) return { kind: 'no_answer' };
	const { status, headers } = attempted.answer;
	return { kind: 'answer', status, retryAfterMs: retryAfterMs(headers['retry-after'], new Date()) };
}

/** Without TLS there is no certificate. The request would silently skip the check of the fingerprint. */
const nothingToPin = () =>
	new InputError(
		'certificateFingerprint',
		'is given for an address without TLS',
		'Write the address with https, or leave the fingerprint out.',
	);

/** @throws InputError when the text is not an http or https address, or contains a log-in. */
export function checkedUrl(text: string): URL {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url;
	throw new InputError(
		'url',
		'is not an http or https address',
		'Write it as https://host:port, without a log-in in it.',
	);
}
