import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openOwnStack } from './e2eScene';
import { root } from './repository';

/** A stack of its own, whose n8n is watched: which hosts it calls, and what it says. */
export async function openWatchedStack() {
	const watched = await mkdtemp(join(tmpdir(), 'n8n-nodes-msp-smoke-'));
	const connections = join(watched, 'connections');
	const preloaded = JSON.stringify(join(root, 'tests/support/watchConnections.js'));
	const scene = await openOwnStack({
		n8nEnvironment: { NODE_OPTIONS: `--require ${preloaded}`, MSP_WATCHED_CONNECTIONS: connections },
	});
	return {
		...scene,
		/** A folder for what the test makes. */
		watched,
		/** Every host that n8n has called or looked up so far. */
		hosts: async () => [...new Set((await readFile(connections, 'utf8')).trim().split('\n'))],
		/** What this n8n, and the one before its restart, have logged. */
		log: async () => {
			const files = ['n8n.log', 'n8n.previous.log'].map((name) => join(scene.folder, 'logs', name));
			return (await Promise.all(files.map(async (file) => await readFile(file, 'utf8').catch(() => '')))).join('\n');
		},
		/** `npm run demo` with some flags, as a person types it. */
		demo: async (...flags: string[]) => {
			const env = { ...process.env, MSP_STACK_FOLDER: scene.folder, NODE_OPTIONS: '' };
			return await new Promise<{ code: unknown; said: string }>((resolve) => {
				execFile(process.execPath, ['stack/cli.mjs', 'demo', ...flags], { cwd: root, env }, (error, stdout, stderr) =>
					resolve({ code: error ? error.code : 0, said: `${stdout}${stderr}` }),
				);
			});
		},
		/** The names of the node and credential types of the pack that n8n knows. */
		knownTypes: async () => {
			// Megabytes, of which only the names matter.
			const of = async (kind: 'nodes' | 'credentials') => {
				const types = (await scene.n8n.call('GET', `/types/${kind}.json`)) as Array<{ readonly name: string }>;
				return types.map(({ name }) => name);
			};
			return { nodes: await of('nodes'), credentials: await of('credentials') };
		},
		close: async () => {
			await scene.close();
			await rm(watched, { recursive: true, force: true });
		},
	};
}

/** The variables that n8n's log advises to change, without those that the stack has no better value for. */
export function advisedVariables(log: string): string[] {
	// It wants a second program beside n8n for Code nodes, which is no matter of the pack.
	const known = new Set(['N8N_RUNNERS_MODE']);
	const advised = [...log.matchAll(/^ - ([A-Z0-9_]+) -> /gm)].map(([, name = '']) => name);
	return [...new Set(advised)].filter((name) => !known.has(name));
}
