import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The SQL files: in the sources and in what is built, the folder `database` lies beside `core`. */
export const migrationsFolder = join(__dirname, '../../database');

/** Where it is recorded which migrations have run. A schema of its own: `msp` holds nothing but the back office. */
export const migrationsSchema = 'msp_migrations';
export const migrationsTable = 'applied';

/** How the database of the back office and this pack differ. Both lists are empty when they fit. */
export interface MigrationState {
	/** What the pack has and the database has not had, in order. */
	readonly missing: readonly string[];
	/** What the database has had and the pack does not know: the database is newer. */
	readonly unknown: readonly string[];
}

/** Whatever can run a statement: a connection, a pool, a transaction. */
export interface Asks {
	query(sql: string, values?: unknown[]): Promise<{ readonly rows: unknown[] }>;
}

/** Compares the database with the pack. Reads only; works for `msp_app` too. */
export async function migrationState(database: Asks): Promise<MigrationState> {
	const known = await knownMigrations();
	// A pack whose SQL files were left out can tell nothing.
	if (known.length === 0) return { missing: [], unknown: [] };
	const applied = await appliedMigrations(database);
	return {
		missing: known.filter((name) => !applied.has(name)),
		unknown: [...applied].filter((name) => !known.includes(name)).sort(),
	};
}

export const fits = ({ missing, unknown }: MigrationState): boolean => missing.length === 0 && unknown.length === 0;

async function appliedMigrations(database: Asks): Promise<Set<string>> {
	const table = `${migrationsSchema}.${migrationsTable}`;
	const { rows: found } = await database.query(`select to_regclass($1)::text as applied`, [table]);
	if (!(found as ReadonlyArray<{ applied: string | null }>)[0]?.applied) return new Set();
	const { rows } = await database.query(`select name from ${table}`);
	return new Set((rows as ReadonlyArray<{ name: string }>).map(({ name }) => name));
}

let files: Promise<string[]> | undefined;

/** The names of the migrations that this pack has, in their order. */
export async function knownMigrations(): Promise<string[]> {
	files ??= readdir(migrationsFolder).then((names) =>
		names
			.filter((file) => file.endsWith('.sql'))
			.map((file) => file.slice(0, -'.sql'.length))
			.sort(),
	);
	return await files;
}
