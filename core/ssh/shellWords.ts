import { InputError } from '../kernel/errors';

/** The variable that stands for a line break in what `quoted` returns. */
export const lineBreakVariable = 'n8n_line_break';

/**
 * Quotes a text as one word of a POSIX shell, in one line: a line break becomes `"$n8n_line_break"`, which the shell must
 * hold. Everything else is between single quotes, where a shell reads nothing but the closing quote.
 *
 * @param field what the text is, for the error.
 * @throws InputError for a text that no argument of a program can hold: one with NUL, or with half a character.
 */
export function quoted(text: string, field = 'argument'): string {
	if (text.includes('\0')) {
		throw new InputError(field, 'has a NUL character', 'Remove it: no program can be given one.');
	}
	if (/\p{Surrogate}/u.test(text)) {
		throw new InputError(field, 'has half a Unicode character', 'Correct the text: it was cut within a character.');
	}
	return `'${text.replaceAll("'", "'\\''").replaceAll('\n', `'"$${lineBreakVariable}"'`)}'`;
}

/** Quotes a program with its arguments. */
export function quotedArgv(argv: readonly string[]): string {
	const [program = ''] = argv;
	if (program === '') throw new InputError('argv', 'names no program', 'Write the program first.');
	if (program.startsWith('-')) {
		throw new InputError('argv', 'begins with a hyphen where the program stands', 'Write the program first.');
	}
	return argv.map((argument) => quoted(argument)).join(' ');
}

/** Names that a shell keeps for itself: to set them is an error there. */
const ofTheShell = /^(PPID|UID|EUID|BASHOPTS|SHELLOPTS|BASH_VERSINFO|IFS|LC_N8N_SSH|n8n_.*)$/;

/** @throws InputError for a name that is no variable, or one that the shell keeps for itself. */
export function assignments(environment: Readonly<Record<string, string>>): string[] {
	return Object.entries(environment).map(([name, value]) => {
		if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
			throw new InputError(
				'environment',
				`has ${JSON.stringify(name.slice(0, 50))}, which is no name of a variable`,
				'Use letters, digits and underscores.',
			);
		}
		if (ofTheShell.test(name)) {
			throw new InputError('environment', `has ${name}, which the shell keeps for itself`, 'Use another name.');
		}
		return `${name}=${quoted(value, `environment.${name}`)}`;
	});
}
