import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startChild, type RunningChild } from './child';
import { installedN8n, n8nEnvironment, type N8nSettings } from './n8nEnvironment';
import { freePort } from './ports';
import { Told } from './told';

/** Where Redis is on this machine; undefined where it is not. */
export function findRedis(): string | undefined {
	return (process.env.PATH ?? '')
		.split(delimiter)
		.map((folder) => join(folder, 'redis-server'))
		.find(existsSync);
}

export interface Queue {
	readonly redis: RunningChild;
	/** What n8n's main process and its workers must be told; with PostgreSQL as n8n's database. */
	readonly environment: Readonly<Record<string, string>>;
}

/**
 * Starts the Redis of this machine, for n8n in queue mode. It keeps nothing.
 *
 * @throws Told where there is none.
 */
export async function startQueue(folder: string): Promise<Queue> {
	const program = findRedis();
	if (program === undefined) {
		throw new Told('There is no Redis on this machine: install it (Debian: `apt-get install redis-server`).');
	}
	const port = await freePort();
	const redis = await startChild({
		name: 'redis',
		title: 'Redis',
		folder,
		command: [program, '--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
		environment: {},
		readySeconds: 20,
		ready: async (_child, log) => await says(log, 'Ready to accept connections'),
	});
	const environment = {
		EXECUTIONS_MODE: 'queue',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(port),
		// n8n warns that this becomes the only way.
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
	};
	return { redis, environment };
}

/**
 * Starts a worker beside n8n's main process.
 *
 * @param name of its log and its pid file.
 */
export async function startWorker(n8n: N8nSettings, folder: string, name: string): Promise<RunningChild> {
	const [program, script] = installedN8n().command;
	const [brokerPort, healthPort] = [await freePort(), await freePort()];
	return await startChild({
		name,
		title: `The n8n worker ${name}`,
		folder,
		command: [program, script, 'worker', '--concurrency=10'],
		environment: {
			...n8nEnvironment({ ...n8n, brokerPort }),
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			QUEUE_HEALTH_CHECK_PORT: String(healthPort),
		},
		readySeconds: 120,
		ready: async (_child, log) => await says(log, 'n8n worker is now ready'),
	});
}

async function says(log: () => Promise<string>, words: string): Promise<void> {
	while (!(await log()).includes(words)) await wait(100);
}
