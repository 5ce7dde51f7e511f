import { parseArgs, type ParseArgsConfig } from 'node:util';

type Flags = NonNullable<ParseArgsConfig['options']>;

/** A command line that nobody can carry out. The message names the word that is wrong, and where the right ones are. */
export class UsageError extends Error {
	constructor(complaint: string, remedy: string) {
		super(`${complaint}. ${remedy}`);
		this.name = 'UsageError';
	}
}

/** How the help of a command of the pack is called, as an operator types it: without `--` npm takes the flag for itself. */
export const helpOf = (command: string) => `\`npx --no -- ${command} --help\` names what there is.`;

/**
 * Reads the words after a command.
 *
 * @param command such as `msp-database`.
 * @throws UsageError that names the flag; it never holds a value.
 */
export function readWords<const Known extends Flags>(command: string, words: readonly string[], flags: Known) {
	try {
		return parseArgs({ args: [...words], allowPositionals: true, options: flags });
	} catch {
		throw new UsageError(complaintOf(words, flags), helpOf(command));
	}
}

/** What is wrong with the first flag that is: Node's own words speak of what a programmer may set. */
function complaintOf(words: readonly string[], flags: Flags): string {
	const { tokens } = parseArgs({
		args: [...words],
		allowPositionals: true,
		options: flags,
		strict: false,
		tokens: true,
	});
	for (const token of tokens) {
		if (token.kind !== 'option') continue;
		const { name, rawName, value, inlineValue } = token;
		const type = Object.hasOwn(flags, name) ? flags[name]?.type : undefined;
		if (type === undefined) return `There is no option '${shown(rawName)}'`;
		if (type === 'boolean' && value !== undefined) return `The option '${rawName}' takes no value`;
		if (type === 'string' && value === undefined) return `The option '${rawName}' lacks its value`;
		if (type === 'string' && !inlineValue && value?.startsWith('-')) {
			return `The option '${rawName}' lacks its value; one that begins with a dash is written ${rawName}=<value>`;
		}
	}
	return 'The options cannot be read';
}

/** A word of a command line, for an error: an address may hold a password. */
export const shown = (word: string): string => word.replace(/:\/\/.*$/s, '://…').slice(0, 60);
