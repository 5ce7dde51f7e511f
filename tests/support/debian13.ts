import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Debian 13 with its Ansible, as a folder to `chroot` into. It is made once, in one to two minutes, in the user's cache
 * folder: remove it there to make it anew. The mirror is the one of this machine's own apt.
 */
export const debian13Folder = join(
	process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
	'n8n-nodes-msp',
	'debian13',
);
const packages = ['ansible-core', 'openssh-client', 'openssh-server', 'python3'];
/** Nobody reads there. */
const excluded = `path-exclude=/usr/share/doc/*
path-exclude=/usr/share/info/*
path-exclude=/usr/share/locale/*
path-exclude=/usr/share/man/*
`;

/** Makes it when it is not there. @returns why it cannot be made; undefined when it is there. */
export function lackingDebian13(): string | undefined {
	if (existsSync(debian13Folder)) return undefined;
	if (process.getuid?.() !== 0) return 'Debian 13 is made by root only';
	const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
	if (!isThere('debootstrap') || !existsSync(keyring)) {
		return 'Debian 13 is made by debootstrap: install debootstrap and debian-archive-keyring';
	}
	const mirror = mirrorOfThisMachine();
	if (mirror === undefined) return 'Debian 13 comes from a mirror of Debian, and the apt of this machine names none';
	try {
		make(mirror, keyring);
		return undefined;
	} catch (fault) {
		const words = fault instanceof Error ? (fault.message.split('\n').at(-2) ?? fault.message) : 'unknown';
		return `Debian 13 could not be made: ${words.slice(0, 200)}`;
	}
}

const making = `${debian13Folder}.making`;
const patienceMs = 600_000;

/** Of the tests that need it at once, one makes it, and the others wait. */
function make(mirror: string, keyring: string): void {
	mkdirSync(dirname(making), { recursive: true });
	while (!begin()) {
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
		if (existsSync(debian13Folder)) return;
	}
	// It is made for tests: a power cut may break it, so that nothing has to wait for the disk.
	const environment = { ...process.env, DPKG_FORCE: 'unsafe-io' };
	const quiet = {
		stdio: ['ignore', 'ignore', 'pipe'] as ['ignore', 'ignore', 'pipe'],
		timeout: patienceMs,
		env: environment,
	};
	try {
		// Debootstrap of Debian 12 does not resolve all packages of Debian 13: apt does.
		const options = ['--variant=minbase', `--keyring=${keyring}`, '--include=ca-certificates'];
		execFileSync('debootstrap', [...options, 'trixie', making, mirror], quiet);
		for (const file of ['/etc/resolv.conf', '/etc/hosts']) execFileSync('cp', ['-L', file, `${making}${file}`]);
		writeFileSync(`${making}/etc/dpkg/dpkg.cfg.d/excluded`, excluded);
		const install = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')} && apt-get clean`;
		const within = {
			...{ PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
			DPKG_FORCE: 'unsafe-io',
		};
		execFileSync('chroot', [making, 'sh', '-c', install], { ...quiet, env: { ...proxies(), ...within } });
		renameSync(making, debian13Folder);
	} finally {
		rmSync(making, { recursive: true, force: true });
	}
}

/** @returns false while another process makes it. What one that was killed has begun counts for nothing. */
function begin(): boolean {
	const begun = statSync(making, { throwIfNoEntry: false })?.mtimeMs;
	if (begun !== undefined && Date.now() - begun > 2 * patienceMs) rmSync(making, { recursive: true, force: true });
	try {
		mkdirSync(making);
		return true;
	} catch {
		return false;
	}
}

const proxies = () => Object.fromEntries(Object.entries(process.env).filter(([name]) => /^https?_proxy$/i.test(name)));

function mirrorOfThisMachine(): string | undefined {
	const folder = '/etc/apt/sources.list.d';
	const files = [
		'/etc/apt/sources.list',
		...(existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []),
	];
	const text = files
		.filter((file) => existsSync(file))
		.map((file) => readFileSync(file, 'utf8'))
		.join('\n');
	const addresses = [...text.matchAll(/^(?:URIs:|deb)\s.*?(\w+:\/\/\S+)/gm)].map(([, address = '']) => address);
	return addresses.find((address) => /\/debian\/?$/.test(address));
}

function isThere(program: string): boolean {
	try {
		execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
		return true;
	} catch {
		return false;
	}
}

/** What is put before a program so that it runs in Debian 13, with a folder of this machine under the same path. */
export function withinDebian13(folder: string): string[] {
	const script = `set -e
root=$1 folder=$2
shift 2
for place in root tmp run; do mount -t tmpfs none "$root/$place"; done
mkdir -p "$root/run/sshd" "$root$folder"
chmod 1777 "$root/tmp"
chmod 755 "$root/run/sshd"
mount --bind "$folder" "$root$folder"
mount -t proc none "$root/proc"
mount --rbind /dev "$root/dev"
exec chroot "$root" "$@"`;
	return ['unshare', '--mount', '--fork', 'sh', '-c', script, 'sh', debian13Folder, folder];
}
