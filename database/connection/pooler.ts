import { Client, type ClientConfig } from 'pg';

/** So long a statement waits for a pooler that has no session left. */
const patienceMs = 5_000;

/**
 * Whether two connections that are open at the same time work in one session of PostgreSQL, as behind a pooler by
 * transactions: locks and settings of a session are then lost between two statements, or left to strangers.
 */
export async function sharesSessions(config: ClientConfig): Promise<boolean> {
	const [one, other] = [0, 1].map(() => {
		const client = new Client({ ...config, query_timeout: patienceMs });
		client.on('error', () => undefined);
		return client;
	});
	if (!one || !other) return false;
	try {
		await Promise.all([one.connect(), other.connect()]);
		const session = await sessionOf(one);
		if (session === (await sessionOf(other))) return true;
		// A pooler that has several free ones gives this transaction one of them, and the next statement perhaps the rest.
		await other.query('begin');
		return session !== (await sessionOf(one));
	} catch (error) {
		// The second one waits for the first: each keeps its session.
		if (error instanceof Error && error.message.startsWith('Query read timeout')) return false;
		throw error;
	} finally {
		await Promise.all([one, other].map(async (client) => await client.end().catch(() => undefined)));
	}
}

async function sessionOf(client: Client): Promise<number | undefined> {
	const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
	return rows[0]?.pid;
}
