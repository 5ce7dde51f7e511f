import { connect as connectSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { NodeSSH, type Config } from 'node-ssh';
import type { Client } from 'ssh2';
import { ExternalError } from '../kernel/errors';
import { authHandler, newRecord, type Proof } from './authentication';
import { connectFault, type ConnectState } from './connectFault';
import { hostKeyCheck, type HostKeyCheck } from './hostKeyCheck';
import { nameOf } from './checkLogin';
import type { SshLogin } from './login';

/** An open connection that has logged in. */
export interface Connection {
	readonly ssh: NodeSSH;
	readonly client: Client;
	readonly isOpen: () => boolean;
	/** Resolves when it is gone, with the words of the fault; empty when it was closed here. */
	readonly gone: Promise<string>;
	close(): Promise<void>;
}

export interface ConnectSettings {
	readonly timeoutMs: number;
	readonly keepaliveIntervalMs: number;
	readonly proof: Proof;
	/** The way through a jump host, and its name. */
	readonly through?: { readonly name: string; readonly open: () => Promise<Duplex> };
}

/**
 * Connects and logs in once. The host's key is checked before anything secret is sent.
 *
 * @throws ExternalError: see `connectFault`.
 */
export async function connect(login: SshLogin, settings: ConnectSettings): Promise<Connection> {
	const check = hostKeyCheck(login);
	for (let round = 0; ; round++) {
		try {
			return await attempt(login, settings, check);
		} catch (error) {
			// The host may have the pinned key too, and have shown another: it shows one of each type that it is asked for.
			if (round >= 3 || !check.nextTypes()) throw error;
		}
	}
}

async function attempt(login: SshLogin, settings: ConnectSettings, check: HostKeyCheck): Promise<Connection> {
	const { timeoutMs, keepaliveIntervalMs, proof, through } = settings;
	const record = newRecord();
	let reached: ConnectState['reached'] = 'nothing';
	let firstWords = '';
	let fault: unknown;
	const socket = through ? await through.open() : connectSocket({ host: login.host, port: login.port });
	const ssh = new NodeSSH();
	const config: Config = {
		host: login.host,
		port: login.port,
		username: login.username,
		sock: socket,
		readyTimeout: timeoutMs,
		keepaliveInterval: keepaliveIntervalMs,
		keepaliveCountMax: 3,
		// ssh2 takes a promise for a yes: this answers at once.
		hostVerifier: (key: Buffer) => check.accepts(key),
		algorithms: check.types ? { serverHostKey: [...check.types] } : undefined,
		authHandler: authHandler(login.username, proof, record),
	};
	const connecting = ssh.connect(config);
	const client = ssh.connection;
	if (client === null) {
		await connecting;
		throw new Error('node-ssh has no connection');
	}
	client.on('connect', () => {
		reached = 'socket';
		// ssh2 keeps to itself what a server says that is none.
		socket.once('data', (chunk: Buffer) => (firstWords = chunk.toString('latin1', 0, 300)));
	});
	client.on('handshake', () => (reached = 'keys'));
	client.on('change password', () => {
		record.passwordExpired = true;
		client.destroy();
	});
	const gone = new Promise<string>((tell) => {
		client.on('error', (error) => (fault ??= error));
		client.on('close', () => {
			tell(fault instanceof Error ? fault.message : '');
		});
	});
	try {
		await connecting;
	} catch (error) {
		client.destroy();
		throw (
			check.refusal(nameOf(login)) ??
			connectFault(fault ?? error, {
				name: nameOf(login),
				proof,
				record,
				reached,
				timeoutMs,
				firstWords,
				jump: through?.name,
			})
		);
	}
	// Without it each command costs 40 ms: Nagle's algorithm waits for the delayed acknowledgement.
	client.setNoDelay(true);
	let open = true;
	void gone.then(() => (open = false));
	return {
		ssh,
		client,
		isOpen: () => open,
		gone,
		close: async () => {
			client.end();
			const timer = setTimeout(() => client.destroy(), 1_000);
			await gone;
			clearTimeout(timer);
		},
	};
}

/** The way through a host to another one. */
export async function forward(connection: Connection, jump: string, login: SshLogin): Promise<Duplex> {
	try {
		return await connection.ssh.forwardOut('127.0.0.1', 0, login.host, login.port);
	} catch (error) {
		const words = error instanceof Error ? error.message : String(error);
		const forbidden = /administratively prohibited|prohibited/i.test(words);
		throw new ExternalError(
			forbidden ? 'permission' : 'transport',
			`No way through ${jump} to ${nameOf(login)}: ${words.replace(/^\(SSH\) /, '').slice(0, 200)}`,
			forbidden
				? 'Allow it on the jump host: AllowTcpForwarding and PermitOpen in sshd_config, no-port-forwarding in authorized_keys.'
				: 'Check the address as the jump host sees it, and its firewall.',
		);
	}
}
