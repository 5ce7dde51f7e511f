import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Ssh from '../core/ssh';
import { startOpenSshServer, type OpenSshServer } from '../stack/machines/openSshServer';
import { chosenVersion } from '../stack/n8n/versions';
import { root } from '../stack/parts/files';
import { freePort } from '../stack/parts/ports';
import type * as Harness from '../tests/support/inProcessN8n';
import { useInstalledN8n } from './support/n8nPackages';
import { print } from './support/print';

/**
 * 100 commands over one connection, beside 100 connections with a command each, beside n8n's own SSH node with 100 items,
 * in turns on the same real OpenSSH server. n8n's node keeps one connection too, and checks neither the host's key nor
 * the exit code.
 */
const commands = 100;
const rounds = 3;

type Way = 'one_connection' | 'connection_each' | 'builtIn';

async function main(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-msp-bench-'));
	Object.assign(process.env, { N8N_USER_FOLDER: folder, N8N_ENCRYPTION_KEY: 'bench', N8N_LOG_LEVEL: 'silent' });
	useInstalledN8n();
	const server = await startOpenSshServer({
		folder: join(folder, 'sshd'),
		port: await freePort(),
		settings: ['MaxStartups 200'],
	});
	try {
		const ways = await waysTo(server);
		const times: Record<Way, number[]> = { one_connection: [], connection_each: [], builtIn: [] };
		for (let round = 0; round <= rounds; round++) {
			for (const [way, play] of Object.entries(ways) as Array<[Way, () => Promise<void>]>) {
				const began = performance.now();
				await play();
				// The first round only warms up.
				if (round > 0) times[way].push(performance.now() - began);
			}
		}
		const value = median(times.one_connection);
		for (const peerName of ['connection_each', 'builtIn'] as const) {
			const peer = median(times[peerName]);
			print('ssh', { figure: 'commands_ms', value, peer, peerName, ratio: value / peer, commands, rounds });
		}
	} finally {
		await server.stop();
		rmSync(folder, { recursive: true, force: true });
	}
	process.exit();
}

async function waysTo(server: OpenSshServer): Promise<Readonly<Record<Way, () => Promise<void>>>> {
	const { openSsh } = (await import(join(root, 'core/ssh/index.ts'))) as typeof Ssh;
	const { host, port, username, privateKey, fingerprint } = server;
	const open = () =>
		openSsh({ host, port, username, authentication: { kind: 'key', privateKey }, hostKeys: [fingerprint] });
	const builtIn = await builtInNode(server);
	return {
		one_connection: async () => {
			const opened = open();
			for (let count = 0; count < commands; count++) await opened.run({ argv: ['id', '-un'] });
			await opened.close();
		},
		connection_each: async () => {
			for (let count = 0; count < commands; count++) {
				const opened = open();
				await opened.run({ argv: ['id', '-un'] });
				await opened.close();
			}
		},
		builtIn,
	};
}

async function builtInNode({ host, port, username, privateKey }: OpenSshServer): Promise<() => Promise<void>> {
	await import('reflect-metadata');
	const { createHarness } = (await import(join(root, 'tests/support/inProcessN8n.ts'))) as typeof Harness;
	// Without types: from n8n as it is installed.
	const installed = createRequire(join(chosenVersion().folder, 'package.json'));
	const { Ssh } = installed('n8n-nodes-base/dist/nodes/Ssh/Ssh.node.js') as Readonly<Record<string, new () => never>>;
	const { SshPrivateKey } = installed('n8n-nodes-base/dist/credentials/SshPrivateKey.credentials.js') as Readonly<
		Record<string, new () => never>
	>;
	if (!Ssh || !SshPrivateKey) throw new Error('n8n has no SSH node');
	const harness = createHarness({
		nodes: { builtIn: Ssh },
		credentialTypes: { SshPrivateKey },
		credentials: { sshPrivateKey: { host, port, username, privateKey, passphrase: '' } },
	});
	const parameters = {
		authentication: 'privateKey',
		resource: 'command',
		operation: 'execute',
		command: 'id -un',
		cwd: '/',
	};
	const items = Array.from({ length: commands }, () => ({}));
	return async () => {
		const result = await harness.node('builtIn', parameters, items);
		if (result.error) throw new Error(result.error.message);
		if (result.items('N').length !== commands) throw new Error('n8n returned fewer items');
	};
}

function median(values: readonly number[]): number {
	return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

main().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
