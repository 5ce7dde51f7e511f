import { setTimeout } from 'node:timers/promises';
import { DatabaseError, type Pool, type PoolClient } from 'pg';
import { z } from 'zod';
import { auditStatement, type AuditEntry } from './auditLog';
import { noLocksHeld, type LockKind } from './lockOrder';
import { poolFor, type DatabaseConnection } from './pool';
import { camelCased, storable } from './sql';
import { asKnownError, withField } from './databaseError';
import { runTogether, type Statement } from './oneRoundTrip';
import { versionFault } from './versionFault';

/** Statements that succeed or fail together, in one scope. */
export interface Transaction {
	/** Who acts, for the audit log. */
	readonly actor: string;
	/**
	 * The rows of a statement, each parsed by the schema. Column names arrive in camel case, bigint columns as safe integers.
	 */
	rows<Row>(row: z.ZodType<Row>, sql: string, values?: readonly unknown[]): Promise<Row[]>;
	/** The first row, or undefined where there is none. */
	row<Row>(row: z.ZodType<Row>, sql: string, values?: readonly unknown[]): Promise<Row | undefined>;
	/** Runs a statement; tells how many rows it touched. */
	run(sql: string, values?: readonly unknown[]): Promise<number>;
	/**
	 * Notes that the next statement locks a row, and checks the one order of locks.
	 *
	 * @throws RangeError when the order is broken.
	 */
	locking(kind: LockKind, id: string): void;
	/** Locks a name until the transaction ends, also where there is no row of it yet. */
	lockName(kind: LockKind, name: string): Promise<void>;
	/** Adds an entry to the audit log, under the actor's name. It is written with the COMMIT, or not at all. */
	audit(entry: AuditEntry): void;
}

/**
 * What is done in one transaction. It changes nothing but the database: where the transaction lost against another one
 * (a deadlock), it is done again from its start.
 */
export type Work<T> = (transaction: Transaction) => Promise<T>;

/** The back office's database. Every statement runs in a transaction with a scope that ends with it. */
export interface Store {
	/** For the audit log, such as `n8n workflow 'Payment received' execution 12`. */
	readonly actor: string;
	/** Sees every customer's rows: for staff and for the pack's own work. */
	asStaff<T>(work: Work<T>): Promise<T>;
	/** Sees the rows of one customer, and nobody else's. */
	asCustomer<T>(customerId: string, work: Work<T>): Promise<T>;
}

const customerIdentity = z.uuid();

/**
 * Opens the store on the process's one pool for this connection.
 *
 * @throws ExternalError from its methods: `transport` where the server cannot be reached, `auth` for the log-in,
 *   `busy` where a transaction lost against another and may be repeated, `exists` where another run came first;
 *   DatabaseVersionError when the database lacks migrations of this pack, or has had some that it does not know. InputError
 *   with the field when a value breaks a rule of its table, such as a code that is taken or a text that is too long.
 */
export function openStore(connection: DatabaseConnection, actor: string): Store {
	return storeOn(() => poolFor(connection), actor);
}

/** The store on a pool of the caller's own, for tests and tools. */
export function storeOn(pool: () => Pool, actor: string): Store {
	const transact = async <T>(scope: Attempt<T>['scope'], work: Work<T>) =>
		await withTries(pool(), { scope, actor, work });
	return {
		actor,
		asStaff: async (work) => await transact(['msp.scope', 'staff'], work),
		asCustomer: async (customerId, work) =>
			await transact(['msp.customer_id', customerIdentity.parse(customerId)], work),
	};
}

interface Attempt<T> {
	/** The setting that the guards of the rows read, and its value. */
	readonly scope: readonly [setting: string, value: string];
	readonly actor: string;
	readonly work: Work<T>;
}

/** Ends with the transaction, as `SET LOCAL` does, which would take the ID of a customer only as a part of its text. */
const setLocal = 'select set_config($1, $2, true)';

/** How often work that lost against another transaction is done again from its start. */
const mostTries = 3;

async function withTries<T>(pool: Pool, attempt: Attempt<T>): Promise<T> {
	for (let tries = 1; ; tries++) {
		try {
			return await transactOnce(pool, attempt);
		} catch (error) {
			if (tries < mostTries && lostAgainstAnother(error)) await setTimeout(Math.random() * 50 * tries);
			else throw (await versionFault(pool, error)) ?? asKnownError(error);
		}
	}
}

async function transactOnce<T>(pool: Pool, { scope, actor, work }: Attempt<T>): Promise<T> {
	const client = await begun(pool, [{ sql: 'BEGIN' }, { sql: setLocal, values: scope }]);
	let broken: Error | undefined;
	try {
		const entries: AuditEntry[] = [];
		const result = await work(transactionOn(client, actor, entries));
		// Together with the entries: a round trip less for each transaction.
		const audit = entries.length === 0 ? [] : [auditStatement(entries, actor)];
		await runTogether(client, [...audit, { sql: 'COMMIT' }]);
		return result;
	} catch (error) {
		// A connection that cannot roll back is closed, so that the next one starts clean.
		await client.query('ROLLBACK').catch((failed: unknown) => (broken = failed as Error));
		throw error;
	} finally {
		client.off('error', ignore);
		client.release(broken);
	}
}

/**
 * A connection whose transaction has begun. One that was idle may have been closed by the server or on the way without
 * the pool hearing of it: then nothing has happened yet, and another one is taken.
 */
async function begun(pool: Pool, begin: readonly Statement[]): Promise<PoolClient> {
	for (let tries = 1; ; tries++) {
		const client = await pool.connect();
		// A connection that is lost between two statements tells by an event, which ends the process if nobody listens.
		client.on('error', ignore);
		try {
			await runTogether(client, begin);
			return client;
		} catch (error) {
			client.release(true);
			const lost = !(error instanceof DatabaseError) || error.code?.startsWith('57P');
			// Every one that the pool holds may be lost; the one after them is new.
			if (!lost || tries > pool.options.max) throw error;
		}
	}
}

function ignore(): void {
	// The next statement on this connection fails and says why.
}

/** Serialization failure and deadlock: PostgreSQL took everything back, and asks to do it again. */
function lostAgainstAnother(error: unknown): boolean {
	return error instanceof DatabaseError && (error.code === '40001' || error.code === '40P01');
}

function transactionOn(client: PoolClient, actor: string, entries: AuditEntry[]): Transaction {
	const query = async (sql: string, values: readonly unknown[] = []) => {
		const kept = values.map((value) => (typeof value === 'string' ? storable(value) : value));
		try {
			return await client.query<object>(sql, kept);
		} catch (error) {
			throw withField(error, sql, kept);
		}
	};
	const locks = noLocksHeld();
	return {
		actor,
		rows: async (row, sql, values) => (await query(sql, values)).rows.map((found) => row.parse(camelCased(found))),
		row: async (row, sql, values) => {
			const [found] = (await query(sql, values)).rows;
			return found === undefined ? undefined : row.parse(camelCased(found));
		},
		run: async (sql, values) => (await query(sql, values)).rowCount ?? 0,
		locking: (kind, id) => locks.take(kind, id),
		lockName: async (kind, name) => {
			locks.take(kind, name);
			await query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`msp.${kind} ${name}`]);
		},
		audit: (entry) => void entries.push(entry),
	};
}
