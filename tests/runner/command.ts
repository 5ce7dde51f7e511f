import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const root = join(__dirname, '../..');

/** Runs a program to its end with its output shown; tells whether it went well. */
export function succeeds(program: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): boolean {
	const { status, error } = spawnSync(program, args, {
		cwd: root,
		stdio: 'inherit',
		env: { ...process.env, ...environment },
	});
	if (error) console.error(`${program}: ${error.message}`);
	return status === 0;
}

/** What a program came to that ran beside others. */
export interface Heard {
	readonly well: boolean;
	/** Null when it was killed, or could not be started. */
	readonly code: number | null;
	/** All that it said, and what of it were errors. */
	readonly said: string;
	readonly errors: string;
}

/** Runs a program to its end beside others; tells what it said. */
export async function heard(
	program: string,
	args: readonly string[],
	environment: NodeJS.ProcessEnv = {},
): Promise<Heard> {
	return await new Promise((tell) => {
		const env = { ...process.env, ...environment };
		const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env });
		const parts: Buffer[] = [];
		const errors: Buffer[] = [];
		child.stdout.on('data', (part: Buffer) => parts.push(part));
		child.stderr.on('data', (part: Buffer) => {
			parts.push(part);
			errors.push(part);
		});
		const failed = ({ message }: Error) => `${program}: ${message}`;
		child.on('error', (error) => tell({ well: false, code: null, said: failed(error), errors: failed(error) }));
		child.on('close', (code) =>
			tell({
				...{ well: code === 0, code },
				...{ said: Buffer.concat(parts).toString(), errors: Buffer.concat(errors).toString() },
			}),
		);
	});
}

/** Whether a program is on the path. */
export function isInstalled(program: string): boolean {
	return (process.env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, program)));
}
