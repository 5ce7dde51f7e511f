import type { ExternalError } from '../../kernel/errors';
import { meaningOf, remedies, vendorErrors, type Meanings } from '../errors';
import { readable as plainly } from '../vendorText';

export const errors = vendorErrors({
	name: 'WHM',
	address: 'https://host:2087',
	log: '/usr/local/cpanel/logs/error_log',
	checkLogIn:
		'Check the user name and the API token: WHM → Manage API Tokens shows whether it has expired or is bound to addresses.',
	checkRights: 'Give the API token the rights that Server: Test lists as missing.',
	logInPage: /<form[^>]*login|name="?(user|pass)"?/i,
});

/**
 * The meaning of the sentences of WHM and UAPI. They have no codes; these are the English words of version 11.x. A
 * sentence that the pack does not know is `unknown`. Then the caller looks at the server for the result of its change.
 */
const meanings: Meanings = [
	[
		/access denied|token authentication failed|invalid (api )?token|login (attempt|failed)/i,
		'auth',
		'Check the user name and the API token. A token belongs to the user that made it.',
	],
	[
		/reached (your|the|its) (maximum|limit)|maximum (number|allotment) of|exceed\S* (your|the) (account|package|disk|resource|limit)|account limit|limit (has been|was) reached|would exceed|not enough (disk|space)/i,
		'limit',
		remedies.chooseLarger,
	],
	[
		/not a valid package|package .*does not exist|no such package|invalid package/i,
		'not_found',
		'Choose a package that the server has: Package: List shows them. One of a reseller is named reseller_package.',
	],
	[
		/already (exists|has an?|in use|taken|owned|configured|been taken)|(is|was) taken|same initial|first 8 characters/i,
		'exists',
		remedies.chooseAnother,
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
		remedies.checkName,
	],
	[
		/already (running|in progress)|in progress|try again|temporarily|could not (get|acquire|obtain) .*lock|is locked|timed out waiting|too many/i,
		'busy',
		remedies.wait,
	],
	[
		/password.*(weak|strength|may not|cannot|must|too short)|too weak/i,
		'invalid',
		'Choose a longer password of mixed characters, without the user name in it.',
	],
	[
		/invalid|not a valid|not valid|must (be|begin|start|contain|not|provide|specify)|may not|cannot (be|begin|start|contain|use)|required|too (long|short)|begins? with|reserved|malformed|could not parse/i,
		'invalid',
		remedies.correct,
	],
];

/** The refusal in the vendor's words. */
export function refusal(said: string, secrets: readonly string[]): ExternalError {
	const words = withoutPlaces(said);
	return errors.refused(words, secrets, meaningOf(meanings, plainly(words, secrets)));
}

/** WHM answers 403 for an unknown token, and for a token that lacks a right. */
export function forbidden(reason: string, secrets: readonly string[]): ExternalError {
	const refused = refusal(reason, secrets);
	if (refused.errorClass === 'auth') return errors.denied(refused.vendorMessage);
	return refused.errorClass === 'unknown' ? errors.forbidden(refused.vendorMessage) : refused;
}

/** Returns WHM's words as plain text, without positions in the vendor's own code. */
export const readable = (said: string, secrets: readonly string[]) => plainly(withoutPlaces(said), secrets);

const withoutPlaces = (said: string) => said.replace(/ at \/usr\/local\/cpanel\/\S+ line \d+\.?/g, '');
