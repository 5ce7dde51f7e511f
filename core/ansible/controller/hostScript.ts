import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExternalError } from '../../kernel/errors';
import type { SshHost } from '../../ssh';

/** What a script of sh answers: `NONCE ok …`, then lines; or `NONCE error WHAT`, then the words of the host. */
export interface ScriptAnswer {
	readonly words: readonly string[];
	readonly lines: readonly string[];
}

export interface HostScript {
	/** Its file, beside this one or below `core/ansible`. */
	readonly file: string;
	readonly arguments: readonly string[];
	readonly environment?: Readonly<Record<string, string>>;
	readonly seconds: number;
	readonly signal?: AbortSignal;
	/** Makes the error of what the script refuses. */
	readonly refused: (what: string, said: string) => Error;
}

const texts = new Map<string, Buffer>();

/**
 * Runs a script of sh on a host. It travels on standard input, and its first argument is a word that nobody knows: so
 * that a log-in shell that prints something does not disturb.
 */
export async function runScript(host: SshHost, script: HostScript): Promise<ScriptAnswer> {
	const text = texts.get(script.file) ?? readFileSync(join(__dirname, '..', script.file));
	texts.set(script.file, text);
	const nonce = `@${randomBytes(6).toString('hex')}`;
	const { stdout, stderr } = await host.run({
		argv: ['sh', '-s', '--', nonce, ...script.arguments],
		input: text,
		...(script.environment && { environment: script.environment }),
		...(script.signal && { signal: script.signal }),
		mayExitWith: 'any',
		timeoutMs: 1000 * script.seconds,
	});
	const at = stdout.lastIndexOf(`\n${nonce} `);
	if (at < 0) {
		const words = stderr.trim().split('\n').slice(-3).join(' ').slice(0, 500);
		throw new ExternalError(
			'unknown',
			`${host.name} did not answer to the end: ${words || 'it said nothing'}`,
			'Log in by ssh as this user and run `sh -c "echo works"`: it must print only that.',
		);
	}
	const [head = '', ...lines] = stdout.slice(at + nonce.length + 2).split('\n');
	const [verdict = '', ...words] = head.split(' ');
	if (verdict === 'ok') return { words, lines };
	throw script.refused(words[0] ?? '', lines.join('\n').trim());
}
