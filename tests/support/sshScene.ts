import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSsh, type SshHost, type SshLogin } from '../../core/ssh';
import { startOpenSshServer, type OpenSshServer } from '../../stack/machines/openSshServer';
import { freePort } from '../../stack/parts/ports';

type Opened = ReturnType<typeof openSsh>;
type ByKey = Pick<OpenSshServer, 'host' | 'port' | 'username' | 'privateKey' | 'fingerprint'>;

/** A connection to a server by its key, unless something else is said. */
export function openByKey(
	{ host, port, username, privateKey, fingerprint }: ByKey,
	more: Partial<SshLogin> = {},
	settings: Parameters<typeof openSsh>[1] = {},
): Opened {
	const authentication = { kind: 'key', privateKey } as const;
	// On a busy machine a log-in takes its time: only a test that is about it says how long it may take.
	const patience = { connectTimeoutMs: 60_000, ...settings };
	return openSsh({ host, port, username, authentication, hostKeys: [fingerprint], ...more }, patience);
}

/** Servers and connections of one test file: all of them end with it. */
export interface SshScene {
	readonly folder: string;
	/** A server with settings of its own. Its keys are in a folder of this name. */
	server(name: string, settings?: readonly string[], host?: string): Promise<OpenSshServer>;
	/** A connection to a server by its key, unless something else is said. */
	open(server: ByKey, more?: Partial<SshLogin>, settings?: Parameters<typeof openSsh>[1]): Opened;
	end(): Promise<void>;
}

export function sshScene(): SshScene {
	const folder = mkdtempSync(join(tmpdir(), 'msp-ssh-'));
	const servers: OpenSshServer[] = [];
	const hosts: SshHost[] = [];
	return {
		folder,
		server: async (name, settings = [], host = '127.0.0.1') => {
			const server = await startOpenSshServer({ folder: join(folder, name), port: await freePort(), settings, host });
			servers.push(server);
			return server;
		},
		open: (server, more, settings) => {
			const opened = openByKey(server, more, settings);
			hosts.push(opened);
			return opened;
		},
		end: async () => {
			await Promise.all(hosts.map(async (host) => await host.close()));
			await Promise.all(servers.map(async (server) => await server.stop()));
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** The error that something ends with. */
export async function failureOf(
	something: Promise<unknown>,
): Promise<Error & { errorClass?: string; remedy?: string }> {
	try {
		await something;
	} catch (error) {
		if (error instanceof Error) return error;
	}
	throw new Error('It did not fail.');
}
