import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, withClient } from '../../database/migrate';
import { setPassword } from '../../database/passwords';
import { startPostgres, stopPostgres } from '../../stack/parts/embeddedPostgres';
import { testServerVariable, type TestServer } from './testServer';

const prefix = 'n8n-nodes-msp-postgres-';

/** One PostgreSQL for the whole run, with a migrated database that every test file clones. */
export default async function globalSetup(): Promise<void> {
	await removeLeftovers();
	const folder = join(tmpdir(), `${prefix}${process.pid}`);
	const password = randomBytes(12).toString('hex');
	const port = await freePort();
	const server = await onTheRealClock(
		async () =>
			await startPostgres({
				folder: join(folder, 'data'),
				port,
				password,
				// Nothing here outlives the run.
				settings: { max_connections: '300', fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
			}),
	);
	const { host, user } = server;
	const template = 'msp_template';
	await withClient({ host, port, user, password, database: 'postgres' }, async (client) => {
		await client.query(`create database ${template}`);
	});
	const connection = { host, port, user, password, database: template };
	await migrate(connection);
	await withClient(connection, async (client) => await setPassword(client, 'msp_app', password));
	const told: TestServer = { host, port, user, password, template, folder };
	process.env[testServerVariable] = JSON.stringify(told);
}

/**
 * Starts a program of another user. libfaketime keeps what its processes share in files of one user, and refuses another
 * user's now and then: so a database stays on the real clock while the tests live on another day.
 */
async function onTheRealClock<T>(start: () => Promise<T>): Promise<T> {
	const { LD_PRELOAD: library } = process.env;
	delete process.env.LD_PRELOAD;
	try {
		return await start();
	} finally {
		if (library !== undefined) process.env.LD_PRELOAD = library;
	}
}

/** What a run that was killed left behind: its server goes on without it. */
async function removeLeftovers(): Promise<void> {
	for (const name of await readdir(tmpdir())) {
		const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : NaN;
		if (!Number.isInteger(pid) || isAlive(pid)) continue;
		await stopPostgres(join(tmpdir(), name, 'data'));
		await rm(join(tmpdir(), name), { recursive: true, force: true });
	}
}

function isAlive(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

/** A port of this machine that nothing listens at. */
export async function freePort(): Promise<number> {
	return await new Promise((resolve, reject) => {
		const probe = createServer().once('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const address = probe.address();
			probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
		});
	});
}
