import type { Pool, PoolClient } from 'pg';
import { z } from 'zod';
import { poolFor, type DatabaseConnection } from './pool';
import { asStoreError } from './storeError';

/** Statements that succeed or fail together, in one scope. */
export interface Transaction {
	/** The rows of a statement, each parsed by the schema. bigint columns arrive as safe integers. */
	rows<Row>(row: z.ZodType<Row>, sql: string, values?: readonly unknown[]): Promise<Row[]>;
	/** The first row, or undefined where there is none. */
	row<Row>(row: z.ZodType<Row>, sql: string, values?: readonly unknown[]): Promise<Row | undefined>;
	/** Runs a statement; tells how many rows it touched. */
	run(sql: string, values?: readonly unknown[]): Promise<number>;
}

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
 * @throws OutsideError from its methods: `transport` where the server cannot be reached, `auth` for the log-in,
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

async function transact<T>(pool: Pool, begin: string, work: Work<T>): Promise<T> {
	const client = await pool.connect().catch((error: unknown) => {
		throw asStoreError(error);
	});
	let broken: Error | undefined;
	try {
		await client.query(begin);
		const result = await work(transactionOn(client));
		await client.query('COMMIT');
		return result;
	} catch (error) {
		// A connection that cannot roll back is closed, so that the next one starts clean.
		await client.query('ROLLBACK').catch((rollbackError: Error) => (broken = rollbackError));
		throw asStoreError(error);
	} finally {
		client.release(broken);
	}
}

function transactionOn(client: PoolClient): Transaction {
	const query = async (sql: string, values: readonly unknown[] = []) => await client.query(sql, [...values]);
	return {
		rows: async (row, sql, values) => (await query(sql, values)).rows.map((found) => row.parse(found)),
		row: async (row, sql, values) => {
			const [found] = (await query(sql, values)).rows;
			return found === undefined ? undefined : row.parse(found);
		},
		run: async (sql, values) => (await query(sql, values)).rowCount ?? 0,
	};
}
