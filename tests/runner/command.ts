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

/** Runs a program to its end beside others; tells whether it went well, and what it said. */
export async function heard(program: string, args: readonly string[]): Promise<{ well: boolean; said: string }> {
	return await new Promise((tell) => {
		const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
		const parts: Buffer[] = [];
		child.stdout.on('data', (part: Buffer) => parts.push(part));
		child.stderr.on('data', (part: Buffer) => parts.push(part));
		child.on('error', (error) => tell({ well: false, said: `${program}: ${error.message}` }));
		child.on('close', (status) => tell({ well: status === 0, said: Buffer.concat(parts).toString() }));
	});
}

/** Whether a program is on the path. */
export function isInstalled(program: string): boolean {
	return (process.env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, program)));
}
