import { chmod, chown, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientConfig } from 'pg';
import { withClient } from '../../database/connection';
import { startPostgres, type RunningPostgres } from '../../stack/parts/embeddedPostgres';
import { freePort } from './globalSetup';

/** The newest PostgreSQL of the system's packages; undefined when there is none. */
export function systemPostgres(): string | undefined {
	const folder = '/usr/lib/postgresql';
	const versions = existsSync(folder) ? readdirSync(folder).filter((name) => Number(name) >= 14) : [];
	const newest = versions.sort((one, other) => Number(other) - Number(one)).at(0);
	return newest !== undefined && existsSync(join(folder, newest, 'bin', 'initdb')) ? join(folder, newest) : undefined;
}

/** A PostgreSQL of a test's own: roles belong to the whole server. */
export interface OwnPostgres extends RunningPostgres {
	/** As the superuser. */
	sql(text: string, database?: string): Promise<unknown[]>;
	/** Puts files beside the data, for the server alone, and changes settings or rules of access. */
	configure(change: {
		readonly files?: Readonly<Record<string, string>>;
		readonly settings?: Readonly<Record<string, string>>;
		/** The lines of pg_hba.conf. */
		readonly access?: readonly string[];
	}): Promise<void>;
	remove(): Promise<void>;
}

/** Where the superuser gets in, whatever the rules of a test are. */
const behind = 'template1';
const alwaysOpen = `host ${behind} postgres 127.0.0.1/32 scram-sha-256`;

/** @param installation undefined for the one that the packages bring. */
export async function startOwnPostgres(installation?: string): Promise<OwnPostgres> {
	const folder = mkdtempSync(join(tmpdir(), 'msp-own-postgres-'));
	await chmod(folder, 0o755);
	const data = join(folder, 'data');
	const server = await startPostgres({
		folder: data,
		port: await freePort(),
		password: 'of the superuser',
		settings: { fsync: 'off' },
		...(installation !== undefined && { installation }),
	});
	const { host, port, user, password } = server;
	const as = (database: string): ClientConfig => ({ host, port, user, password, database, ssl: false });
	const sql = async (text: string, database = 'postgres') =>
		await withClient(as(database), async (client) => (await client.query<object>(text)).rows);
	return {
		...server,
		sql,
		configure: async ({ files = {}, settings = {}, access }) => {
			const { uid, gid } = await stat(data);
			const all = { ...files, ...(access && { 'pg_hba.conf': `${[alwaysOpen, ...access].join('\n')}\n` }) };
			for (const [name, text] of Object.entries(all)) {
				await writeFile(join(data, name), text, { mode: 0o600 });
				if (process.getuid?.() === 0) await chown(join(data, name), uid, gid);
			}
			for (const [name, value] of Object.entries(settings)) await sql(`alter system set ${name} = '${value}'`, behind);
			const loaded = async () => JSON.stringify(await sql('select pg_conf_load_time()', behind));
			const before = await loaded();
			await sql('select pg_reload_conf()', behind);
			while ((await loaded()) === before) continue;
		},
		remove: async () => {
			await server.stop();
			await rm(folder, { recursive: true, force: true });
		},
	};
}
