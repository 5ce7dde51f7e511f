import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { getCompany } from '../companies';
import { assignments, json, type Store, type Transaction } from '../db';
import type { WorkbookUnderstanding } from '../invoiceSheets';
import { InputError } from '../kernel/errors';
import { language, type Language } from '../kernel/languages';
import { importCounts, noCounts, type ImportCounts } from './counts';
import { BatchTaken, isWorkedOn } from './errors';

export const importStatuses = ['waiting', 'importing', 'imported', 'refused', 'undone', 'failed'] as const;
export type ImportStatus = (typeof importStatuses)[number];

const steps = ['waiting', 'reading', 'checking', 'writing', 'settling', 'done', 'stopped'] as const;
export type ImportStep = (typeof steps)[number];
const progress = z.object({ step: z.enum(steps), done: z.number(), of: z.number().nullable() });
/** How far an import is: rows that were read, invoices that were planned or written; `stopped` when its run ended before. */
export type ImportProgress = Readonly<z.infer<typeof progress>>;

const batchRow = z.object({
	batchId: z.uuid(),
	companyCode: z.string(),
	fileName: z.string(),
	contentHash: z.string(),
	fileBytes: z.number(),
	status: z.enum(importStatuses),
	language,
	uploadedBy: z.string(),
	uploaderEmail: z.string().nullable(),
	options: z.record(z.string(), z.unknown()),
	understanding: z.custom<WorkbookUnderstanding>((value) => typeof value === 'object').nullable(),
	counts: importCounts.catch(noCounts),
	progress: progress.catch({ step: 'waiting', done: 0, of: null }),
	failure: z.string().nullable(),
	claimedUntil: z.date().nullable(),
	toSettle: z.array(z.uuid()),
	actor: z.string(),
	createdAt: z.date(),
	updatedAt: z.date(),
	finishedAt: z.date().nullable(),
});
export type ImportBatch = Readonly<z.infer<typeof batchRow>>;

const columns = 'b.*, b.id as batch_id';
const hasFile = 'exists (select from msp.import_file f where f.batch_id = b.id)';

export interface NewImportBatch {
	readonly companyCode: string;
	readonly fileName: string;
	/** SHA-256 of the file, in hexadecimal digits. */
	readonly contentHash: string;
	readonly fileBytes: number;
	readonly language?: Language;
	readonly uploadedBy?: string;
	readonly uploaderEmail?: string | null;
	/** What is kept for whoever imports it later. */
	readonly options?: object;
}

/** Adds a batch that waits. @throws InputError when there is no such company. */
export async function createBatch(transaction: Transaction, batch: NewImportBatch): Promise<ImportBatch> {
	await getCompany(transaction, batch.companyCode);
	const made = await transaction.row(
		batchRow,
		`insert into msp.import_batch as b (company_code, file_name, content_hash, file_bytes, language, uploaded_by,
			uploader_email, options, actor)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning ${columns}`,
		[
			...[batch.companyCode, batch.fileName, batch.contentHash, batch.fileBytes, batch.language ?? 'en'],
			...[batch.uploadedBy ?? '', batch.uploaderEmail ?? null, json(batch.options ?? {}), transaction.actor],
		],
	);
	if (!made) throw new RangeError('the new batch is not in this scope');
	return made;
}

/** @throws InputError when there is no such batch. */
export async function getBatch(transaction: Transaction, batchId: string): Promise<ImportBatch> {
	const isId = z.uuid().safeParse(batchId).success;
	const found = isId
		? await transaction.row(batchRow, `select ${columns} from msp.import_batch b where id = $1`, [batchId])
		: undefined;
	if (found) return found;
	throw new InputError(
		'batchId',
		`is unknown: no import has the ID ${batchId.slice(0, 40)}`,
		'Take it from Invoice Import → Batch: List.',
		'not_found',
	);
}

export interface BatchFilter {
	readonly companyCode?: string;
	readonly statuses?: readonly ImportStatus[];
	readonly contentHash?: string;
	/** Leaves out uploads that wait on a page, or are imported now. */
	readonly exceptUploads?: boolean;
	readonly limit: number | null;
}

/** The newest first. */
export async function listBatches(transaction: Transaction, filter: BatchFilter): Promise<ImportBatch[]> {
	return await transaction.rows(
		batchRow,
		`select ${columns} from msp.import_batch b where ($1::text is null or company_code = $1)
			and ($2::text[] is null or status = any($2)) and ($3::text is null or content_hash = $3)
			and not ($5 and status in ('waiting', 'importing') and ${hasFile})
		order by created_at desc, id limit $4`,
		[
			...[filter.companyCode ?? null, filter.statuses ?? null, filter.contentHash ?? null, filter.limit],
			filter.exceptUploads ?? false,
		],
	);
}

/**
 * Batches whose run died and whose file is kept, and those that are over and have invoices to settle: the longest waiting
 * first.
 */
export async function listInterrupted(transaction: Transaction, limit: number): Promise<ImportBatch[]> {
	return await transaction.rows(
		batchRow,
		`select ${columns} from msp.import_batch b
		where ((status = 'importing' and ${hasFile}) or (status <> 'importing' and to_settle <> '{}'))
			and (claimed_until is null or claimed_until <= now())
		order by updated_at, id limit $1`,
		[limit],
	);
}

