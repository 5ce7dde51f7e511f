import { readAccounts, customersOf, readBook } from '../core/dunning';
import { simulate } from '../core/simulation';
import { z } from 'zod';
import setUpServer from '../tests/support/globalSetup';
import tearDownServer from '../tests/support/globalTeardown';
import { createTestDatabase } from '../tests/support/testDatabase';
import { measured, seedBase } from './support/billingBase';
import { print } from './support/print';

/**
 * A look ahead of 60 days, on a real PostgreSQL: each customer has a service that renews every month and an open invoice.
 * The peer reads the same accounts and simulates nothing.
 */
const days = 60;

async function main(): Promise<void> {
	await setUpServer();
	for (const customers of [1_000, 10_000]) await measure(customers);
	await tearDownServer();
	process.exit();
}

async function measure(customers: number): Promise<void> {
	const database = await createTestDatabase();
	const { store } = database;
	await seedBase(database, { customers, invoices: 1, overdueDays: -2, renewsInDays: 12 });
	const peer = await measured(async () => {
		const ids = await store.asStaff(
			async (transaction) =>
				await transaction.rows(z.object({ id: z.uuid() }), 'select id from msp.customer order by id'),
		);
		for (let at = 0; at < ids.length; at += 500) {
			await store.asStaff(async (transaction) => {
				const page = ids.slice(at, at + 500).map(({ id }) => id);
				const book = await readBook(transaction);
				await readAccounts(transaction, book, await customersOf(transaction, page), new Date());
			});
		}
	});
	for (const assume of ['nobody_pays', 'cards_pay'] as const) {
		let entries = 0;
		const { result, ...taken } = await measured(
			async () => await simulate({ store }, { days, assume }, (some) => void (entries += some.length)),
		);
		print('simulate', {
			...{ figure: assume, customers: result.customers, days, entries },
			...taken,
			customersPerSecond: result.customers / taken.seconds,
			peerSeconds: peer.seconds,
		});
	}
	await database.drop();
}

main().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
