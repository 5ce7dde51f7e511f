import { randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import { closePools, openStore, type DatabaseConnection, type Store } from '../../core/db';
import { openPool } from '../../core/db/pool';
import { testServer } from './testServer';

/** A migrated database of a test file's own. */
export interface TestDatabase {
	/** As the superuser, whom row-level security does not bind: for looking and for breaking things. */
	readonly owner: Pick<Pool, 'query'>;
	/** As `msp_app`, as nodes use it. */
	readonly store: Store;
	readonly connection: DatabaseConnection;
	/** Other connections as `msp_app` than the store's own, as a second process has them; one pool, made when asked for. */
	pool(): Pool;
	/** Every value of every row of the back office, as text. */
	dump(): Promise<string>;
	drop(): Promise<void>;
}

/** Clones the migrated template: tens of milliseconds. Drop it when the file is done. */
export async function createTestDatabase(): Promise<TestDatabase> {
	const { host, port, user, password, template } = testServer();
	const database = `test_${randomBytes(6).toString('hex')}`;
	const server = new Pool({ host, port, user, password, database: 'postgres', max: 1 });
	await server.query(`create database ${database} template ${template}`);

	const owner = new Pool({ host, port, user, password, database, max: 2 });
	// Dropping the database closes connections that are idle.
	for (const pool of [server, owner]) pool.on('error', () => undefined);
	const connection: DatabaseConnection = {
		host,
		port,
		database,
		user: 'msp_app',
		password,
		tls: 'off',
		maxConnections: 10,
	};
	let second: Pool | undefined;
	return {
		owner,
		connection,
		store: openStore(connection, 'a test'),
		pool: () => (second ??= openPool(connection)),
		dump: async () => {
			const { rows: tables } = await owner.query<{ name: string }>(
				`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'msp'`,
			);
			const texts = tables.map(async ({ name }) => {
				const { rows } = await owner.query<{ row: string }>(`select t::text as row from ${name} t`);
				return `${name}\n${rows.map(({ row }) => row).join('\n')}`;
			});
			return (await Promise.all(texts)).join('\n');
		},
		drop: async () => {
			await Promise.all([closePools(), second?.end(), owner.end()]);
			await server.query(`drop database ${database} with (force)`);
			await server.end();
		},
	};
}

/** The MSP Database credential of a test database, as n8n gives it to a node. */
export function databaseCredential(
	{ connection }: Pick<TestDatabase, 'connection'>,
	encryptionKey: Buffer = randomBytes(32),
) {
	return {
		...connection,
		certificateAuthority: '',
		encryptionKey: encryptionKey.toString('base64'),
		encryptionKeyVersion: 1,
		previousEncryptionKeys: '',
	};
}
