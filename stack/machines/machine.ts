import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../parts/files';
import { answers, fingerprintOf, makeKey, sshdProgram } from './openSshServer';

/**
 * A machine: a real OpenSSH server with a file system, processes and a host name of its own, made of namespaces and
 * overlays. Users, files and packages on it are on it alone. It shares the kernel and the network of this system, and
 * root there is root of this kernel: it is for trying and testing, and no wall against anybody.
 */
export interface Machine {
	readonly name: string;
	readonly host: string;
	readonly port: number;
	/** Who may log in, and may become root by `sudo` without a password. */
	readonly username: string;
	/** A private key of the machine's own that may log in, in OpenSSH's form. */
	readonly privateKey: string;
	/** Its own key, as a line of `known_hosts`, and the fingerprint of it. */
	readonly knownHost: string;
	readonly fingerprint: string;
	readonly folder: string;
	/** What its SSH server says. */
	readonly logFile: string;
	/** The process on this system that holds it. */
	readonly pid: number;
	/** Resolves with a sentence when it ends without having been asked. */
	readonly died: Promise<string>;
	/** Runs a command on it as root, without SSH. Gives its output. @throws Error with its words when it fails. */
	inside(argv: readonly string[], input?: string): Promise<string>;
	/** Ends it, with every process and mount. What was written to it stays in the folder. */
	stop(): Promise<void>;
}

export interface MachineOptions {
	/** Its host name: small letters, digits and hyphens. */
	readonly name: string;
	/** Keys, the log and all that is written on the machine lie here. The next start finds it. */
	readonly folder: string;
	readonly port: number;
	readonly host?: string;
	readonly username?: string;
	/** Public keys that may log in, beside the machine's own. */
	readonly authorizedKeys?: readonly string[];
	/** Lines of `sshd_config`. They come first, and the first of a kind counts. */
	readonly settings?: readonly string[];
}

/** The programs that a machine is made of, and where they come from. */
const programs = { unshare: 'util-linux', nsenter: 'util-linux', useradd: 'passwd', sudo: 'sudo' } as const;

/** What is missing to start machines on this system, in a sentence; undefined when nothing is. */
export function lackingForMachines(): string | undefined {
	if (process.platform !== 'linux') return 'machines need Linux: they are made of its namespaces';
	if (process.getuid?.() !== 0) return 'machines need root: they are made of namespaces and overlays';
	if (sshdProgram() === undefined) return 'OpenSSH is not installed: install openssh-server';
	for (const [program, from] of Object.entries(programs)) {
		const places = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];
		if (!places.some((place) => existsSync(join(place, program))))
			return `${program} is not installed: install ${from}`;
	}
	const kinds = readFileSync('/proc/filesystems', 'utf8');
	if (!/\toverlay$/m.test(kinds)) return 'the kernel has no overlay file system: load the module `overlay`';
	return undefined;
}

/**
 * Starts a machine, and waits until its SSH server answers. It ends with this process, however that ends.
 *
 * @throws RangeError when something is missing on this system, or the machine ends at once; then with its words.
 */
