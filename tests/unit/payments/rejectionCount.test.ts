import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import { countRejection } from '../../../core/payments';
import type { Store, Transaction } from '../../../core/db';

/** A store that notes what is written, and waits with it until it is let go. */
function slowStore(answer: () => Promise<unknown> = async () => undefined) {
	const written: unknown[][] = [];
	let letGo = (): void => undefined;
	const gate = new Promise<void>((resolve) => (letGo = resolve));
	const actor = 'a test';
	const transaction: Transaction = {
		actor,
		audit: () => undefined,
		locking: () => undefined,
		lockName: async () => undefined,
		rows: async () => [],
		row: async () => undefined,
		run: async (_sql, values = []) => {
			written.push([...values]);
			await answer();
			return 1;
		},
	};
	const asStaff: Store['asStaff'] = async (work) => {
		await gate;
		return await work(transaction);
	};
	return {
		store: { actor, asStaff, asCustomer: async () => await Promise.reject(new Error('not here')) },
		written,
		letGo,
	};
}
const unexpected = (error: unknown) => {
	throw error;
};

test('what is refused while a count is written is written together', async () => {
	const { store, written, letGo } = slowStore();
	for (let time = 0; time < 10; time++) countRejection({ store, database: 'a' }, 'stripe', 'signature', unexpected);
	countRejection({ store, database: 'a' }, 'paypal', 'signature', unexpected);
	countRejection({ store, database: 'a' }, 'stripe', 'stale', unexpected);
	letGo();
	for (let left = 500; left > 0 && written.length < 4; left--) await wait(10);
	expect(written).toEqual([
		['stripe', 'signature', 1],
		['paypal', 'signature', 1],
		['stripe', 'stale', 1],
		['stripe', 'signature', 9],
	]);
});

test('a count that cannot be written is told and lost, and the next one is written', async () => {
	const failure = new Error('down');
	const down = slowStore(async () => await Promise.reject(failure));
	const told: unknown[] = [];
	countRejection({ store: down.store, database: 'b' }, 'stripe', 'signature', (error) => told.push(error));
	down.letGo();
	await setImmediate();
	expect(told).toEqual([failure]);

	const up = slowStore();
	up.letGo();
	countRejection({ store: up.store, database: 'b' }, 'stripe', 'signature', unexpected);
	await setImmediate();
	expect(up.written).toEqual([['stripe', 'signature', 1]]);
});
