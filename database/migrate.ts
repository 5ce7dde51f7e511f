import { readdir } from 'node:fs/promises';
import { Client, type ClientConfig } from 'pg';
import { ensureRoles, workAsOwner } from './roles';

/** Where it is recorded which migrations have run. A schema of its own: `msp` holds nothing but the back office. */
export const migrationsSchema = 'msp_migrations';
const migrationsTable = 'applied';

/**
 * Brings a database up to date: makes the roles that are missing, and runs the SQL files of this folder that it has not
 * had, in their order and all or none. Forward only; doing it again changes nothing.
 *
 * A migration that changes rows begins with `set local msp.scope = 'staff'`: row-level security holds for the owner too.
 *
 * @returns the names of the migrations that ran now.
 * @throws Error with one sentence where this user may not; pg's DatabaseError with the SQL's own complaint.
 */
export async function migrate(connection: ClientConfig): Promise<string[]> {
	return await withClient(connection, async (client) => {
		await lockMigrations(client);
		await ensureRoles(client);
		await workAsOwner(client);
		// An ES module only.
		const { runner } = await import('node-pg-migrate');
		const silent = () => undefined;
		const ran = await runner({
			dbClient: client,
			dir: __dirname,
			ignorePattern: '.*(?<!\\.sql)',
			direction: 'up',
			migrationsSchema,
			migrationsTable,
			createMigrationsSchema: true,
			checkOrder: true,
			singleTransaction: true,
			noLock: true,
			logger: { info: silent, warn: silent, error: silent },
		});
		return ran.map(({ name }) => name);
	});
}

/** The names of the migrations that this database has not had, in their order. Reads only; works for `msp_app` too. */
export async function pendingMigrations(connection: ClientConfig): Promise<string[]> {
	return await withClient(connection, pendingOn);
}

/** The same on a connection that is open already. */
export async function pendingOn(client: Pick<Client, 'query'>): Promise<string[]> {
	const known = await knownMigrations();
	const { rows: found } = await client.query<{ applied: string | null }>(`select to_regclass($1)::text as applied`, [
		`${migrationsSchema}.${migrationsTable}`,
	]);
	if (!found[0]?.applied) return known;
	const { rows } = await client.query<{ name: string }>(`select name from ${migrationsSchema}.${migrationsTable}`);
	const applied = new Set(rows.map(({ name }) => name));
	return known.filter((name) => !applied.has(name));
}

async function knownMigrations(): Promise<string[]> {
	const files = await readdir(__dirname);
	return files
		.filter((file) => file.endsWith('.sql'))
		.map((file) => file.slice(0, -'.sql'.length))
		.sort();
}

/** Work on a connection of its own, which is closed whatever happens. */
export async function withClient<T>(connection: ClientConfig, work: (client: Client) => Promise<T>): Promise<T> {
	const client = new Client({ application_name: 'msp-database', connectionTimeoutMillis: 15_000, ...connection });
	client.on('error', () => undefined);
	await client.connect();
	try {
		return await work(client);
	} finally {
		await client.end();
	}
}

/** Held until the connection closes: a second migration waits for the first, and then finds nothing to do. */
async function lockMigrations(client: Client): Promise<void> {
	await client.query(`select pg_advisory_lock(hashtext('n8n-nodes-msp migrations'))`);
}
