import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import { changed as changedOn } from '../changed';
import { isRefusal, meaningOf, remedies, unless, UnreadableAnswer, vendorErrors, type Meanings } from '../errors';
import { readable } from '../vendorText';

const grantCommand =
	'Let the login key run the commands that Server: Test lists as missing. If it lists none, the account itself lacks the right: its package leaves out DNS control, SSL or login keys.';

export const errors = vendorErrors({
	name: 'DirectAdmin',
	address: 'https://host:2222',
	log: '/var/log/directadmin/error.log and errortaskq.log',
	checkLogIn: 'Check the user name and the login key: whether it has expired, and from which networks it may be used.',
	checkRights: grantCommand,
	logInPage: /directadmin|login|password/i,
});
export const { missing, taken } = errors;

export const changed = changedOn.bind(undefined, 'DirectAdmin');

/** Returns undefined for details that this log-in may not see. */
export const whereAllowed = async <Told>(look: Promise<Told>): Promise<Told | undefined> =>
	await unless(isRefusal, look);

/**
 * The meaning of the legacy commands' English sentences. The commands have no codes. When a server speaks another
 * language, the refusal is `unknown`, and the adapter looks at the server for the result of the change.
 */
const meanings: Meanings = [
	[
		/(domain|host ?name)( name)?\b.{0,40}\b(not allowed|forbidden|blocked|blacklisted|restricted)\b|cannot use .{0,20}host ?name/i,
		'invalid',
		remedies.otherDomain,
	],
	[
		/no space left|disk (is |quota )?(full|exceeded)|(not enough|insufficient) (disk|space)/i,
		'limit',
		remedies.makeRoom,
	],
	[/licen[cs]e/i, 'limit', 'See to the licence: Licensing / Updates in the panel tells what it allows.'],
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
		remedies.chooseLarger,
	],
	[
		/already (exists?|in use|taken|on the (system|server)|has|been (used|created))|exists already|(is|was) taken|duplicate/i,
		'exists',
		remedies.chooseAnother,
	],
	[
		/do(es)?( not|n't) exist|no such|not found|could ?n[o']t find|cannot find|unknown (user|domain|package|account)|unable to find/i,
		'not_found',
		remedies.checkName,
	],
	[/in progress|already running|try again|temporarily|is locked|too many/i, 'busy', remedies.wait],
	[
		/password.*(weak|difficult|strength|must|require|characters|short|upper|number)|too (simple|easy|weak)/i,
		'invalid',
		'Choose a longer password with capitals, small letters and digits.',
	],
	[
		/invalid|not (a )?valid|must (be|begin|start|contain|have|not)|may not|cannot (be|begin|start|contain)|required|missing|too (long|short)|reserved|illegal|bad (name|value)|do not match/i,
		'invalid',
		remedies.correct,
	],
];

/** Only text counts as a sentence. An error counts in any form. */
const sentence = z.string().optional().catch(undefined);
const envelope = z.object({
	error: z.unknown().optional(),
	text: sentence,
	details: sentence,
	result: sentence,
	success: sentence,
});

/**
 * Tells whether the answer to a change, if it is no refusal, confirms the change. Answers to a look have other content.
 */
export const saysYes = (value: unknown) => {
	const { success, error } = envelope.safeParse(value).data ?? {};
	return success !== undefined || error !== undefined;
};

/** Returns the refusal of a legacy command; undefined when it did not refuse. */
export function legacyRefusal(value: unknown, secrets: readonly string[]): ExternalError | undefined {
	const { error, text, details, result } = envelope.safeParse(value).data ?? {};
	if (['undefined', 'null', '0', '', 'false'].includes(String(error))) return undefined;
	// The url-encoded form has a 1 here, the JSON form the sentence.
	const sentences = [typeof error === 'string' && error !== '1' ? error : undefined, text, details, result];
	const said = sentences.filter((one, at) => one && sentences.indexOf(one) === at).join(': ');
	return errors.refused(said, secrets, meaningOf(meanings, readable(said, secrets)));
}

const typed = z.looseObject({ type: z.string(), message: sentence, output: sentence });

/** The types of the JSON API's errors. Source: its Swagger file, definitions `apierror.*`. */
const typeMeanings: Meanings = [
	[/^(UNAUTHORIZED|LOGIN_|CHPASSWD_BAD|LOGIN_KEY_BAD)/, 'auth', 'Check the user name and the login key.'],
	[/^ACCESS_DENIED$|_READ_ONLY$|_ROLE_MISMATCH$/, 'permission', grantCommand],
	[/NOT_FOUND$/, 'not_found', remedies.checkName],
	[/ALREADY_EXISTS$|DUPLICATE/, 'exists', remedies.chooseAnother],
	[/EXCEEDS?_LIMITS?$/, 'limit', remedies.chooseLarger],
	[/^LICENSE_/, 'limit', 'See to the licence: Licensing / Updates in the panel tells what it allows.'],
	[/^PRE_HOOK_ERROR$/, 'permission', 'A script of the server (scripts/custom) forbids it: ask who runs the server.'],
	[/INVALID|WEAK_PASSWORD|^BAD_REQUEST$/, 'invalid', remedies.correct],
];

/** Returns the refusal of the JSON API; undefined when the body is not one of its errors. */
export function apiRefusal(status: number, body: unknown, secrets: readonly string[]): ExternalError | undefined {
	const { type, message, output } = typed.safeParse(body).data ?? {};
	if (type === undefined) return undefined;
	const said = message ?? output;
	const words = said ? `${type}: ${said}` : `DirectAdmin answered ${type}`;
	if (type === 'INTERNAL_ERROR') return errors.unfinished(readable(words, secrets));
	const meaning = meaningOf(typeMeanings, type);
	return errors.refused(words, secrets, meaning, meaning ? '' : String(status));
}

/**
 * The log-in works and the account exists, so a refusal in unknown words is about the password.
 *
 * @returns the error to throw.
 */
export function asPasswordRefusal(error: unknown): unknown {
	const isOther = !(error instanceof ExternalError) || error instanceof UnreadableAnswer;
	if (isOther || error.errorClass !== 'unknown') return error;
	return new ExternalError(
		'invalid',
		error.vendorMessage,
		'Choose a longer password with capitals, small letters and digits; else see /var/log/directadmin/error.log.',
	);
}
