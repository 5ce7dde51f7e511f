import { z } from 'zod';
import { ExternalError, type ErrorClass } from '../../kernel/errors';
import { readable } from '../vendorText';

type Meaning = readonly [words: RegExp, errorClass: ErrorClass, remedy: string];

const grantCommand =
	'Let the login key run the commands that Server: Test lists as missing. Where it lists none, the account itself may not: its package leaves out DNS control, SSL or login keys.';

/**
 * What the sentences of legacy commands mean, in English; the more telling ones first. There are no codes, and a server
 * may speak another language: then it is `unknown`, and what became of the change is looked up.
 */
const meanings: readonly Meaning[] = [
	[
		/cannot execute|authority level|not allowed to (run|execute|use)|access denied|permission|do(es)? not own|not your (user|domain)|do(es)? not have access/i,
		'permission',
		grantCommand,
	],
	[
		/invalid (login|username or password)|login (failed|incorrect)|password is incorrect|blacklist/i,
		'auth',
		'Check the user name, the login key, and the networks that the key is bound to.',
	],
	[
		/(reached|exceed\S*|over|hit) .*(limit|maximum|quota)|maximum (number|amount)|limit (has been|was) (reached|exceeded)|no more .* (allowed|available)|not enough/i,
		'limit',
		'Raise the limit of the package, the reseller or the server, or choose a larger package.',
	],
	[
		/already (exists?|in use|taken|on the (system|server)|has|been (used|created))|exists already|(is|was) taken|duplicate/i,
		'exists',
		'Choose another name, or move the existing one away first.',
	],
	[
		/do(es)?( not|n't) exist|no such|not found|could ?n[o']t find|cannot find|unknown (user|domain|package|account)|unable to find/i,
		'not_found',
		'Check the name: somebody may have removed it.',
	],
	[
		/in progress|already running|try again|temporarily|is locked|too many/i,
		'busy',
		'Nothing to do: it is tried again later.',
	],
	[
		/password.*(weak|difficult|strength|must|require|characters|short|upper|number)|too (simple|easy|weak)/i,
		'invalid',
		'Choose a longer password with capitals, small letters and digits.',
	],
	[
		/invalid|not (a )?valid|must (be|begin|start|contain|have|not)|may not|cannot (be|begin|start|contain)|required|missing|too (long|short)|reserved|illegal|bad (name|value)|do not match/i,
		'invalid',
		'Correct the value that the message names.',
	],
];

/** What is no text is no sentence; an error is one in any form. */
const sentence = z.string().optional().catch(undefined);
const envelope = z.object({
	error: z.unknown().optional(),
	text: sentence,
	details: sentence,
	result: sentence,
	success: sentence,
});

/** Whether the answer to a change, which is no refusal, tells that it was made: a look has other things to tell. */
export const saysYes = (value: unknown) => {
	const { success, error } = envelope.safeParse(value).data ?? {};
	return success !== undefined || error !== undefined;
};

/** What a legacy command refused with; undefined where it did not refuse. */
export function legacyRefusal(value: unknown, secrets: readonly string[]): ExternalError | undefined {
	const { error, text, details, result } = envelope.safeParse(value).data ?? {};
	if (['undefined', 'null', '0', '', 'false'].includes(String(error))) return undefined;
	// The url-encoded form has a 1 here, the JSON form the sentence.
	const sentences = [typeof error === 'string' && error !== '1' ? error : undefined, text, details, result];
	return refusal(sentences.filter((one, at) => one && sentences.indexOf(one) === at).join(': '), secrets);
}

function refusal(said: string, secrets: readonly string[]): ExternalError {
	const words = readable(said, secrets);
	const [, errorClass, remedy] = meanings.find(([telling]) => telling.test(words)) ?? [];
	return new ExternalError(
		errorClass ?? 'unknown',
		words || 'DirectAdmin refused without saying why',
		remedy ?? 'See /var/log/directadmin/error.log and errortaskq.log on the server.',
	);
}

const typed = z.looseObject({ type: z.string(), message: sentence, output: sentence });

/** The types of the JSON API's errors. Source: its Swagger file, definitions `apierror.*`. */
const typeMeanings: ReadonlyArray<readonly [types: RegExp, errorClass: ErrorClass, remedy: string]> = [
	[/^(UNAUTHORIZED|LOGIN_|CHPASSWD_BAD|LOGIN_KEY_BAD)/, 'auth', 'Check the user name and the login key.'],
	[/^ACCESS_DENIED$|_READ_ONLY$|_ROLE_MISMATCH$/, 'permission', grantCommand],
	[/NOT_FOUND$/, 'not_found', 'Check the name: somebody may have removed it.'],
	[/ALREADY_EXISTS$|DUPLICATE/, 'exists', 'Choose another name, or move the existing one away first.'],
	[/EXCEEDS?_LIMITS?$/, 'limit', 'Raise the limit of the package or the reseller, or choose a larger package.'],
	[/^LICENSE_/, 'limit', 'See to the licence: Licensing / Updates in the panel tells what it allows.'],
	[/^PRE_HOOK_ERROR$/, 'permission', 'A script of the server (scripts/custom) forbids it: ask who runs the server.'],
	[/INVALID|WEAK_PASSWORD|^BAD_REQUEST$/, 'invalid', 'Correct the value that the message names.'],
];

/** What the JSON API answered with instead of 2xx; undefined where the body is not one of its errors. */
export function apiRefusal(status: number, body: unknown, secrets: readonly string[]): ExternalError | undefined {
	const { type, message, output } = typed.safeParse(body).data ?? {};
	if (type === undefined) return undefined;
	const said = message ?? output;
	const words = readable(said ? `${type}: ${said}` : `DirectAdmin answered ${type}`, secrets);
	if (type === 'INTERNAL_ERROR') return unfinished(words);
	const [, errorClass, remedy] = typeMeanings.find(([types]) => types.test(type)) ?? [];
	return new ExternalError(
		errorClass ?? 'unknown',
		errorClass ? words : `${words} (${status})`,
		remedy ?? 'See /var/log/directadmin/error.log on the server.',
	);
}

/** It may have been carried out all the same. */
export const unfinished = (said: string) =>
	new ExternalError(
		'transport',
		said,
		'See whether DirectAdmin runs, and /var/log/directadmin/error.log on the server.',
	);

export const denied = (said: string) =>
	new ExternalError(
		'auth',
		said,
		'Check the user name and the login key: whether it has expired, and from which networks it may be used.',
	);

export const forbidden = (said: string) => new ExternalError('permission', said, grantCommand);

export const notDirectAdmin = (said: string) =>
	new ExternalError('invalid', said, 'Check the base URL: DirectAdmin listens on https://host:2222, without a path.');

/** An answer that is none of DirectAdmin's: a change may have been made all the same. */
export class Unreadable extends ExternalError {}

export const unreadable = (said: string) =>
	new Unreadable(
		'unknown',
		said,
		'Check that the base URL leads to DirectAdmin and to no proxy before it, and that it is up to date.',
	);
