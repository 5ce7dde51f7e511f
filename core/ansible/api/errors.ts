import { isPage, jsonOf } from '../../kernel/answers';
import { ExternalError, type ErrorClass } from '../../kernel/errors';
import type { HttpResponse } from '../../kernel/http';
import { redact } from '../../kernel/redaction';
import { textLimits } from '../../kernel/textLimits';

/** How the errors of one product are told. */
export interface ApiVendor {
	/** Such as `AWX`. */
	readonly name: string;
	/** The credential, as the editor calls it. */
	readonly credential: string;
	/** Reads the product's words out of the body of a refusal. */
	wordsOf(body: unknown): string;
	/** What to do about a refused log-in, and about a missing right. */
	readonly checkLogIn: string;
	readonly checkRights: string;
	/** Where the product writes what failed. */
	readonly log: string;
}

/**
 * The error that an answer other than 2xx is.
 *
 * @param what the call, such as `GET /jobs/12/`.
 */
export function refusalOf(
	vendor: ApiVendor,
	what: string,
	answer: HttpResponse,
	secrets: readonly string[],
): ExternalError {
	const { status, text } = answer;
	const body = jsonOf(text);
	if (isPage(answer)) return notTheApi(vendor, what, answer);
	const said = redact(body === undefined ? text : vendor.wordsOf(body), secrets).trim();
	const words = said.slice(0, textLimits.line) || 'no reason given';
	const [errorClass, remedy] = meaningOf(vendor, status);
	return new ExternalError(errorClass, `${vendor.name} refuses ${what} (${status}): ${words}`, remedy);
}

function meaningOf({ checkLogIn, checkRights, name, log }: ApiVendor, status: number): readonly [ErrorClass, string] {
	if (status === 401) return ['auth', checkLogIn];
	if (status === 403) return ['permission', checkRights];
	if (status === 404) return ['not_found', 'Check the ID or the name, and whether the log-in may see it.'];
	if (status === 409 || status === 405)
		return ['invalid', `${name} does not take it in this state. Look what became of it.`];
	if (status === 429)
		return ['busy', `${name}, or the proxy in front of it, limits how often it is asked. Try again later.`];
	if (status === 503) return ['busy', `${name} is being started or serviced. Try again later.`];
	if (status >= 500) return ['unknown', `Look into ${log}, and at what became of the run.`];
	return ['invalid', `Correct what ${name} names.`];
}

/** A page instead of data: another program answers there, or a proxy in front of it. */
export function notTheApi(
	{ name, credential }: ApiVendor,
	what: string,
	{ status, headers, text }: HttpResponse,
): ExternalError {
	const failed = status >= 500 || status === 429;
	const title = /<title>([^<]{1,80})/i.exec(text)?.[1]?.trim();
	const page = title ? `a page ('${title}')` : isPage({ status, headers, text }) ? 'a page' : 'something else';
	const moved = status >= 300 && status < 400 ? `, and points to ${(headers.location ?? 'nowhere').slice(0, 200)}` : '';
	return new ExternalError(
		status === 429 || status === 503 ? 'busy' : failed ? 'unknown' : 'invalid',
		`${name} answers ${what} with ${page} instead of JSON (status ${status}${moved})`,
		failed
			? `Check that ${name} runs, and the proxy in front of it.`
			: `Check the address in the ${credential} credential: it is that of ${name} itself, and of its API.`,
	);
}

/** A whole answer in a form that this pack does not know. */
export function unreadable({ name }: ApiVendor, what: string, place: string): ExternalError {
	return new ExternalError(
		'unknown',
		`${name} answers ${what} in an unknown form (at '${place}')`,
		`Check the version of ${name}, and whether something in between changes its answers.`,
	);
}
