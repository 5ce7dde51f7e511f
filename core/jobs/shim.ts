import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExternalError } from '../kernel/errors';
import type { CommandResult, SshHost } from '../ssh';
import { failureOf } from './failure';

const program = readFileSync(join(__dirname, 'shim.sh'));
const name = `jobs-${createHash('sha256').update(program).digest('hex').slice(0, 32)}`;

/** What the shim answers: the words of its line, and the bytes behind it. */
export interface ShimAnswer {
	readonly words: readonly string[];
	readonly bytes: Buffer;
}

export interface ShimCall {
	readonly verb: 'start' | 'look' | 'cancel' | 'gc';
	readonly arguments: ReadonlyArray<string | number>;
	readonly input?: Buffer;
	/** What the answer may have at most, and how long it may take. */
	readonly bytes?: number;
	readonly seconds?: number;
}

/** What a noisy log-in shell may print before. */
const roomForNoise = 64 * 1024;
const patienceSeconds = 30;

/**
 * Calls the shim on a host. It is put there when it is not there yet: its name is the hash of its content, so a newer
 * pack and an older one do not disturb each other.
 *
 * @throws ExternalError in the words of the shim or of the host.
 */
export async function callShim(host: SshHost, directory: string, call: ShimCall): Promise<ShimAnswer> {
	const first = await attempt(host, directory, call);
	if (first.answer) return first.answer;
	await install(host, directory);
	const second = await attempt(host, directory, call);
	if (second.answer) return second.answer;
	throw new ExternalError(
		'unknown',
		`${host.name}: the program for jobs did not answer (${lastLine(second.result) || `exit code ${second.result.exitCode ?? '-'}`})`,
		'Log in by ssh as this user and run `sh -c "echo works"`: it must print only that.',
	);
}

interface Attempt {
	readonly answer?: ShimAnswer;
	readonly result: CommandResult;
}

async function attempt(host: SshHost, directory: string, call: ShimCall): Promise<Attempt> {
	const nonce = `@${randomBytes(6).toString('hex')}`;
	const result = await host.run({
		// The home, also where the log-in shell goes somewhere else.
		argv: [
			'sh',
			'-c',
			'cd && exec sh "$@"',
			'sh',
			`${directory}/bin/${name}`,
			call.verb,
			nonce,
			directory,
			...call.arguments.map(String),
		],
		...(call.input && { input: call.input }),
		mayExitWith: 'any',
		timeoutMs: 1000 * ((call.seconds ?? 0) + patienceSeconds),
		outputLimitBytes: (call.bytes ?? 0) + roomForNoise,
	});
	const at = result.stdoutBytes.indexOf(`\n${nonce} `);
	if (at < 0) return { result };
	const from = at + nonce.length + 2;
	const to = result.stdoutBytes.indexOf('\n', from);
	const line = result.stdoutBytes.toString('utf8', from, to);
	const [verdict, ...words] = line.split(' ');
	if (verdict === 'ok') return { result, answer: { words, bytes: result.stdoutBytes.subarray(to + 1) } };
	throw failureOf(host.name, words[0] ?? '', words.slice(1).join(' '));
}

/** Puts the shim in place by a rename: nobody runs half of it. */
const installation = `
cd && umask 077 && mkdir -p "$1/bin" && cat >"$1/bin/.new.$$" && [ "$(($(wc -c <"$1/bin/.new.$$")))" = "$3" ] &&
mv -f "$1/bin/.new.$$" "$1/bin/$2" || { code=$?; rm -f "$1/bin/.new.$$"; exit "$code"; }`;

async function install(host: SshHost, directory: string): Promise<void> {
	const result = await host.run({
		argv: ['sh', '-c', installation, 'sh', directory, name, String(program.length)],
		input: program,
		environment: { LC_ALL: 'C' },
		mayExitWith: 'any',
		timeoutMs: 1000 * patienceSeconds,
	});
	if (result.exitCode !== 0) throw failureOf(host.name, 'folder', lastLine(result));
}

function lastLine({ stderr }: CommandResult): string {
	return stderr.trim().split('\n').at(-1)?.trim().slice(0, 300) ?? '';
}
