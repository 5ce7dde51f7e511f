import { z } from 'zod';
import { json, search, type Transaction } from '../db';
import { rowKinds, rowPlan, type PlannedRow, type RowKind } from './planned';

export const rowStates = ['planned', 'making', 'done', 'differs', 'failed', 'undone', 'kept'] as const;
export type MigrationRowState = (typeof rowStates)[number];

const migrationRow = z.object({
	batchId: z.uuid(),
	position: z.number(),
	kind: z.enum(rowKinds),
	sourceKey: z.string(),
	label: z.string(),
	plan: rowPlan,
	contentHash: z.string(),
	state: z.enum(rowStates),
	ninjaId: z.string().nullable(),
	made: z.boolean(),
	ninjaAmount: z.string().nullable(),
	words: z.string().nullable(),
	updatedAt: z.date(),
});
export type MigrationRow = Readonly<z.infer<typeof migrationRow>>;

/** Rows in one statement: PostgreSQL reads them from one parameter. */
const rowsAtOnce = 500;

export async function insertRows(
	transaction: Transaction,
	batchId: string,
	rows: ReadonlyArray<PlannedRow & { readonly contentHash: string }>,
): Promise<void> {
	for (let from = 0; from < rows.length; from += rowsAtOnce) {
		const part = rows.slice(from, from + rowsAtOnce).map((row, index) => ({ ...row, position: from + index + 1 }));
		await transaction.run(
			`insert into msp.migration_row (batch_id, position, kind, source_key, label, plan, content_hash)
			select $1, n.position, n.kind, n."sourceKey", n.label, n.plan, n."contentHash"
			from jsonb_to_recordset($2::jsonb) as n(position integer, kind text, "sourceKey" text, label text, plan jsonb,
				"contentHash" text)`,
			[batchId, json(part)],
		);
	}
}

/** The next rows to be made: of the first kind that has any. */
export async function nextRows(transaction: Transaction, batchId: string, limit: number): Promise<MigrationRow[]> {
	return await transaction.rows(
		migrationRow,
		`select * from msp.migration_row r where batch_id = $1 and state in ('planned', 'making') and kind = (
			select kind from msp.migration_row where batch_id = $1 and state in ('planned', 'making') order by position limit 1)
		order by position limit $2`,
		[batchId, limit],
	);
}

/** The next rows to be undone, the last first: of the last kind that has any. */
export async function nextToUndo(transaction: Transaction, batchId: string, limit: number): Promise<MigrationRow[]> {
	return await transaction.rows(
		migrationRow,
		`select * from msp.migration_row r where batch_id = $1 and state not in ('undone', 'kept') and kind = (
			select kind from msp.migration_row where batch_id = $1 and state not in ('undone', 'kept')
			order by position desc limit 1)
		order by position desc limit $2`,
		[batchId, limit],
	);
}

/** Rows of a kind by the keys of their source. */
export async function rowsOfKeys(
	transaction: Transaction,
	batchId: string,
	kind: RowKind,
	keys: readonly string[],
): Promise<ReadonlyMap<string, MigrationRow>> {
	const rows = await transaction.rows(
		migrationRow,
		`select * from msp.migration_row where batch_id = $1 and kind = $2 and source_key = any($3)`,
		[batchId, kind, keys],
	);
	return new Map(rows.map((row) => [row.sourceKey, row]));
}

export interface RowChange {
	readonly state: MigrationRowState;
	readonly ninjaId?: string;
	readonly made?: boolean;
	readonly ninjaAmount?: string;
	/** Null forgets them. */
	readonly words?: string | null;
}

export async function changeRow(
	transaction: Transaction,
	{ batchId, position }: Pick<MigrationRow, 'batchId' | 'position'>,
	{ state, ninjaId, made, ninjaAmount, words }: RowChange,
): Promise<void> {
	await transaction.run(
		`update msp.migration_row set state = $3, ninja_id = coalesce($4, ninja_id), made = coalesce($5, made),
			ninja_amount = coalesce($6, ninja_amount), words = $7
		where batch_id = $1 and position = $2`,
		[batchId, position, state, ninjaId ?? null, made ?? null, ninjaAmount ?? null, words?.slice(0, 2_000) ?? null],
	);
}

/** Notes that rows were looked for, and are about to be made. */
export async function markMaking(
	transaction: Transaction,
	batchId: string,
	positions: readonly number[],
): Promise<void> {
	await transaction.run(
		`update msp.migration_row set state = 'making' where batch_id = $1 and position = any($2::int[])`,
		[batchId, positions],
	);
}

/** Failed rows are tried once more. Tells how many there are. */
export async function planFailedAgain(transaction: Transaction, batchId: string): Promise<number> {
	return await transaction.run(
		`update msp.migration_row set state = 'planned', words = null where batch_id = $1 and state = 'failed'`,
		[batchId],
	);
}

/** Rows of which nothing can be at Invoice Ninja are undone at once. */
export async function undoUnmade(transaction: Transaction, batchId: string): Promise<void> {
	await transaction.run(
		`update msp.migration_row set state = 'undone' where batch_id = $1
			and (state in ('planned', 'failed') or (state in ('done', 'differs') and not made) or kind = 'closing')
			and state <> 'undone'`,
		[batchId],
	);
}

/** Rows of clients and invoices that are undone. */
export async function undoneRows(transaction: Transaction, batchId: string): Promise<MigrationRow[]> {
	return await transaction.rows(
		migrationRow,
		`select * from msp.migration_row where batch_id = $1 and state = 'undone' and kind in ('client', 'invoice')
		order by position`,
		[batchId],
	);
}

/** How often a thing of the source was made and undone for a company: its idempotency key is used up each time. */
export async function timesUndone(
	transaction: Transaction,
	companyCode: string,
	kind: RowKind,
	keys: readonly string[],
): Promise<ReadonlyMap<string, number>> {
	const rows = await transaction.rows(
		z.object({ sourceKey: z.string(), count: z.number() }),
		`select r.source_key, count(*) from msp.migration_row r join msp.migration_batch b on b.id = r.batch_id
		where b.company_code = $1 and r.kind = $2 and r.source_key = any($3) and r.made and r.state = 'undone' group by 1`,
		[companyCode, kind, keys],
	);
	return new Map(rows.map(({ sourceKey, count }) => [sourceKey, count]));
}

const countRow = z.object({ kind: z.enum(rowKinds), state: z.enum(rowStates), count: z.number() });

export async function countRows(transaction: Transaction, batchId: string) {
	return await transaction.rows(
		countRow,
		`select kind, state, count(*) from msp.migration_row where batch_id = $1 group by kind, state`,
		[batchId],
	);
}

export interface RowFilter {
	readonly batchId: string;
	readonly kinds?: readonly RowKind[];
	readonly states?: readonly MigrationRowState[];
	/** In what people know it by, or in the key of the source. */
	readonly search?: string;
	readonly limit: number | null;
}

export async function listRows(transaction: Transaction, filter: RowFilter): Promise<MigrationRow[]> {
	return await transaction.rows(
		migrationRow,
		`select * from msp.migration_row where batch_id = $1 and ($2::text[] is null or kind = any($2))
			and ($3::text[] is null or state = any($3)) and ${search('$4', 'label', 'source_key')}
		order by position limit $5`,
		[filter.batchId, filter.kinds ?? null, filter.states ?? null, filter.search ?? null, filter.limit],
	);
}
