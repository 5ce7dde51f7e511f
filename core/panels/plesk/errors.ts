import { ExternalError, type ErrorClass } from '../../kernel/errors';
import { readable } from '../vendorText';

type Meaning = readonly [errorClass: ErrorClass, remedy: string];

const correct: Meaning = ['invalid', 'Correct the value that the message names.'];
const busy: Meaning = ['busy', 'Nothing to do: it is tried again later.'];
const checkKey: Meaning = [
	'auth',
	'Check the secret key, or the user name and the password, and from which addresses the key may be used.',
];

const tooOld: Meaning = ['invalid', 'Plesk is too old for this pack: it needs Obsidian 18.'];
const licence: Meaning = ['limit', 'See to the licence: Tools & Settings → License Management.'];
const component: Meaning = [
	'permission',
	'Install and set up the component that the message names: Tools & Settings → Updates.',
];

/** Where Plesk has a list of addresses that may log in. */
export const letIn =
	'See from which addresses the administrator may log in: Tools & Settings → Restrict Administrative Access.';

/** The codes of the XML API. Source: "Error Codes" in Plesk's XML API guide. */
const meanings: Readonly<Record<number, Meaning>> = {
	1001: checkKey,
	1002: ['exists', 'Choose another name, or move the existing one away first.'],
	1004: ['permission', 'Finish the first set-up of Plesk: log in to it once as the administrator.'],
	1005: tooOld,
	1006: ['permission', 'Use the key or the password of an administrator: Server: Test tells what is lacking.'],
	1007: ['exists', 'Choose another name, or move the existing one away first.'],
	1008: busy,
	1009: licence,
	1010: ['permission', letIn],
	1011: ['auth', 'The account of the log-in is disabled: activate it in Plesk, or use another.'],
	1012: [
		'auth',
		'The log-in is locked after wrong passwords: correct the password, and wait until Plesk lets it in again.',
	],
	1013: ['not_found', 'Check the name: somebody may have removed it.'],
	1014: ['invalid', 'The server does not take this request: bring Plesk up to date, and tell who maintains this pack.'],
	1015: ['not_found', 'Check the name: somebody may have removed it.'],
	1017: tooOld,
	1018: ['limit', 'Add an address to the server: Tools & Settings → IP Addresses.'],
	1019: correct,
	1023: ['unknown', 'See /var/log/plesk/panel.log on the server.'],
	1024: ['limit', 'Raise the limit of the plan or the licence, or choose a larger plan.'],
	1025: ['busy', 'The object is not in a state in which this can be done: it is tried again later.'],
	1026: component,
	1029: checkKey,
	1030: licence,
	1031: component,
	11003: checkKey,
};

/** What Plesk refused with, by its code alone: the sentences are in the server's language. */
export function xmlRefusal(code: number, said: string, secrets: readonly string[]): ExternalError {
	const [errorClass, remedy] = meanings[code] ?? ['unknown', 'See /var/log/plesk/panel.log on the server.'];
	return new ExternalError(errorClass, `${readable(said, secrets) || 'Plesk refused'} (${code})`, remedy);
}

const statuses: Readonly<Record<number, Meaning>> = {
	400: correct,
	401: checkKey,
	403: [
		'permission',
		'The REST API is for the administrator: use its key or password, from an address that may log in.',
	],
	404: ['not_found', 'Check the name: somebody may have removed it.'],
	409: ['exists', 'Choose another name, or move the existing one away first.'],
	429: busy,
};

/** A refusal of the REST API: its code is often 0, then the status says what it is. */
export function restRefusal(status: number, code: number, said: string, secrets: readonly string[]): ExternalError {
	if (status !== 401 && status !== 403 && meanings[code]) return xmlRefusal(code, said, secrets);
	const [errorClass, remedy] = statuses[status] ?? ['unknown', 'See /var/log/plesk/panel.log on the server.'];
	if (status >= 500) return unfinished(`${readable(said, secrets)} (${status})`);
	return new ExternalError(errorClass, `${readable(said, secrets) || 'Plesk refused'} (${status})`, remedy);
}

/** A utility that ended with another code than 0. What it did before is not known. */
export function cliRefusal(utility: string, code: number, said: string, secrets: readonly string[]): ExternalError {
	const words = readable(said, secrets) || 'it did not say why';
	return new ExternalError(
		'unknown',
		`Plesk's utility '${utility}' ended with code ${code}: ${words}`,
		'See what it says, and /var/log/plesk/panel.log on the server.',
	);
}

export const denied = (said: string) => new ExternalError(checkKey[0], said, checkKey[1]);

/** It may have been carried out all the same. */
export const unfinished = (said: string) =>
	new ExternalError('transport', said, 'See whether Plesk runs, and /var/log/plesk/panel.log on the server.');

export const unreadable = (said: string) =>
	new ExternalError(
		'unknown',
		said,
		'Check that the base URL leads to Plesk and to no proxy before it, and that it is up to date.',
	);

export const notPlesk = (said: string) =>
	new ExternalError('invalid', said, 'Check the base URL: Plesk listens on https://host:8443, without a path.');

export const missing = (what: string) =>
	new ExternalError('not_found', `Plesk has no ${what}`, 'Check the name: somebody may have removed it.');

export const taken = (what: string) =>
	new ExternalError('exists', `${what} exists already`, 'Choose another name, or move the existing one away first.');

export const isMissing = (error: unknown): boolean =>
	error instanceof ExternalError && error.errorClass === 'not_found';
