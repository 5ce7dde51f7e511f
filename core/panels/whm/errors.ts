import { ExternalError, type ErrorClass } from '../../kernel/errors';
import { readable as plainly } from '../vendorText';

/**
 * What WHM's and UAPI's sentences mean. There are no codes; these are the words of version 11.x in English, the more
 * telling ones first. A sentence that is not known is `unknown`: whoever changed something looks what became of it.
 */
const meanings: ReadonlyArray<readonly [words: RegExp, errorClass: ErrorClass, remedy: string]> = [
	[
		/access denied|token authentication failed|invalid (api )?token|login (attempt|failed)/i,
		'auth',
		'Check the user name and the API token. A token belongs to the user that made it.',
	],
	[
		/reached (your|the|its) (maximum|limit)|maximum (number|allotment) of|exceed\S* (your|the) (account|package|disk|resource|limit)|account limit|limit (has been|was) reached|would exceed|not enough (disk|space)/i,
		'limit',
		'Raise the limit of the package, the reseller or the server, or choose a larger package.',
	],
	[
		/not a valid package|package .*does not exist|no such package|invalid package/i,
		'not_found',
		'Choose a package that the server has: Package: List shows them. One of a reseller is named reseller_package.',
	],
	[
		/already (exists|has an?|in use|taken|owned|configured|been taken)|(is|was) taken|same initial|first 8 characters/i,
		'exists',
		'Choose another name, or move the existing one away first.',
	],
	[
		/permission|privilege|not authori[sz]ed|not allowed to|do(es)? not own|insufficient|do(es)? not have (the )?(ability|access|required)|requires? root/i,
		'permission',
		'Give the API token, and its user, the rights that Server: Test lists as missing.',
	],
	[
		/feature .*(enabled|disabled)|does not have the .* feature|has .* disabled|role .*(disabled|not enabled)/i,
		'permission',
		'Switch the feature on in WHM → Feature Manager for the feature list of the package, or the role on the server.',
	],
	[
		/do(es)? not exist|no such|not found|could not find|cannot find|unknown (user|account|domain|zone|email)|do(es)? not have an? (\S+ )*(account|zone|email|mailbox|database)|has no owner|nonexistent|no longer exists/i,
		'not_found',
		'Check the name: somebody may have removed it.',
	],
	[
		/already (running|in progress)|in progress|try again|temporarily|could not (get|acquire|obtain) .*lock|is locked|timed out waiting|too many/i,
		'busy',
		'Nothing to do: it is tried again later.',
	],
	[
		/password.*(weak|strength|may not|cannot|must|too short)|too weak/i,
		'invalid',
		'Choose a longer password of mixed characters, without the user name in it.',
	],
	[
		/invalid|not a valid|not valid|must (be|begin|start|contain|not|provide|specify)|may not|cannot (be|begin|start|contain|use)|required|too (long|short)|begins? with|reserved|malformed|could not parse/i,
		'invalid',
		'Correct the value that the message names.',
	],
];

/** The refusal in the vendor's words, without secrets, markup and places in the vendor's own code. */
export function refusal(said: string, secrets: readonly string[]): ExternalError {
	const text = readable(said, secrets);
	const [, errorClass, remedy] = meanings.find(([words]) => words.test(text)) ?? [];
	return new ExternalError(
		errorClass ?? 'unknown',
		text || 'WHM refused without saying why',
		remedy ?? 'See /usr/local/cpanel/logs/error_log on the server.',
	);
}

/** What WHM said as plain text, without places in the vendor's own code. */
export function readable(said: string, secrets: readonly string[]): string {
	return plainly(said.replace(/ at \/usr\/local\/cpanel\/\S+ line \d+\.?/g, ''), secrets);
}
