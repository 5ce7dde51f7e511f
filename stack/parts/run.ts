import { endOf, runLogged } from './progress';
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

export interface NpmOptions extends Omit<RunOptions, 'environment'> {
	readonly logFile: string;
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

/**
 * Runs npm, by the way in which this process was started, or from the path. What it says goes into a log.
 *
 * @throws Told with the purpose, the log and its end where it fails.
 */
export async function runNpm(args: readonly string[], options: NpmOptions): Promise<void> {
	const { npm_execpath: itself, ...environment } = process.env;
	// What npm tells its own scripts must not steer another npm.
	delete environment.npm_config_local_prefix;
	const npm = itself?.endsWith('.js') ? ([process.execPath, itself] as const) : (['npm'] as const);
	const { purpose, logFile, folder, signal } = options;
	const { code, error } = await runLogged([...npm, ...args], { folder, logFile, environment, signal });
	if (error) throw new Told(`${purpose}: npm could not be run (${error.message}).`);
	if (code !== 0) throw new Told(`${purpose} failed. The end of ${logFile}:\n${endOf(logFile, 15)}`);
}
