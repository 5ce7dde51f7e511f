import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { startN8n, importInto, type Credential } from '../../stack/parts/n8n';
import { openN8n, type N8nClient } from '../../stack/parts/n8nClient';
import { installPack } from '../../stack/parts/pack';
import { freePorts } from '../../stack/parts/ports';
import { root } from './repository';

/** What a command line came out as. */
export interface Outcome {
	readonly code: number | null;
	readonly out: string;
	readonly err: string;
}

/** An n8n of a test's own, with the pack installed and nothing in it but credentials. */
export interface FreshN8n {
	readonly folder: string;
	readonly url: string;
	readonly client: N8nClient;
	readonly apiKey: string;
	/** Runs `msp-workflows` against it; `kill` ends it after so many milliseconds. */
	run(words: readonly string[], more?: { kill?: number; environment?: Record<string, string> }): Promise<Outcome>;
	/** A call of the public API, by the key. */
	api(method: string, path: string, body?: object): Promise<unknown>;
	stop(): Promise<void>;
}

export async function openFreshN8n(credentials: readonly Credential[]): Promise<FreshN8n> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-msp-fresh-'));
	const ports = await freePorts();
	const settings = {
		folder: join(folder, 'n8n'),
		port: ports.n8n,
		brokerPort: ports.n8nBroker,
		encryptionKey: 'fresh',
	};
	const during = async <T>(_what: string, work: () => Promise<T>) => await work();
	await installPack(settings.folder, { during, logFile: join(folder, 'build.log') });
	await importInto(settings, { credentials, workflows: [] });
	const child = await startN8n(settings, folder);
	const url = `http://127.0.0.1:${ports.n8n}`;
	const client = openN8n(url, { email: 'owner@example.com', password: 'Fresh-n8n-1' });
	await client.logIn();
	const apiKey = await makeKey(client);
	return {
		...{ folder, url, client, apiKey },
		run: async (words, { kill, environment = {} } = {}) =>
			await new Promise((resolve) => {
				const env = { ...process.env, XDG_CONFIG_HOME: join(folder, 'config'), N8N_URL: url, N8N_API_KEY: apiKey };
				const options = { env: { ...env, NODE_OPTIONS: '', ...environment }, maxBuffer: 2 ** 24 };
				const command = join(root, 'dist/commands/msp-workflows.js');
				const ran = execFile(process.execPath, [command, ...words], options, (_error, out, err) =>
					resolve({ code: ran.exitCode, out, err }),
				);
				if (kill !== undefined) setTimeout(() => ran.kill('SIGKILL'), kill);
			}),
		api: async (method, path, body) => {
			const response = await fetch(`${url}/api/v1${path}`, {
				method,
				headers: { 'X-N8N-API-KEY': apiKey, 'content-type': 'application/json' },
				body: body && JSON.stringify(body),
			});
			const text = await response.text();
			if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
			return text === '' ? undefined : JSON.parse(text);
		},
		stop: async () => {
			await child.stop();
			await rm(folder, { recursive: true, force: true });
		},
	};
}

async function makeKey(client: N8nClient): Promise<string> {
	const scopes = z.object({ data: z.array(z.string()) }).parse(await client.call('GET', '/rest/api-keys/scopes')).data;
	const asked = scopes.filter((scope) => /^workflow:|^credential:list$/.test(scope));
	const made = await client.call('POST', '/rest/api-keys', { label: 'workflows', expiresAt: null, scopes: asked });
	return z.object({ data: z.object({ rawApiKey: z.string() }) }).parse(made).data.rawApiKey;
}
