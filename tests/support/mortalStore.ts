import type { Pool } from 'pg';
import { storeOn, type Store } from '../../core/db';
import { Killed } from './memoryPanel';

/**
 * The store of a process that dies at its nth statement: before PostgreSQL hears it, or before the answer is heard. What
 * the process does afterwards does not happen.
 */
export function mortalStore(pool: () => Pool, dieAt: number, heard: boolean): { store: Store; died: () => boolean } {
	let statements = 0;
	let dead = false;
	const mortal = new Proxy(pool(), {
		get: (target: Pool, name) => {
			if (name !== 'connect') return Reflect.get(target, name) as unknown;
			return async () => {
				const client = await target.connect();
				const query = client.query.bind(client);
				const dying = async (sql: string, values?: unknown[]) => {
					if (dead) {
						// The server rolls a vanished session back.
						await query('ROLLBACK');
						throw new Killed();
					}
					statements += 1;
					if (statements !== dieAt) return await query(sql, values);
					dead = true;
					if (heard) await query(sql, values);
					else await query('ROLLBACK');
					throw new Killed();
				};
				return new Proxy(client, {
					get: (held, key) => (key === 'query' ? dying : (Reflect.get(held, key) as unknown)),
				});
			};
		},
	});
	return { store: storeOn(() => mortal, 'a test'), died: () => dead };
}
