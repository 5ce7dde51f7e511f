import { z } from 'zod';
import { json, type Transaction } from '../db';

export const unmatchedReasons = ['unknown_client', 'unknown_product'] as const;
export type UnmatchedReason = (typeof unmatchedReasons)[number];

const unmatchedRow = z.object({
	companyCode: z.string(),
	/** `<companyCode>:<id at Invoice Ninja>` */
	externalId: z.string(),
	reason: z.enum(unmatchedReasons),
	/** In words that a member of staff reads. */
	detail: z.string(),
	clientId: z.string(),
	clientName: z.string(),
	invoiceNumber: z.string(),
	firstSeenAt: z.date(),
	updatedAt: z.date(),
});
/** An invoice of Invoice Ninja whose client or product nobody knows. */
export type UnmatchedInvoice = Readonly<z.infer<typeof unmatchedRow>>;

const columns = '*, number as invoice_number';

/** Lists an invoice for a person, with the change that brought it; the newest words count. */
export async function saveUnmatched(
	transaction: Transaction,
	unmatched: Omit<UnmatchedInvoice, 'firstSeenAt' | 'updatedAt'> & { readonly change: object },
): Promise<void> {
	const { companyCode, externalId, reason, detail, clientId, clientName, invoiceNumber, change } = unmatched;
	await transaction.run(
		`insert into msp.unmatched_invoice (company_code, external_id, reason, detail, client_id, client_name, number, change)
		values ($1, $2, $3, $4, $5, $6, $7, $8)
		on conflict (external_id) do update set reason = excluded.reason, detail = excluded.detail,
			client_id = excluded.client_id, client_name = excluded.client_name, number = excluded.number,
			change = excluded.change`,
		[companyCode, externalId, reason, detail, clientId, clientName, invoiceNumber, json(change)],
	);
}

/** Takes an invoice off the list, if it is on it. */
export async function forgetUnmatched(transaction: Transaction, externalId: string): Promise<boolean> {
	return (await transaction.run('delete from msp.unmatched_invoice where external_id = $1', [externalId])) > 0;
}

const counted = z.object({ count: z.number() });

/** How many invoices of a company are on the list for a reason. */
export async function countUnmatched(
	transaction: Transaction,
	companyCode: string,
	reason: UnmatchedReason,
): Promise<number> {
	const found = await transaction.row(
		counted,
		'select count(*) from msp.unmatched_invoice where company_code = $1 and reason = $2',
		[companyCode, reason],
	);
	return found?.count ?? 0;
}

export interface UnmatchedFilter {
	readonly companyCode?: string;
	readonly clientId?: string;
	readonly reasons?: readonly UnmatchedReason[];
	readonly limit: number | null;
}

const filtered = `from msp.unmatched_invoice where ($1::text is null or company_code = $1)
	and ($2::text is null or client_id = $2) and ($3::text[] is null or reason = any($3))
order by first_seen_at, id limit $4`;

const valuesOf = ({ companyCode, clientId, reasons, limit }: UnmatchedFilter) => [
	...[companyCode ?? null, clientId ?? null, reasons ?? null, limit],
];

/** Oldest first. */
export async function listUnmatched(transaction: Transaction, filter: UnmatchedFilter): Promise<UnmatchedInvoice[]> {
	return await transaction.rows(unmatchedRow, `select ${columns} ${filtered}`, valuesOf(filter));
}

const changeRow = z.object({ change: z.record(z.string(), z.unknown()) });

/** The changes that brought them, oldest first. */
export async function changesOfUnmatched(
	transaction: Transaction,
	filter: UnmatchedFilter,
): Promise<ReadonlyArray<z.infer<typeof changeRow>['change']>> {
	const rows = await transaction.rows(changeRow, `select change ${filtered}`, valuesOf(filter));
	return rows.map(({ change }) => change);
}
