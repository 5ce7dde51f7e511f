import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sshdProgram } from '../../stack/machines/openSshServer';
import { systemPostgres } from '../support/walk/systemPostgres';
import { heard, isInstalled } from './command';

/** Something that comes from the system and not from npm, and the tests that are skipped without it. */
interface SystemPackage {
	readonly package: string;
	readonly isThere: () => boolean;
	readonly without: string;
}

const packages = {
	chromium: {
		package: 'chromium',
		isThere: () => ['chromium', 'chromium-browser', 'google-chrome'].some(isInstalled),
		without: 'the tests in a browser',
	},
	ansible: {
		package: 'ansible-core',
		isThere: () => isInstalled('ansible-playbook'),
		without: 'the tests with a real Ansible',
	},
	openssh: {
		package: 'openssh-server',
		isThere: () => sshdProgram() !== undefined,
		without: 'the tests with a real OpenSSH',
	},
	git: { package: 'git', isThere: () => isInstalled('git'), without: 'the tests with projects from git' },
	sudo: { package: 'sudo', isThere: () => isInstalled('sudo'), without: 'the tests with sudo' },
	busybox: {
		package: 'busybox',
		isThere: () => isInstalled('busybox'),
		without: 'the test of jobs where busybox is the whole system',
	},
	postgres: {
		package: 'postgresql',
		isThere: () => systemPostgres() !== undefined,
		without: "the test that walks the read-me's way into somebody's own n8n",
	},
	redis: {
		package: 'redis-server',
		isThere: () => isInstalled('redis-server'),
		without: 'the tests in queue mode',
	},
	libreOffice: {
		package: 'libreoffice-calc',
		isThere: () => isInstalled('soffice'),
		without: 'the tests with workbooks of LibreOffice',
	},
	debootstrap: {
		package: 'debootstrap',
		isThere: () => isInstalled('debootstrap'),
		without: 'the tests with a newer Ansible',
	},
	faketime: {
		package: 'faketime',
		isThere: () => fakeTimeLibrary() !== undefined,
		without: 'the tests on other days and in other time zones',
	},
} as const satisfies Readonly<Record<string, SystemPackage>>;

export type SystemPackageName = keyof typeof packages;

/**
 * Installs what is missing where this may be done (root on Debian or Ubuntu); says what is missing elsewhere. Mostly it
 * waits for a mirror: others may work meanwhile.
 */
export async function provideSystemPackages(names: readonly SystemPackageName[]): Promise<void> {
	const needed = names.map((name) => packages[name]);
	const absent = () => needed.filter(({ isThere }) => !isThere());
	const missing = absent().map((one) => one.package);
	if (missing.length > 0 && process.getuid?.() === 0 && isInstalled('apt-get')) {
		console.log(`\n— installing ${missing.join(' and ')}`);
		await installPackages(missing);
	}
	for (const one of absent()) console.log(`${one.package} is not installed: ${one.without} are skipped.`);
}

/** What apt says is shown when it fails. */
async function installPackages(missing: readonly string[]): Promise<void> {
	const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
	const install = ['install', '-q', '-y', '--no-install-recommends', ...missing];
	for (const args of [['update', '-q'], install]) {
		const { well, said } = await heard('apt-get', args, quiet);
		if (well) continue;
		console.log(said.trimEnd());
		return;
	}
}

/** The library that gives a process another clock, for programs with threads; undefined where it is not installed. */
export function fakeTimeLibrary(): string | undefined {
	const places = ['/usr/lib', '/usr/lib64', '/usr/local/lib'].flatMap((folder) => [
		folder,
		...(existsSync(folder)
			? readdirSync(folder)
					.filter((name) => name.endsWith('-linux-gnu'))
					.map((name) => join(folder, name))
			: []),
	]);
	return places.map((folder) => join(folder, 'faketime/libfaketimeMT.so.1')).find((file) => existsSync(file));
}
