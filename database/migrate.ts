import { DatabaseError, type Client, type ClientConfig } from 'pg';
import { migrationsFolder, migrationsSchema, migrationState, migrationsTable } from '../core/db/migrations';
import { ExternalError } from '../core/kernel/errors';
import { withClient } from './connection';
import { ensureRoles, workAsOwner } from './roles';

export { withClient };

/**
 * Brings a database up to date: makes the roles that are missing, and runs the SQL files of this folder that it has not
 * had, in their order and all or none. Forward only; doing it again changes nothing.
 *
 * A migration that changes rows begins with `set local msp.scope = 'staff'`: row-level security holds for the owner too.
 *
 * @param onWait called when another migration is at work in this database, for which this one waits.
 * @returns the names of the migrations that ran now.
 * @throws ExternalError when this user may not, or a migration fails.
 */
export async function migrate(connection: ClientConfig, onWait: () => void = () => undefined): Promise<string[]> {
	return await withClient(connection, async (client) => {
		await lockMigrations(client, onWait);
		await prepare(client);
		try {
			return await runAll(client);
		} catch (error) {
			if (error instanceof DatabaseError) throw failed(error);
			throw error instanceof Error && error.message.startsWith('Not run migration') ? outOfOrder(error) : error;
		}
	});
}

/** Roles and rights: all of it, or nothing. */
async function prepare(client: Client): Promise<void> {
	await client.query('begin');
	try {
		await ensureRoles(client);
		await workAsOwner(client);
		await client.query('commit');
	} catch (error) {
		await client.query('rollback').catch(() => undefined);
		throw error;
	}
}

async function runAll(client: Client): Promise<string[]> {
	// An ES module only.
	const { runner } = await import('node-pg-migrate');
	const silent = () => undefined;
	const ran = await runner({
		dbClient: client,
		dir: migrationsFolder,
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
}

/** Here PostgreSQL's own words help: they name what is in the way, to somebody who knows the database. */
function failed(cause: DatabaseError): ExternalError {
	return new ExternalError(
		'invalid',
		`A migration failed, and nothing was changed: ${cause.message} (SQLSTATE ${cause.code ?? 'unknown'})`,
		'If somebody made tables in the schema msp by hand, move them away. Otherwise report this sentence.',
		{ cause },
	);
}

const outOfOrder = (cause: Error) =>
	new ExternalError(
		'invalid',
		'This database has had migrations that come after one that it has not had',
		'`msp-database status` names them. Restore the backup from before the last upgrade, and migrate that.',
		{ cause },
	);

/** The names of the migrations that this database has not had, in their order. Reads only; works for `msp_app` too. */
export async function pendingMigrations(connection: ClientConfig): Promise<string[]> {
	return await withClient(connection, async (client) => [...(await migrationState(client)).missing]);
}

/** Held until the connection closes: a second migration waits for the first, and then finds nothing to do. */
async function lockMigrations(client: Client, onWait: () => void): Promise<void> {
	const name = `hashtext('n8n-nodes-msp migrations')`;
	const { rows } = await client.query<{ taken: boolean }>(`select pg_try_advisory_lock(${name}) as taken`);
	if (rows[0]?.taken) return;
	onWait();
	await client.query(`select pg_advisory_lock(${name})`);
}
