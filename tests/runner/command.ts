import { spawnSync } from 'node:child_process';
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

/** Whether a program is on the path. */
export function isInstalled(program: string): boolean {
	return (process.env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, program)));
}
