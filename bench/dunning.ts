import { z } from 'zod';
import { runDunning } from '../core/dunning';
import { createTestDatabase } from '../tests/support/testDatabase';
import setUpServer from '../tests/support/globalSetup';
import tearDownServer from '../tests/support/globalTeardown';
import { measured, memoryHeldBy, seedBase } from './support/billingBase';
import { print } from './support/print';

/**
 * A night of dunning that decides and writes nothing, on a real PostgreSQL: seconds, how far the heap grows, and how much
 * of it is held while garbage is collected all the time. One customer in each ten invoices; all of them overdue. The peer reads the open invoices in pages of as many, and decides
 * nothing.
 */
async function main(): Promise<void> {
	await setUpServer();
	for (const invoices of [1_000, 10_000, 100_000]) await measure(invoices);
	await tearDownServer();
	process.exit();
}

async function measure(invoices: number): Promise<void> {
	const database = await createTestDatabase();
	const { store } = database;
	await seedBase(database, { customers: invoices / 10, invoices: 10, overdueDays: 8 });
	const peer = await measured(async () => {
		let read = 0;
		for (let after = ''; ;) {
			const from: string = after;
			const page = await store.asStaff(
				async (transaction) =>
					await transaction.rows(
						z.looseObject({ id: z.string() }),
						`select * from msp.invoice where status = 'open' and id::text > $1 order by id::text limit 5000`,
						[from],
					),
			);
			read += page.length;
			const last = page.at(-1);
			if (!last || page.length < 5000) return read;
			after = last.id;
		}
	});
	const night = async () => await runDunning({ store }, { dryRun: true, list: 100 });
	const { result, ...taken } = await measured(night);
	const heldMb = await memoryHeldBy(night);
	print('dunning', {
		...{ figure: 'evaluate', invoices, notices: result.counts.notices ?? 0 },
		...taken,
		...{ heldMb, invoicesPerSecond: invoices / taken.seconds },
		...{ peerSeconds: peer.seconds, peerHeapMb: peer.heapMb, peerRows: peer.result },
	});
	await database.drop();
}

main().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
