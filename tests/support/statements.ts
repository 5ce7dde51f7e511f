import type { Pool } from 'pg';
import { storeOn, type Store } from '../../core/db';

/** A store that counts its messages to PostgreSQL, each with its answer: round trips. */
export function countStatements(pool: () => Pool): { readonly store: Store; statements(): number } {
	let sent = 0;
	const counting = new Proxy(pool(), {
		get: (target: Pool, name) => {
			if (name !== 'connect') return Reflect.get(target, name) as unknown;
			return async () => {
				const client = await target.connect();
				const query = client.query.bind(client);
				const counted = async (sql: string, values?: unknown[]) => {
					sent += 1;
					return await query(sql, values);
				};
				return new Proxy(client, {
					get: (held, key) => (key === 'query' ? counted : (Reflect.get(held, key) as unknown)),
				});
			};
		},
	});
	return { store: storeOn(() => counting, 'a test'), statements: () => sent };
}
