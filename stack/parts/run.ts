import { spawn } from 'node:child_process';
import { Told } from './told';

export interface RunOptions {
	readonly folder: string;
	/** What a failure is told with. */
	readonly purpose: string;
	readonly environment?: NodeJS.ProcessEnv;
	/** Ends it. */
	readonly signal?: AbortSignal;
}

/**
 * Runs a program to its end; gives what it said.
 *
 * @throws Told with the purpose and the end of what it said where it fails.
 */
export async function runProgram(
	[program, ...args]: readonly [string, ...string[]],
	{ folder, purpose, environment, signal }: RunOptions,
): Promise<string> {
	return await new Promise((resolve, reject) => {
		const child = spawn(program, args, { cwd: folder, env: environment ?? process.env, signal });
		let said = '';
		const hear = (chunk: Buffer) => (said += chunk.toString());
		child.stdout.on('data', hear);
		child.stderr.on('data', hear);
		child.once('error', (error) => reject(new Told(`${purpose}: ${program} could not be run (${error.message}).`)));
		child.once('close', (code) => {
			if (code === 0) return resolve(said);
			const end = said.trimEnd().split('\n').slice(-15).join('\n    ');
			reject(new Told(`${purpose} failed:\n    ${end}`));
		});
	});
}

/** npm, by the way in which this process was started, or from the path. */
export async function runNpm(args: readonly string[], options: Omit<RunOptions, 'environment'>): Promise<string> {
	const { npm_execpath: itself, ...environment } = process.env;
	// What npm tells its own scripts must not steer another npm.
	delete environment.npm_config_local_prefix;
	const npm = itself?.endsWith('.js') ? ([process.execPath, itself] as const) : (['npm'] as const);
	return await runProgram([...npm, ...args], { ...options, environment });
}
