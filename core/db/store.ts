import { setTimeout } from 'node:timers/promises';
import { DatabaseError, type Pool, type PoolClient } from 'pg';
import { z } from 'zod';
import { poolFor, type DatabaseConnection } from './pool';
import { asExternalError } from './databaseError';

/** Statements that succeed or fail together, in one scope. */
export interface Transaction {
	/** The rows of a statement, each parsed by the schema. bigint columns arrive as safe integers. */
	rows<Row>(row: z.ZodType<Row>, sql: string, values?: readonly unknown[]): Promise<Row[]>;
	/** The first row, or undefined where there is none. */
	row<Row>(row: z.ZodType<Row>, sql: string, values?: readonly unknown[]): Promise<Row | undefined>;
	/** Runs a statement; tells how many rows it touched. */
	run(sql: string, values?: readonly unknown[]): Promise<number>;
}

/**
 * What is done in one transaction. It changes nothing but the database: where the transaction lost against another one
 * (a deadlock), it is done again from its start.
 */
export type Work<T> = (transaction: Transaction) => Promise<T>;

/** The back office's database. Every statement runs in a transaction with a scope that ends with it. */
export interface Store {
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
 *   `busy` where a transaction lost against another and may be repeated, `exists` for a taken unique name.
 */
export function openStore(connection: DatabaseConnection): Store {
	return storeOn(() => poolFor(connection));
}

/** The store on a pool of the caller's own, for tests and tools. */
export function storeOn(pool: () => Pool): Store {
	return {
		asStaff: async (work) => await transact(pool(), `BEGIN; SET LOCAL msp.scope = 'staff'`, work),
		asCustomer: async (customerId, work) => {
			const id = customerIdentity.parse(customerId);
			return await transact(pool(), `BEGIN; SET LOCAL msp.customer_id = '${id}'`, work);
		},
	};
}

/** How often work that lost against another transaction is done again from its start. */
const mostTries = 3;

async function transact<T>(pool: Pool, begin: string, work: Work<T>): Promise<T> {
	for (let tries = 1; ; tries++) {
		try {
			return await transactOnce(pool, begin, work);
		} catch (error) {
			if (tries >= mostTries || !lostAgainstAnother(error)) throw asExternalError(error);
			await setTimeout(Math.random() * 50 * tries);
		}
	}
}

async function transactOnce<T>(pool: Pool, begin: string, work: Work<T>): Promise<T> {
	const client = await begun(pool, begin);
	let broken: Error | undefined;
	try {
		const result = await work(transactionOn(client));
		await client.query('COMMIT');
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
async function begun(pool: Pool, begin: string): Promise<PoolClient> {
	for (let tries = 1; ; tries++) {
		const client = await pool.connect();
		// A connection that is lost between two statements tells by an event, which ends the process if nobody listens.
		client.on('error', ignore);
		try {
			await client.query(begin);
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

function transactionOn(client: PoolClient): Transaction {
	const query = async (sql: string, values: readonly unknown[] = []) => await client.query<object>(sql, [...values]);
	return {
		rows: async (row, sql, values) => (await query(sql, values)).rows.map((found) => row.parse(found)),
		row: async (row, sql, values) => {
			const [found] = (await query(sql, values)).rows;
			return found === undefined ? undefined : row.parse(found);
		},
		run: async (sql, values) => (await query(sql, values)).rowCount ?? 0,
	};
}
