import { ExternalError } from '../../kernel/errors';
import { meaningOf, remedies, vendorErrors, type Meaning, type Meanings } from '../errors';
import { readable } from '../vendorText';

const log = '/var/log/plesk/panel.log';
const checkLogIn =
	'Check the secret key, or the user name and the password, and from which addresses the key may be used.';
/** Plesk has a list of addresses that may log in. */
const letIn =
	'See from which addresses the administrator may log in: Tools & Settings → Restrict Administrative Access.';

export const errors = vendorErrors({
	name: 'Plesk',
	address: 'https://host:8443',
	log,
	checkLogIn,
	checkRights: letIn,
	logInPage: /login_name|login_up|type=["']?password/i,
});
export const { missing, taken } = errors;

const correct: Meaning = ['invalid', remedies.correct];
const busy: Meaning = ['busy', remedies.wait];
const checkKey: Meaning = ['auth', checkLogIn];
const tooOld: Meaning = ['invalid', 'Plesk is too old for this pack: it needs Obsidian 18.'];
const licence: Meaning = ['limit', 'See to the licence: Tools & Settings → License Management.'];
const component: Meaning = [
	'permission',
	'Install and set up the component that the message names: Tools & Settings → Updates.',
];

/** The codes of the XML API. Source: "Error Codes" in Plesk's XML API guide. */
const meanings: Readonly<Record<number, Meaning>> = {
	1001: checkKey,
	1002: ['exists', remedies.chooseAnother],
	1004: ['permission', 'Finish the first set-up of Plesk: log in to it once as the administrator.'],
	1005: tooOld,
	1006: ['permission', 'Use the key or the password of an administrator: Server: Test tells what is lacking.'],
	1007: ['exists', remedies.chooseAnother],
	1008: busy,
	1009: licence,
	1010: ['permission', letIn],
	1011: ['auth', 'The account of the log-in is disabled: activate it in Plesk, or use another.'],
	1012: [
		'auth',
		'The log-in is locked after wrong passwords: correct the password, and wait until Plesk lets it in again.',
	],
	1013: ['not_found', remedies.checkName],
	1014: ['invalid', 'The server does not take this request: bring Plesk up to date, and tell who maintains this pack.'],
	1015: ['not_found', remedies.checkName],
	1017: tooOld,
	1018: ['limit', 'Add an address to the server: Tools & Settings → IP Addresses.'],
	1019: correct,
	1024: ['limit', 'Raise the limit of the plan or the licence, or choose a larger plan.'],
	1025: ['busy', 'The object is in a state that does not allow this: the pack tries again later.'],
	1026: component,
	1029: checkKey,
	1030: licence,
	1031: component,
	11003: checkKey,
};

/** What servers say in English with 1023, which only says that an operation failed. */
const failedBecause: Meanings = [
	[/already exists?\b/i, 'exists', remedies.chooseAnother],
	[/\blimit\b.{0,60}\b(reached|exceeded)/i, 'limit', remedies.chooseLarger],
	[/no space left|disk (is )?full|not enough (disk|free) space/i, 'limit', remedies.makeRoom],
];

/** A refusal of the XML API. Only its code counts where it has a meaning: the sentences are in the server's language. */
export function xmlRefusal(code: number, said: string, secrets: readonly string[]): ExternalError {
	const meaning = meanings[code] ?? meaningOf(failedBecause, readable(said, secrets));
	return errors.refused(said, secrets, meaning, String(code));
}

const statuses: Readonly<Record<number, Meaning>> = {
	400: correct,
	401: checkKey,
	403: [
		'permission',
		'The REST API is for the administrator: use its key or password, from an address that may log in.',
	],
	404: ['not_found', remedies.checkName],
	409: ['exists', remedies.chooseAnother],
	429: busy,
};

/** A refusal of the REST API. Its code is often 0; then the status tells the meaning. */
export function restRefusal(status: number, code: number, said: string, secrets: readonly string[]): ExternalError {
	if (status !== 401 && status !== 403 && code in meanings) return xmlRefusal(code, said, secrets);
	if (status >= 500) return errors.unfinished(`${readable(said, secrets)} (${status})`);
	return errors.refused(said, secrets, statuses[status], String(status));
}

/** A utility ended with a code other than 0. The pack does not know what the utility did before. */
export function cliRefusal(utility: string, code: number, said: string, secrets: readonly string[]): ExternalError {
	const words = readable(said, secrets) || 'it did not say why';
	return new ExternalError(
		'unknown',
		`Plesk's utility '${utility}' ended with code ${code}: ${words}`,
		`See what it says, and ${log} on the server.`,
	);
}
