import { spawn } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CommandResult, SshCommand, SshHost } from '../../core/ssh';

/** A host without a network: commands run on this machine, with a home of their own. */
export function localHost(home: string, environment: Readonly<Record<string, string>> = {}): SshHost {
	return {
		name: 'tester@localhost:0',
		run: async (command) => await run(command, home, environment),
		upload: async ({ path, content, mode }) => {
			mkdirSync(dirname(path), { recursive: true });
			writeFileSync(`${path}.new`, content, { mode });
			renameSync(`${path}.new`, path);
			await Promise.resolve();
		},
		close: async () => {
			await Promise.resolve();
		},
	};
}

async function run(
	{ argv, input, environment, mayExitWith = [0] }: SshCommand,
	home: string,
	more: Readonly<Record<string, string>>,
): Promise<CommandResult> {
	const [program = 'true', ...rest] = argv;
	return await new Promise((resolve, reject) => {
		const child = spawn(program, rest, {
			cwd: home,
			env: { PATH: process.env.PATH, HOME: home, ...more, ...environment },
			detached: true,
		});
		const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
		child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
		child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
		child.stdin.on('error', () => undefined);
		child.stdin.end(input);
		child.on('error', reject);
		child.on('close', (exitCode, signal) => {
			const bytes = Buffer.concat(stdout);
			if (mayExitWith !== 'any' && !mayExitWith.includes(exitCode ?? -1)) {
				reject(new Error(Buffer.concat(stderr).toString()));
				return;
			}
			resolve({
				exitCode,
				signal: signal?.slice(3) ?? null,
				stdout: bytes.toString(),
				stderr: Buffer.concat(stderr).toString(),
				stdoutBytes: bytes,
				truncated: false,
			});
		});
	});
}
