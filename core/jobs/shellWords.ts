import { InputError } from '../kernel/errors';
import type { JobPath } from './job';

/**
 * Quotes a text as one word of a POSIX shell: whatever is in it arrives as it is.
 *
 * @throws InputError when it has a NUL: no argument can hold one.
 */
export function shellWord(text: string, field: string): string {
	if (text.includes('\0')) {
		throw new InputError(field, 'has a NUL character', 'Remove it: no argument of a program can hold one.');
	}
	return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The same of a text that may be the path of one of the job's files: the shim gives the job's directory as `$1`. */
export function jobWord(part: string | JobPath, field: string): string {
	if (typeof part === 'string') return shellWord(part, field);
	return `${shellWord(part.prefix ?? '', field)}"$1"/${shellWord(part.jobFile, field)}`;
}
