import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** What is running: a real OpenSSH server on this machine, with keys and settings of its own. */
export interface OpenSshServer {
	readonly host: string;
	readonly port: number;
	/** Who may log in: whoever runs this process. */
	readonly username: string;
	/** A private key that may log in, in OpenSSH's form. */
	readonly privateKey: string;
	/** The fingerprint of its own key. */
	readonly fingerprint: string;
	readonly folder: string;
	readonly process: ChildProcess;
	stop(): Promise<void>;
}

export interface OpenSshOptions {
	/** Keys, settings and the log lie here. */
	readonly folder: string;
	readonly port: number;
	readonly host?: string;
	/** Lines of `sshd_config`. They come first, and the first of a kind counts. */
	readonly settings?: readonly string[];
	/** What is put before `sshd`, such as `unshare --mount`. */
	readonly within?: readonly string[];
}

/** Where OpenSSH's server is; undefined when it is not installed. */
export function sshdProgram(): string | undefined {
	return ['/usr/sbin/sshd', '/usr/bin/sshd', '/usr/local/sbin/sshd'].find((path) => existsSync(path));
}

/**
 * Starts an OpenSSH server, and waits until it answers. The user of this process may log in with the key.
 *
 * @throws RangeError when OpenSSH is not installed, or the server ends at once; then with its words.
 */
export async function startOpenSshServer({
	folder,
	port,
	host = '127.0.0.1',
	settings = [],
	within = [],
}: OpenSshOptions): Promise<OpenSshServer> {
	const sshd = sshdProgram();
	if (sshd === undefined) throw new RangeError('OpenSSH is not installed: install openssh-server');
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	makeKey(join(folder, 'host_key'));
	makeKey(join(folder, 'client_key'));
	const authorized = join(folder, 'authorized_keys');
	if (!existsSync(authorized)) {
		writeFileSync(authorized, readFileSync(join(folder, 'client_key.pub')), { mode: 0o600 });
	}
	// The server of root wants this directory, also with privilege separation by a sandbox.
	if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
	const file = join(folder, 'sshd_config');
	writeFileSync(
		file,
		[
			...settings,
			`ListenAddress ${host.includes(':') ? `[${host}]` : host}:${port}`,
			`HostKey ${join(folder, 'host_key')}`,
			`AuthorizedKeysFile ${authorized}`,
			`PidFile ${join(folder, 'sshd.pid')}`,
			'StrictModes no',
			'UsePAM no',
			'PermitRootLogin yes',
			'PasswordAuthentication no',
			'KbdInteractiveAuthentication no',
			'AcceptEnv LANG LC_*',
			// Keeps bash from reading the ~/.bashrc of whoever runs this, which may be slow, for each command.
			'SetEnv SHLVL=1',
			'Subsystem sftp internal-sftp',
			'LogLevel VERBOSE',
			'',
		].join('\n'),
		{ mode: 0o600 },
	);
	const [program, ...before] = [...within, sshd];
	const log = join(folder, 'sshd.log');
	const child = spawn(program, [...before, '-D', '-E', log, '-f', file], { stdio: 'ignore', detached: true });
	await answers(host, port, child, log);
	return {
		host,
		port,
		username: userInfo().username,
		privateKey: readFileSync(join(folder, 'client_key'), 'utf8'),
		fingerprint: fingerprintOf(join(folder, 'host_key.pub')),
		folder,
		process: child,
		stop: async () => await stop(child),
	};
}

/** The fingerprint of a public key, as `SHA256:…`. */
export function fingerprintOf(publicKey: string): string {
	const [, fingerprint = ''] = execFileSync('ssh-keygen', ['-lf', publicKey], { encoding: 'utf8' }).split(' ');
	return fingerprint;
}

/** Makes a key without a passphrase, unless it is there. */
export function makeKey(path: string): void {
	if (existsSync(path)) return;
	execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'n8n-nodes-msp', '-f', path]);
}

/** A busy machine takes its time to start a server. */
const patienceMs = 60_000;
/** A server that is being started may take a connection and never greet. */
const greetingMs = 5_000;

/**
 * Waits until an SSH server greets.
 *
 * @throws RangeError with the end of its log when it does not.
 */
export async function answers(
	host: string,
	port: number,
	child: Pick<ChildProcess, 'exitCode' | 'signalCode'>,
	log: string,
): Promise<void> {
	for (const begun = performance.now(); performance.now() - begun < patienceMs;) {
		if (child.exitCode !== null || child.signalCode !== null) break;
		if (await greets(host, port)) return;
		await pause(25);
	}
	const words = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').slice(-3).join(' ') : '';
	throw new RangeError(`OpenSSH did not start on ${host}:${port}: ${words}`);
}

async function greets(host: string, port: number): Promise<boolean> {
	const socket = connect({ host, port });
	socket.setTimeout(greetingMs, () => socket.destroy());
	return await new Promise<boolean>((tell) => {
		socket.once('data', () => {
			tell(true);
			socket.destroy();
		});
		// It is closed after an error too.
		socket.on('error', () => undefined);
		socket.once('close', () => tell(false));
	});
}

async function stop(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.pid === undefined) return;
	const ended = new Promise((tell) => child.once('exit', tell));
	try {
		// Its sessions are of the same group.
		process.kill(-child.pid, 'SIGKILL');
	} catch {
		child.kill('SIGKILL');
	}
	await ended;
}
