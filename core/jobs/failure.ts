import { ExternalError } from '../kernel/errors';

/** The package that brings a program on Debian. Others name it alike. */
const packageOf: Readonly<Record<string, string>> = { flock: 'util-linux', setsid: 'util-linux', tar: 'tar' };

/** What the shim refuses, as an error: `what` is its word for it, and `words` are the host's own. */
export function failureOf(host: string, what: string, words: string): ExternalError {
	switch (what) {
		case 'missing':
			return new ExternalError(
				'invalid',
				`${host} has no ${words}`,
				words === '/proc'
					? 'Jobs need Linux with /proc. Mount it, or use another controller.'
					: `Install the package ${packageOf[words] ?? 'coreutils'} there.`,
			);
		case 'conflict':
			return new ExternalError(
				'exists',
				`the job ${words} was started on ${host} with another content`,
				'Give the changed run an ID of its own.',
			);
		case 'cut':
			return new ExternalError('transport', `${host}: ${words}`, 'Try again: nothing was started.');
		default:
			return folderFailure(host, words);
	}
}

function folderFailure(host: string, words: string): ExternalError {
	const said = `${host}: the folder of the jobs cannot be written: ${words.slice(0, 300) || 'no reason was given'}`;
	if (/no space|quota/i.test(words)) {
		return new ExternalError('limit', said, 'Make room on that disk, or give another folder in the credential.');
	}
	if (/read-only/i.test(words)) {
		return new ExternalError('permission', said, 'Give a folder on a disk that can be written in the credential.');
	}
	if (/permission denied|not permitted/i.test(words)) {
		return new ExternalError('permission', said, 'Give a folder in the credential that this user owns.');
	}
	return new ExternalError('invalid', said, 'Give a folder in the credential that this user can make and write.');
}
