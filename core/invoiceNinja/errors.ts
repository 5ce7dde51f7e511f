import { z } from 'zod';
import { isPage, jsonOf } from '../kernel/answers';
import { ExternalError, type ErrorClass } from '../kernel/errors';
import type { HttpResponse } from '../kernel/http';
import { redact } from '../kernel/redaction';
import { textLimits } from '../kernel/textLimits';

/** What Invoice Ninja says when it refuses (Laravel's form: a message, and with 422 the complaints of each field). */
const refusal = z.object({
	message: z.string().catch(''),
	errors: z.record(z.string(), z.union([z.array(z.string()), z.string().transform((text) => [text])])).catch({}),
});

/** A complaint of Invoice Ninja about one field, such as `invoices.0.amount`. */
export interface FieldComplaint {
	readonly field: string;
	readonly says: string;
}

/** A value that Invoice Ninja refuses, by field. */
export class RefusedFields extends ExternalError {
	constructor(
		vendorMessage: string,
		readonly fields: readonly FieldComplaint[],
	) {
		super('invalid', vendorMessage, 'Correct the fields that Invoice Ninja names.');
	}
}

/** Nothing has the ID: Invoice Ninja answers 400 then, and not 404 (app/Exceptions/Handler.php). */
const noSuchRow = /no query results|not found|does not exist/i;
const duplicateRequest = /duplicate request/i;
const invalidToken = /invalid token|token.*(expired|invalid)/i;

/**
 * The error that an answer other than 2xx is.
 *
 * @param what the call, such as `GET /invoices/abc`.
 * @param secrets values that must not appear in it.
 */
export function refusalOf(what: string, answer: HttpResponse, secrets: readonly string[]): ExternalError {
	const { status, text } = answer;
	const body = jsonOf(text);
	const read = refusal.safeParse(body);
	if (!read.success || isPage(answer)) return notTheApi(what, answer);
	const clean = (words: string) => redact(words, secrets).slice(0, textLimits.line);
	const fields = Object.entries(read.data.errors).flatMap(([field, complaints]) =>
		complaints.map((says) => ({ field: clean(field), says: clean(says) })),
	);
	const message = clean(read.data.message);
	if (status === 422) {
		const words = fields.map(({ field, says }) => `${field}: ${says}`).join(' ') || message;
		return new RefusedFields(`Invoice Ninja refuses ${what}: ${words}`.slice(0, textLimits.line), fields);
	}
	const [errorClass, remedy] = classOf(status, message);
	return new ExternalError(
		errorClass,
		`Invoice Ninja refuses ${what} (${status}): ${message || 'no reason given'}`,
		remedy,
	);
}

function classOf(status: number, message: string): [ErrorClass, string] {
	if (status === 403 && invalidToken.test(message)) {
		return [
			'auth',
			'Make a new token under Settings → Account Management → API Tokens, and put it into the MSP Invoice Ninja credential.',
		];
	}
	if (status === 401 || status === 403) {
		return ['permission', "Give the user of the token the right that is missing, or use an administrator's token."];
	}
	// 400, and 429 from 5.12 on (app/Http/Requests/Payment/StorePaymentRequest.php).
	if (duplicateRequest.test(message)) {
		return [
			'busy',
			'Invoice Ninja takes the same request only once in a second. Look what became of the first, then try again.',
		];
	}
	if (status === 404 || (status === 400 && noSuchRow.test(message))) {
		return ['not_found', 'Check the ID, and whether it is of the company of the credential.'];
	}
	// A report in the making.
	if (status === 409) return ['busy', 'Invoice Ninja still works on it. Ask again later.'];
	if (status === 429) return ['busy', 'Invoice Ninja limits how often it is asked. Try again later.'];
	if (status === 503) return ['busy', 'Invoice Ninja is in maintenance. Try again later.'];
	if (status >= 500)
		return ['unknown', "Look into Invoice Ninja's log (storage/logs/laravel.log), and at what became of the change."];
	return ['invalid', 'Correct what Invoice Ninja names.'];
}

/** A page instead of data: another program answers there, or a proxy in front of it. */
export function notTheApi(what: string, { status, headers, text }: HttpResponse): ExternalError {
	const failed = status >= 500 || status === 429;
	const title = /<title>([^<]{1,80})/i.exec(text)?.[1]?.trim();
	const page = title ? `a page ('${title}')` : isPage({ status, headers, text }) ? 'a page' : 'something else';
	return new ExternalError(
		status === 429 || status === 503 ? 'busy' : failed ? 'unknown' : 'invalid',
		`Invoice Ninja answers ${what} with ${page} instead of JSON (status ${status})`,
		failed
			? 'Check that Invoice Ninja runs, and the proxy in front of it.'
			: 'Check the base URL in the MSP Invoice Ninja credential: it is the address of Invoice Ninja itself.',
	);
}
