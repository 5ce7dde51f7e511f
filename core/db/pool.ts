import { Pool, types, type ClientConfig, type PoolConfig } from 'pg';
import { createHash } from 'node:crypto';

/** How to reach the back office's PostgreSQL. */
export interface DatabaseConnection {
	readonly host: string;
	readonly port: number;
	readonly database: string;
	readonly user: string;
	readonly password: string;
	/** `verify` checks the server's certificate, against `certificateAuthority` (PEM) where one is given. */
	readonly tls: 'off' | 'verify';
	readonly certificateAuthority?: string;
	/** The most connections that this process opens; many workers share the server's limit. */
	readonly maxConnections: number;
}

const int8: number = types.builtins.INT8;
const date: number = types.builtins.DATE;
const builtIn = types.getTypeParser as (oid: number, format?: 'text' | 'binary') => unknown;

/** Numbers come as safe integers and days as `YYYY-MM-DD`: pg's own defaults are text and a local midnight. */
const typeParsers: PoolConfig['types'] = {
	getTypeParser: ((oid: number, format?: 'text' | 'binary'): unknown => {
		if (oid === int8) return safeInteger;
		if (oid === date) return (text: string) => text;
		return builtIn(oid, format);
	}) as typeof types.getTypeParser,
};

const pools = new Map<string, Pool>();

/** The one pool of this process for a connection. It closes idle connections, so that it costs nothing at rest. */
export function poolFor(connection: DatabaseConnection): Pool {
	const key = createHash('sha256').update(JSON.stringify(connection)).digest('hex');
	const known = pools.get(key);
	if (known) return known;
	const pool = openPool(connection);
	pools.set(key, pool);
	return pool;
}

/** Closes every pool of this process. */
export async function closePools(): Promise<void> {
	const open = [...pools.values()];
	pools.clear();
	await Promise.all(open.map(async (pool) => await pool.end()));
}

/** The connection in pg's words. */
export function connectionOptions(connection: DatabaseConnection): ClientConfig {
	const { host, port, database, user, password, tls, certificateAuthority } = connection;
	const ssl = tls === 'off' ? false : { rejectUnauthorized: true, ca: certificateAuthority || undefined };
	return { host, port, database, user, password, ssl, application_name: 'n8n-nodes-msp' };
}

/** A pool of its own for a connection; the caller ends it. */
export function openPool(connection: DatabaseConnection): Pool {
	return openPoolOn(connectionOptions(connection), connection.maxConnections);
}

/** The same for a connection in pg's words, as a command has it. */
export function openPoolOn(connection: ClientConfig, maxConnections: number): Pool {
	const pool = new Pool({
		...connection,
		max: maxConnections,
		idleTimeoutMillis: 10_000,
		connectionTimeoutMillis: 15_000,
		statement_timeout: 60_000,
		// A statement whose connection has gone dead, without anybody saying so, ends all the same.
		query_timeout: 75_000,
		// What a process that hangs in a transaction has locked is free again after this.
		idle_in_transaction_session_timeout: 60_000,
		keepAlive: true,
		allowExitOnIdle: true,
		types: typeParsers,
	});
	// An idle connection that the server closed is dropped by the pool; without a listener the process would die of it.
	pool.on('error', () => undefined);
	return pool;
}

function safeInteger(text: string): number {
	const value = Number(text);
	if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is beyond what can be counted exactly`);
	return value;
}
