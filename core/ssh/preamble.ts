import { randomBytes } from 'node:crypto';
import { assignments, lineBreakVariable, quoted, quotedArgv } from './shellWords';

/** How every line begins that tells a preamble what to run. */
const opening = 'N8NSSH ';

/**
 * The one command line that every host is given: a shell that reads a line and does what it says. What is to be run, and
 * its environment, travel on standard input, so that neither shows among the processes and no login shell reads them.
 * The text has no quote, backslash, line break or exclamation mark, which csh and fish read in ways of their own.
 * `read` takes no byte after the line: the rest is for the command.
 */
export const commandLine = `exec /bin/sh -c 'IFS= read -r l;case $l in "${opening}"*) eval "\${l#${opening}}";;*) exit 125;;esac'`;

/** The mark of one command, and the signs by which its own output is told from what a login shell prints. */
export interface CommandMark {
	/** The value of `LC_N8N_SSH` in the environment of all its processes. Debian's sshd and sudo let `LC_*` through. */
	readonly mark: string;
	/** Precedes the output; on standard output the process ID and a dot follow. */
	readonly begun: string;
	/** Precedes the output of a command that sudo runs. */
	readonly ready: string;
	/** What sudo asks for the password with. */
	readonly asks: string;
}

export function newMark(): CommandMark {
	const mark = randomBytes(16).toString('hex');
	return { mark, begun: `n8n-begun-${mark}.`, ready: `n8n-ready-${mark}.`, asks: `n8n-asks-${mark}.` };
}

export interface Wanted {
	readonly argv: readonly string[];
	readonly environment: Readonly<Record<string, string>>;
	/** False when nothing is on standard input: the command then reads the null device. */
	readonly hasInput: boolean;
}

const toBoth = (sign: string, after = '') => `printf %s ${sign}${after};printf %s ${sign} >&2;`;
const withLineBreaks = (code: string) =>
	code.includes(`$${lineBreakVariable}`)
		? `${lineBreakVariable}=$(printf "\\012.");${lineBreakVariable}=\${${lineBreakVariable}%.};${code}`
		: code;
const line = (code: string) => `${opening}${withLineBreaks(code)}\n`;

function runs({ argv, environment, hasInput }: Wanted, mark: string): string {
	const exports = [`LC_N8N_SSH=${mark}`, ...assignments(environment)].map((assignment) => `export ${assignment};`);
	return `${exports.join('')}exec ${quotedArgv(argv)}${hasInput ? '' : ' </dev/null'}`;
}

/** The line that makes the preamble run a command. */
export function plainLine(wanted: Wanted, { mark, begun }: CommandMark): string {
	return line(`${toBoth(begun, '$$.')}${runs(wanted, mark)}`);
}

/**
 * The line that makes the preamble call sudo, for a preamble that says when it is there.
 *
 * @param asks whether sudo may ask for a password, on standard input. Otherwise it fails if it would have to.
 */
export function sudoLine(user: string, asks: boolean, { mark, begun, ready, asks: prompt }: CommandMark): string {
	// sudo that needs no password leaves the line with it unread: then it is the first that this reads, and is dropped.
	const inner = `${toBoth(ready)}IFS= read -r l;case $l in "${opening}"*) ;;*) IFS= read -r l;;esac;case $l in "${opening}"*) eval "\${l#${opening}}";;*) exit 125;;esac`;
	const options = asks ? `-S -p ${prompt}` : '-n';
	return line(
		`printf %s ${begun}$$.;export LC_N8N_SSH=${mark};exec sudo ${options} -H -u ${quoted(user, 'asUser')} -- /bin/sh -c ${quoted(inner)}`,
	);
}

/** The line for the preamble that sudo has started. It begins in the home of the user. */
export function lineUnderSudo(wanted: Wanted, { mark }: CommandMark): string {
	return line(`cd "$HOME" 2>/dev/null || cd /;${runs(wanted, mark)}`);
}
