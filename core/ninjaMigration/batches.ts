import { z } from 'zod';
import { json, type Transaction } from '../db';
import { difference, type Difference } from './difference';
import { migrationSources, type MigrationSource } from './planned';

export const batchStatuses = ['planned', 'running', 'finished', 'undoing', 'undone'] as const;
export type BatchStatus = (typeof batchStatuses)[number];

/** What a batch was planned with, as far as its run needs it. */
const batchOptions = z.object({
	keyField: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
	/** Of a batch from an import: which one. */
	importBatchId: z.uuid().optional(),
});
export type BatchOptions = Readonly<z.infer<typeof batchOptions>>;

const batchRow = z.object({
	batchId: z.uuid(),
	source: z.enum(migrationSources),
	companyCode: z.string(),
	contentHash: z.string(),
	status: z.enum(batchStatuses),
	options: batchOptions,
	differences: z.array(difference),
	actor: z.string(),
	createdAt: z.date(),
	updatedAt: z.date(),
});
export type MigrationBatch = Readonly<z.infer<typeof batchRow>>;

const columns = '*, id as batch_id';

export interface NewBatch {
	readonly source: MigrationSource;
	readonly companyCode: string;
	readonly contentHash: string;
	readonly options: BatchOptions;
	readonly differences: readonly Difference[];
}

/** Undefined when the same batch is there already and was not undone. */
export async function insertBatch(transaction: Transaction, batch: NewBatch): Promise<MigrationBatch | undefined> {
	return await transaction.row(
		batchRow,
		`insert into msp.migration_batch (source, company_code, content_hash, options, differences, actor)
		values ($6, $1, $2, $3, $4, $5)
		on conflict (company_code, content_hash) where status <> 'undone' do nothing returning ${columns}`,
		[
			batch.companyCode,
			batch.contentHash,
			json(batch.options),
			json(batch.differences),
			transaction.actor,
			batch.source,
		],
	);
}

export async function findBatch(transaction: Transaction, batchId: string): Promise<MigrationBatch | undefined> {
	return await transaction.row(batchRow, `select ${columns} from msp.migration_batch where id = $1`, [batchId]);
}

/** The batch of a plan that was not undone. */
export async function openBatchOf(
	transaction: Transaction,
	companyCode: string,
	contentHash: string,
): Promise<MigrationBatch | undefined> {
	return await transaction.row(
		batchRow,
		`select ${columns} from msp.migration_batch where company_code = $1 and content_hash = $2 and status <> 'undone'`,
		[companyCode, contentHash],
	);
}

/** The newest first. */
export async function listBatches(
	transaction: Transaction,
	filter: { readonly companyCode?: string; readonly limit: number | null },
): Promise<MigrationBatch[]> {
	return await transaction.rows(
		batchRow,
		`select ${columns} from msp.migration_batch where $1::text is null or company_code = $1
		order by created_at desc, id limit $2`,
		[filter.companyCode ?? null, filter.limit],
	);
}

/** Another batch of the company that is at work; undefined where there is none. */
export async function batchAtWork(
	transaction: Transaction,
	companyCode: string,
	batchId: string,
): Promise<MigrationBatch | undefined> {
	return await transaction.row(
		batchRow,
		`select ${columns} from msp.migration_batch
		where company_code = $1 and id <> $2 and status in ('running', 'undoing')`,
		[companyCode, batchId],
	);
}

/**
 * Takes the batch for a run, or keeps it for longer. Tells whether the run has it.
 *
 * @param from the statuses in which it may be taken.
 */
export async function claimBatch(
	transaction: Transaction,
	claim: { readonly batchId: string; readonly run: string; readonly seconds: number },
	from: readonly BatchStatus[],
	to: BatchStatus,
): Promise<boolean> {
	const touched = await transaction.run(
		`update msp.migration_batch set status = $5, claimed_by = $2, claimed_until = now() + make_interval(secs => $3::float8)
		where id = $1 and status = any($4) and (claimed_by = $2 or claimed_until is null or claimed_until <= now())`,
		[claim.batchId, claim.run, claim.seconds, from, to],
	);
	return touched === 1;
}

/** Lets go of the batch, and sets its status where it is given. */
export async function releaseBatch(
	transaction: Transaction,
	batchId: string,
	run: string,
	status: BatchStatus | undefined,
): Promise<void> {
	await transaction.run(
		`update msp.migration_batch set claimed_by = null, claimed_until = null, status = coalesce($3, status)
		where id = $1 and claimed_by = $2`,
		[batchId, run, status ?? null],
	);
}
