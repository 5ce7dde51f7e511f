import { z } from 'zod';
import type { Transaction } from '../db';
import { countRejected, type ImportCounts, type PlannedCounts } from './counts';
import { countsOf } from './inspect';
import type { ResolvedCustomers } from './resolveCustomers';
import type { ImportClaim } from './batches';
import type { Staged } from './stage';

const writtenRow = z.object({
	invoicesCreated: z.number(),
	paymentsCreated: z.number(),
	customersCreated: z.number(),
	invoicesUpdated: z.number(),
	paymentsUpdated: z.number(),
	customersUpdated: z.number(),
});

/** What a batch wrote, also by a run before this one that died between two parts. */
export async function endCounts(
	transaction: Transaction,
	{ claim: { batchId }, staged }: { readonly claim: ImportClaim; readonly staged: Staged },
	{ customers, all }: { readonly customers: ResolvedCustomers; readonly all: PlannedCounts | undefined },
): Promise<ImportCounts> {
	const counts = countsOf(all, await countRejected(transaction, staged.stagingId), {
		...{ made: 0, customers, rows: staged.rows },
	});
	const created = (table: string) => `(select count(*) from msp.${table} where import_batch_id = $1)`;
	const updated = (kind: string) =>
		`(select count(*) from msp.import_row where batch_id = $1 and outcome = 'updated' and kind = '${kind}')`;
	const written = await transaction.row(
		writtenRow,
		`select ${created('invoice')} as invoices_created, ${created('payment')} as payments_created,
			${created('customer')} as customers_created, ${updated('invoices')} as invoices_updated,
			${updated('payments')} as payments_updated, ${updated('customers')} as customers_updated`,
		[batchId],
	);
	if (!written) throw new RangeError('nothing was counted');
	const of = (kind: 'invoices' | 'payments' | 'customers', made: number, changed: number) => {
		const { created: one, updated: two, unchanged, rejected } = counts[kind];
		return {
			created: made,
			updated: changed,
			unchanged: Math.max(0, one + two + unchanged - made - changed),
			rejected,
		};
	};
	const listed = counts.customers.updated + counts.customers.unchanged;
	return {
		invoices: of('invoices', written.invoicesCreated, written.invoicesUpdated),
		payments: of('payments', written.paymentsCreated, written.paymentsUpdated),
		customers: {
			...{ created: written.customersCreated, updated: written.customersUpdated },
			...{ unchanged: Math.max(0, listed - written.customersUpdated), rejected: counts.customers.rejected },
		},
		rows: counts.rows,
	};
}
