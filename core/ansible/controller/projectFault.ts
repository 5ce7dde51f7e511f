import { ExternalError, type ErrorClass } from '../../kernel/errors';

const kinds: ReadonlyArray<readonly [RegExp, ErrorClass, string]> = [
	[
		/host key verification failed/i,
		'auth',
		'Log in to the controller as this user once and run `ssh-keyscan` or `ssh` to that host: its key must be in known_hosts.',
	],
	[
		/authentication failed|could not read (username|password)|permission denied \(|invalid (username|credentials)|returned error: 40[13]|terminal prompts disabled/i,
		'auth',
		'Give the user of the controller a key or a token that may read the repository.',
	],
	[/no space left|disk quota/i, 'limit', 'Make room on the controller.'],
	[/read-only file system|permission denied/i, 'permission', 'Give the user the right to write there.'],
	[
		/repository .*not found|not found in upstream|does not exist|does not appear to be a git repository|returned error: 404/i,
		'not_found',
		'Check the address of the repository.',
	],
	[
		/could not resolve|connection (refused|timed out|reset)|unable to connect|timed out|network is unreachable|failed to connect|name or service not known|urlopen error/i,
		'transport',
		'Check that the controller reaches that host, and try again.',
	],
];

/** What git or ansible-galaxy said, as an error in its own words. Nothing of them shows who logs in. */
export function projectFault(host: string, words: string): ExternalError {
	const shown = withoutLogins(words);
	const [, errorClass = 'invalid', remedy = 'Read what it said, and correct what it names.'] =
		kinds.find(([pattern]) => pattern.test(shown)) ?? [];
	return new ExternalError(errorClass, `${host}: ${tellingLines(shown)}`, remedy);
}

/** Takes users, passwords and tokens out of the addresses in a text. */
export function withoutLogins(text: string): string {
	return text.replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^/@\s'"]+@/gi, '$1');
}

/** The lines that say what is wrong, and the last ones where none does. */
function tellingLines(words: string): string {
	const lines = words
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '' && !/^(warning: redirecting|Please make sure you have)/i.test(line));
	const telling = lines.filter((line) =>
		/^(fatal|error|ERROR!|\[ERROR\]|remote|ssh|git@|host key)\b|ERROR|fatal:/i.test(line),
	);
	return (telling.length === 0 ? lines.slice(-3) : telling.slice(-4)).join(' ').slice(0, 800) || 'it said nothing';
}
