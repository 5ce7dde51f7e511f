import { join } from 'node:path';
import type { ClientConfig } from 'pg';
import type { DatabaseConnection } from '../../core/db';
import { migrate, withClient } from '../../database/migrate';
import { setPassword } from '../../database/passwords';
import { startPostgres, type RunningPostgres } from './embeddedPostgres';
import type { Secrets } from './settings';

export const databaseFolder = (folder: string) => join(folder, 'postgres');
const database = 'msp';
/** n8n's own, where it is not on SQLite. */
const databaseOfN8n = 'n8n';

export interface RunningDatabase {
	readonly server: RunningPostgres;
	/** As the superuser, whom row-level security does not bind. */
	readonly admin: ClientConfig;
	/** As nodes use it. */
	readonly app: DatabaseConnection;
	/** The migrations that ran now. */
	readonly migrated: readonly string[];
}

/** PostgreSQL with the back office's database, brought up to date. */
export async function startDatabase(folder: string, port: number, secrets: Secrets): Promise<RunningDatabase> {
	const server = await startPostgres({
		folder: databaseFolder(folder),
		port,
		password: secrets.databasePassword,
		settings: { max_connections: '200' },
	});
	try {
		const { host, user, password } = server;
		const log = { host, port, user, password };
		await withClient({ ...log, database: 'postgres' }, async (client) => {
			for (const name of [database, databaseOfN8n]) {
				const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
				if (rowCount === 0) await client.query(`create database ${name}`);
			}
		});
		const admin = { ...log, database };
		const migrated = await migrate(admin);
		await withClient(admin, async (client) => await setPassword(client, 'msp_app', secrets.appPassword));
		return { server, admin, migrated, app: appConnection(port, secrets) };
	} catch (error) {
		await server.stop();
		throw error;
	}
}

/** How nodes, and this process, log in. */
export function appConnection(port: number, { appPassword }: Secrets): DatabaseConnection {
	return {
		host: '127.0.0.1',
		port,
		database,
		user: 'msp_app',
		password: appPassword,
		tls: 'off',
		maxConnections: 10,
	};
}

/** What lets n8n keep its own data in this PostgreSQL. */
export function postgresForN8n(port: number, { databasePassword }: Secrets): Record<string, string> {
	return {
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(port),
		DB_POSTGRESDB_DATABASE: databaseOfN8n,
		DB_POSTGRESDB_USER: 'postgres',
		DB_POSTGRESDB_PASSWORD: databasePassword,
	};
}
