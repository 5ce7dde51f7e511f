import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { sshdProgram } from '../machines/openSshServer';
import { runLogged } from './progress';
import type { Progress } from './progress';

/** What the machines need of the system: a package, and whether it is there. */
const packages: ReadonlyArray<readonly [name: string, isThere: () => boolean]> = [
	['openssh-server', () => sshdProgram() !== undefined],
	['openssh-client', () => isInstalled('ssh-keygen')],
	['ansible-core', () => isInstalled('ansible-playbook')],
	['git', () => isInstalled('git')],
	['sudo', () => isInstalled('sudo')],
];

/** Whether a program is on the path. */
export function isInstalled(program: string): boolean {
	return (process.env.PATH ?? '').split(delimiter).some((folder) => {
		try {
			accessSync(join(folder, program), constants.X_OK);
			return true;
		} catch {
			return false;
		}
	});
}

/**
 * Installs what the machines need and the system lacks, where this may be done: as root, on Debian or Ubuntu. Gives the
 * names of what is missing still.
 */
export async function provideSystemPackages(
	{ during }: Progress,
	logFile: string,
	signal: AbortSignal,
): Promise<readonly string[]> {
	const missing = () => packages.filter(([, isThere]) => !isThere()).map(([name]) => name);
	const needed = missing();
	if (needed.length === 0 || process.getuid?.() !== 0 || !isInstalled('apt-get')) return needed;
	const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	const options = { folder: '/', logFile, environment, signal };
	await during(`Installing ${needed.join(', ')}`, async () => {
		await runLogged(['apt-get', 'update', '-q'], options);
		await runLogged(['apt-get', 'install', '-q', '-y', '--no-install-recommends', ...needed], options);
	});
	return missing();
}