export async function startMachine(options: MachineOptions): Promise<Machine> {
	const { name, folder, port, host = '127.0.0.1', username = 'ops' } = options;
	const lacking = lackingForMachines();
	if (lacking !== undefined) throw new RangeError(lacking);
	if (!/^[a-z][a-z0-9-]{0,31}$/.test(name)) throw new RangeError(`'${name}' is no name of a machine`);
	if (!/^[a-z][a-z0-9_-]{0,31}$/.test(username)) throw new RangeError(`'${username}' is no name of a user`);
	writeSettings(options);
	const logFile = join(folder, 'machine.log');
	const child = await begin(options, username, logFile);
	const { pid } = child;
	if (pid === undefined) throw new RangeError(`the machine ${name} cannot be started`);

	let asked = false;
	const ended = new Promise<void>((tell) => child.once('exit', () => tell()));
	const stop = async () => {
		asked = true;
		child.stdin?.destroy();
		const slow = setTimeout(() => child.kill('SIGKILL'), 3000);
		if (child.exitCode === null && child.signalCode === null) await ended;
		clearTimeout(slow);
	};
	try {
		await answers(host, port, child, logFile);
	} catch (error) {
		await stop();
		throw error;
	}
	const publicKey = join(folder, 'ssh', 'host_key.pub');
	const [kind = '', key = ''] = readFileSync(publicKey, 'utf8').split(' ');
	return {
		name,
		host,
		port,
		username,
		privateKey: readFileSync(join(folder, 'ssh', 'client_key'), 'utf8'),
		knownHost: `${port === 22 ? host : `[${host}]:${port}`} ${kind} ${key}`,
		fingerprint: fingerprintOf(publicKey),
		folder,
		logFile,
		pid,
		died: ended.then(async () =>
			asked
				? await new Promise<never>(() => undefined)
				: `The machine ${name} ended unexpectedly: ${logFile} says why.`,
		),
		inside: async (argv, input) => await inside(pid, argv, input),
		stop,
	};
}

/** The public key that a private key file has beside it. */
export function publicKeyIn(folder: string): string {
	return readFileSync(join(folder, 'ssh', 'client_key.pub'), 'utf8').trim();
}

function writeSettings({ folder, port, host = '127.0.0.1', authorizedKeys = [], settings = [] }: MachineOptions): void {
	const ssh = join(folder, 'ssh');
	mkdirSync(ssh, { recursive: true, mode: 0o700 });
	makeKey(join(ssh, 'host_key'));
	makeKey(join(ssh, 'client_key'));
	const keys = [publicKeyIn(folder), ...authorizedKeys.map((key) => key.trim())];
	writeFileSync(join(ssh, 'authorized_keys'), `${keys.join('\n')}\n`, { mode: 0o600 });
	// The places are those that the machine sees.
	const lines = [
		...settings,
		`ListenAddress ${host.includes(':') ? `[${host}]` : host}:${port}`,
		'HostKey /run/machine/host_key',
		'PidFile none',
		'UsePAM no',
		'PermitRootLogin no',
		'PasswordAuthentication no',
		'KbdInteractiveAuthentication no',
		'AcceptEnv LANG LC_*',
		// OpenSSH refuses a second line of this kind, where of others the first counts.
		...(settings.some((line) => line.startsWith('Subsystem sftp')) ? [] : ['Subsystem sftp internal-sftp']),
		'LogLevel VERBOSE',
	];
	writeFileSync(join(ssh, 'sshd_config'), `${lines.join('\n')}\n`, { mode: 0o600 });
}

async function begin({ name, folder }: MachineOptions, username: string, logFile: string): Promise<ChildProcess> {
	const log = openSync(logFile, 'w', 0o600);
	const namespaces = ['--mount', '--uts', '--ipc', '--pid', '--fork', '--kill-child'];
	const child = spawn(
		'unshare',
		[...namespaces, 'sh', join(root, 'stack/machines/machine.sh'), name, folder, username, sshdProgram() ?? 'sshd'],
		{
			// Ctrl-C in a terminal reaches this process alone, which stops its machines.
			detached: true,
			// Not the secrets of whoever starts it.
			env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8', HOME: '/root' },
			stdio: ['pipe', log, log],
		},
	);
	closeSync(log);
	await new Promise<void>((tell, refuse) => {
		child.once('spawn', tell);
		child.once('error', refuse);
	});
	return child;
}

async function inside(pid: number, argv: readonly string[], input = ''): Promise<string> {
	const [child = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
	const into = ['--target', child, '--mount', '--uts', '--ipc', '--pid', '--wd=/', '--'];
	const running = promisify(execFile)('nsenter', [...into, ...argv], { maxBuffer: 16 * 1024 * 1024 });
	// A command that reads nothing closes its end: how it ends says whether that was right.
	running.child.stdin?.on('error', () => undefined).end(input);
	return (await running).stdout;
}
