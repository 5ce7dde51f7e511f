import { z } from 'zod';
import type { Transaction } from '../db';
import { storedPayment } from '../payments';

const count = z.object({ created: z.number(), updated: z.number(), unchanged: z.number(), rejected: z.number() });

/** Rejected are rows of the file; the others are invoices, payments and customers. */
export const importCounts = z.object({ invoices: count, payments: count, customers: count, rows: z.number() });
export type ImportCounts = Readonly<z.infer<typeof importCounts>>;

const none = { created: 0, updated: 0, unchanged: 0, rejected: 0 };
export const noCounts: ImportCounts = { invoices: none, payments: none, customers: none, rows: 0 };

const rejectedRow = z.object({ invoices: z.number(), payments: z.number(), customers: z.number() });

/** How many rows of each kind are refused. */
export async function countRejected(transaction: Transaction, stagingId: string) {
	const found = await transaction.row(
		rejectedRow,
		`select count(*) filter (where kind = 'invoices') as invoices, count(*) filter (where kind = 'payments') as payments,
			count(*) filter (where kind = 'customers') as customers
		from msp.import_staged where staging_id = $1 and refused`,
		[stagingId],
	);
	return found ?? { invoices: 0, payments: 0, customers: 0 };
}

export type Rejected = Awaited<ReturnType<typeof countRejected>>;
export const allRejected = ({ invoices, payments, customers }: Rejected) => invoices + payments + customers;

const plannedRow = z.object({
	invoicesCreated: z.number(),
	invoicesUpdated: z.number(),
	invoicesUnchanged: z.number(),
	paymentsCreated: z.number(),
	paymentsUpdated: z.number(),
	paymentsUnchanged: z.number(),
});
export type PlannedCounts = Readonly<z.infer<typeof plannedRow>>;

/**
 * Counts what is planned for some buckets.
 *
 * @param differs the condition that a payment `y` is other than the row `s` says.
 */
export async function countPlanned(
	transaction: Transaction,
	{ stagingId, from, to }: { readonly stagingId: string; readonly from: number; readonly to: number },
	{ hasPayments, differs }: { readonly hasPayments: boolean; readonly differs: string },
): Promise<PlannedCounts> {
	const payments = hasPayments
		? `(select count(*) filter (where s.head and y.id is null) as created, count(*) filter (where s.head and ${differs}) as updated,
				count(*) filter (where not s.head or (y.id is not null and not (${differs}))) as unchanged
			from msp.import_staged s left join lateral (${storedPayment}) y on true
			where s.staging_id = $1 and s.bucket between $2 and $3 and s.kind = 'payments' and not s.refused)`
		: '(select 0 as created, 0 as updated, 0 as unchanged)';
	const found = await transaction.row(
		plannedRow,
		`select i.created as invoices_created, i.updated as invoices_updated, i.unchanged as invoices_unchanged,
			y.created as payments_created, y.updated as payments_updated, y.unchanged as payments_unchanged
		from (select count(*) filter (where action = 'create') as created, count(*) filter (where action = 'update') as updated,
				count(*) filter (where action = 'same' and not implied) as unchanged
			from msp.import_planned where staging_id = $1 and bucket between $2 and $3) i, ${payments} y`,
		[stagingId, from, to],
	);
	if (!found) throw new RangeError('nothing was counted');
	return found;
}

export function addCounts(one: PlannedCounts | undefined, other: PlannedCounts): PlannedCounts {
	if (!one) return other;
	const sums = Object.entries(one).map(([name, value]) => [name, value + other[name as keyof PlannedCounts]] as const);
	return plannedRow.parse(Object.fromEntries(sums));
}