/** How long a run has a batch before somebody else may take it. It is kept for longer with each progress. */
export const standardClaimSeconds = 60;

/** Whoever works on a batch. */
export interface ImportClaim {
	readonly batchId: string;
	readonly run: string;
}

/**
 * Takes a batch for a run: one that waits, one that failed, or one whose run died.
 *
 * @throws BatchTaken when somebody else works on it, or it is over. InputError when there is no such batch.
 */
export async function claimImport(
	store: Store,
	batchId: string,
	seconds: number = standardClaimSeconds,
): Promise<ImportClaim> {
	const run = randomUUID();
	return await store.asStaff(async (transaction) => {
		const batch = await getBatch(transaction, batchId);
		const taken = await transaction.run(
			`update msp.import_batch set status = 'importing', claimed_by = $2, failure = null, finished_at = null,
				claimed_until = now() + make_interval(secs => $3::float8)
			where id = $1 and (status in ('waiting', 'failed')
				or (status = 'importing' and (claimed_until is null or claimed_until <= now())))`,
			[batchId, run, seconds],
		);
		if (taken === 1) return { batchId, run };
		if (batch.status === 'importing') throw isWorkedOn();
		throw new BatchTaken('over', `is ${batch.status} already`, 'Give the file again for a new import.');
	});
}

/** Keeps a batch for longer, with how far it is. False when somebody else took over. */
export async function renewClaim(
	store: Store,
	{ batchId, run }: ImportClaim,
	at: ImportProgress,
	seconds: number = standardClaimSeconds,
): Promise<boolean> {
	const renewed = await store.asStaff(
		async (transaction) =>
			await transaction.run(
				`update msp.import_batch set progress = $3, claimed_until = now() + make_interval(secs => $4::float8)
				where id = $1 and claimed_by = $2 and status = 'importing'`,
				[batchId, run, json(at), seconds],
			),
	);
	return renewed === 1;
}

export interface BatchEnd {
	readonly status: Exclude<ImportStatus, 'waiting' | 'importing' | 'undone'>;
	readonly counts?: ImportCounts;
	readonly understanding?: WorkbookUnderstanding;
	readonly failure?: string;
	/** Where the run ended: `done` when it is not given. */
	readonly step?: Extract<ImportStep, 'done' | 'stopped'>;
}

const ends = { status: 'value', counts: 'json', understanding: 'json', failure: 'value', progress: 'json' } as const;

/** The progress of a batch that no run has any more. */
export const endedAt = (step: ImportStep): ImportProgress => ({ step, done: 0, of: null });

/** Ends the run of a batch, in the transaction of what it did last. @throws BatchTaken when somebody else took over. */
export async function endImport(
	transaction: Transaction,
	{ batchId, run }: ImportClaim,
	{ step = 'done', ...end }: BatchEnd,
): Promise<void> {
	const { sql, values } = assignments({ ...end, progress: endedAt(step) }, ends, [batchId, run]);
	const ended = await transaction.run(
		`update msp.import_batch set ${sql}, claimed_by = null, claimed_until = null, finished_at = now()
		where id = $1 and claimed_by = $2 and status = 'importing'`,
		values,
	);
	if (ended !== 1) throw isWorkedOn();
}

/** Remembers invoices that are to be settled again, in the transaction that wrote them. */
export async function rememberToSettle(
	transaction: Transaction,
	batchId: string,
	invoices: readonly string[],
): Promise<void> {
	if (invoices.length === 0) return;
	await transaction.run('update msp.import_batch set to_settle = to_settle || $2::uuid[] where id = $1', [
		batchId,
		invoices,
	]);
}

/** Takes an invoice off those that are to be settled. */
export async function forgetToSettle(transaction: Transaction, batchId: string, invoiceId: string): Promise<void> {
	await transaction.run('update msp.import_batch set to_settle = array_remove(to_settle, $2::uuid) where id = $1', [
		batchId,
		invoiceId,
	]);
}

/**
 * Keeps other imports of the company away from a batch that is over.
 *
 * @param statuses what it may be.
 * @throws InputError when it is something else.
 */
export async function lockImported(
	transaction: Transaction,
	batchId: string,
	statuses: readonly ImportStatus[] = ['imported'],
): Promise<ImportBatch> {
	const batch = await getBatch(transaction, batchId);
	await transaction.lockName('import', batch.companyCode);
	const { status } = await getBatch(transaction, batchId);
	if (statuses.includes(status)) return batch;
	throw new InputError(
		'batchId',
		`is ${status}`,
		'Only an import that was made can be taken back, or sent on.',
		'conflict',
	);
}

/** @throws BatchTaken when a run took the failed batch meanwhile. */
export async function markUndone(transaction: Transaction, batchId: string): Promise<void> {
	const marked = await transaction.run(
		`update msp.import_batch set status = 'undone', to_settle = '{}', failure = null
		where id = $1 and status in ('imported', 'failed')`,
		[batchId],
	);
	if (marked !== 1) throw isWorkedOn();
}
