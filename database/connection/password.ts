import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { Writable } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { InputError } from '../../core/kernel/errors';
import type { ConnectionFlags } from './flags';
import type { Environment, GivenConnection } from './given';
import { passwordInPgpass } from './passwordFile';

/**
 * The password that was given for a connection: by a flag, in the address, by PGPASSWORD, or in the password file, in this
 * order; undefined when nobody gave one.
 *
 * @throws InputError when two were given, or a file cannot be used.
 */
export async function passwordGiven(
	to: GivenConnection,
	flags: ConnectionFlags,
	environment: Environment,
	input: NodeJS.ReadStream = process.stdin,
): Promise<string | undefined> {
	const file = flags['password-file'];
	const byFlags = [
		...(file === undefined ? [] : ['--password-file']),
		...(flags['password-stdin'] ? ['--password-stdin'] : []),
	];
	if (byFlags.length > 1 || (byFlags.length === 1 && to.password !== undefined)) {
		throw new InputError('password', 'is given in two ways', `Take ${byFlags[0] ?? 'one'} alone.`);
	}
	if (file !== undefined) return readPasswordFile(file, '--password-file');
	if (flags['password-stdin']) return await passwordFrom(input, to);
	if (to.password !== undefined) return to.password;
	const { PGPASSWORD: given } = environment;
	return given === undefined || given === '' ? passwordInPgpass(to, environment) : given;
}

/**
 * Reads a file that holds a password and nothing else, such as a secret that Docker or Kubernetes mounts. The line break at
 * its end is no part of the password.
 *
 * @param parameter how the file was named.
 * @throws InputError when it cannot be read, is empty, or has several lines.
 */
export function readPasswordFile(path: string, parameter: string): string {
	let content: string;
	try {
		content = readFileSync(path, 'utf8');
	} catch {
		throw new InputError(
			parameter,
			`is not there or cannot be read: ${path}`,
			'Give the path of a file that holds the password.',
		);
	}
	return onePassword(content, parameter);
}

function onePassword(content: string, parameter: string): string {
	const password = content.replace(/^\ufeff/, '').replace(/\r?\n$/, '');
	if (password === '')
		throw new InputError(parameter, 'holds no password', 'Write the password into it, and nothing else.');
	if (/[\r\n\0]/.test(password)) {
		throw new InputError(parameter, 'holds more than one line', 'Write the password into it, and nothing else.');
	}
	return password;
}

async function passwordFrom(input: NodeJS.ReadStream, to: GivenConnection): Promise<string> {
	return input.isTTY ? await askForPassword(to, input) : onePassword(await text(input), '--password-stdin');
}

/** Asks on the terminal, and shows nothing of the answer. */
export async function askForPassword(
	{ user, host }: GivenConnection,
	input: ReadStream = process.stdin,
): Promise<string> {
	process.stderr.write(`Password of ${user} at ${host}: `);
	const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
	const lines = createInterface({ input, output: nowhere, terminal: true });
	try {
		return await new Promise<string>((resolve, reject) => {
			lines.once('close', () =>
				reject(new InputError('password', 'was not given', 'Give it, or use --password-file.')),
			);
			lines.question('', resolve);
		});
	} finally {
		lines.close();
		process.stderr.write('\n');
	}
}
