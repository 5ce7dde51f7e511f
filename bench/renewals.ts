import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { openVault } from '../core/kernel/encryption';
import { savePolicy } from '../core/policies';
import { issueRenewal, prepareRenewals } from '../core/renewals';
import { claimTask, completeTask, type TaskOffice } from '../core/tasks';
import { taskKinds } from '../nodes/shared/taskKinds';
import setUpServer from '../tests/support/globalSetup';
import tearDownServer from '../tests/support/globalTeardown';
import { countStatements } from '../tests/support/statements';
import { createTestDatabase } from '../tests/support/testDatabase';
import { measured, seedBase } from './support/billingBase';
import { print } from './support/print';

/**
 * Services that are all due on one night, on a real PostgreSQL: prepared, and issued in the store by their tasks. The peer
 * inserts an invoice and a line for each in a transaction of its own, and guards nothing: no number without a gap, no task,
 * no second run.
 */
async function main(): Promise<void> {
	await setUpServer();
	for (const services of [1_000, 10_000]) await measure(services);
	await tearDownServer();
	process.exit();
}

async function measure(services: number): Promise<void> {
	const database = await createTestDatabase();
	const counting = countStatements(() => database.pool());
	const { store } = counting;
	const vault = openVault({ current: { version: 1, key: randomBytes(32) } });
	const office: TaskOffice = { store, vault, kinds: taskKinds };
	await savePolicy(office, { scope: 'default' }, { renewals: 'live' });
	await seedBase(database, { customers: services, invoices: 0, overdueDays: 0, renewsInDays: 3 });

	let before = counting.statements();
	const calls = () => {
		const made = counting.statements() - before;
		before = counting.statements();
		return made;
	};
	const peer = await measured(async () => await plainInvoices(office));
	const peerCalls = calls();
	await database.owner.query(`delete from msp.invoice_line; delete from msp.invoice`);
	const prepared = await measured(async () => await prepareRenewals(office, { missedPeriods: 'ask' }));
	const invoices = prepared.result.prepared.length;
	const preparedCalls = calls();
	const issued = await measured(async () => {
		for (const { taskId, invoiceId } of prepared.result.prepared) {
			await claimTask(office, taskId);
			await issueRenewal(office, invoiceId);
			await completeTask(office, taskId);
		}
	});
	const issuedCalls = calls();
	const again = await measured(async () => await prepareRenewals(office, { missedPeriods: 'ask' }));
	const figures = { services, invoices, peerSeconds: peer.seconds, peerCallsPerInvoice: peerCalls / services };
	print('renewals', { figure: 'prepare', ...figures, ...told(prepared), callsPerInvoice: preparedCalls / invoices });
	print('renewals', { figure: 'issue', ...figures, ...told(issued), callsPerInvoice: issuedCalls / invoices });
	print('renewals', { figure: 'second_run', services, invoices: again.result.prepared.length, ...told(again) });
	await database.drop();
}

const told = ({ seconds, heapMb, peakHeapMb, rssMb }: Omit<Awaited<ReturnType<typeof measured>>, 'result'>) => ({
	...{ seconds, heapMb, peakHeapMb, rssMb },
});

const dueRow = z.object({ serviceId: z.uuid(), customerId: z.uuid() });

async function plainInvoices({ store }: TaskOffice): Promise<void> {
	const due = await store.asStaff(
		async (transaction) =>
			await transaction.rows(dueRow, 'select service_id, customer_id from msp.service_terms order by service_id'),
	);
	for (const { serviceId, customerId } of due) {
		await store.asStaff(async (transaction) => {
			await transaction.run(
				`with i as (insert into msp.invoice (customer_id, service_id, number, currency, total_minor, balance_minor, due_on)
					values ($1, $2::uuid, 'plain-' || $2::text, 'EUR', 990, 990, current_date) returning id, customer_id)
				insert into msp.invoice_line (customer_id, invoice_id, position, description, quantity, total_minor)
				select customer_id, id, 1, 'Hosting', 1, 990 from i`,
				[customerId, serviceId],
			);
		});
	}
}

main().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
