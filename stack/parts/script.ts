import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './files';

/** Where Node finds the loader of TypeScript, wherever it is started. */
export const typescriptLoader = () => pathToFileURL(createRequire(__filename).resolve('tsx')).href;

/** Runs a TypeScript file of this checkout in a process of its own, in this terminal; gives its exit code. */
export async function runScript(file: string, args: readonly string[]): Promise<number> {
	return await runProcess(['--import', typescriptLoader(), join(root, file), ...args]);
}

/** Runs Node in the checkout, in this terminal; gives its exit code. */
export async function runProcess(args: readonly string[]): Promise<number> {
	const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
	// Ctrl-C reaches the child too, which ends in its own time.
	process.on('SIGINT', () => undefined);
	process.on('SIGTERM', () => child.kill('SIGTERM'));
	return await new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', (code) => resolve(code ?? 1));
	});
}
