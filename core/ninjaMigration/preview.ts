import { createHash } from 'node:crypto';
import type { Store, Transaction } from '../db';
import type { Ninja } from '../invoiceNinja';
import { readSite, type ReadOptions, type SourceFile } from '../sprout';
import { insertBatch, openBatchOf, type MigrationBatch, type NewBatch } from './batches';
import type { Difference } from './difference';
import { auditOf } from './hold';
import { lookForConflicts } from './conflicts';
import { planMigration } from './plan';
import type { PlannedRow, PlanOptions } from './planned';
import { progressOf, type Progress } from './progress';
import { insertRows } from './rows';

/** What a migration works with. */
export interface MigrationOffice {
	readonly store: Store;
	readonly ninja: Ninja;
	/** The company's code in the back office. */
	readonly companyCode: string;
}

export interface PreviewOptions extends ReadOptions, PlanOptions {}

export interface Preview extends Progress {
	/** False when the same export was previewed before: its batch is shown as it is now. */
	readonly isNew: boolean;
	readonly differencesFound: readonly Difference[];
	/** How many of them are about something that is not moved. */
	readonly leftOut: number;
}

/**
 * The dry run: reads an export, plans what will be made of it, and lists every difference. It keeps the plan as a batch and
 * changes nothing at Invoice Ninja.
 *
 * @throws InputError when the export cannot be read, ExternalError when Invoice Ninja cannot be asked.
 */
export async function previewMigration(
	{ store, ninja, companyCode }: MigrationOffice,
	files: readonly SourceFile[],
	options: PreviewOptions,
): Promise<Preview> {
	const site = readSite(files, options);
	const { rows, differences } = planMigration(site, await ninja.statics(), options);
	const contentHash = hashOf([options.keyField, rows.map((row) => withHash(row).contentHash)]);
	const known = await store.asStaff(async (transaction) => await openBatchOf(transaction, companyCode, contentHash));
	if (known) return await store.asStaff(async (transaction) => await shownPlan(transaction, known, false));
	const conflicts = await lookForConflicts(ninja, rows, options.keyField);
	return await keepPlan(store, rows, {
		...{ source: 'sprout', companyCode, contentHash, options: { keyField: options.keyField } },
		differences: [...conflicts, ...differences],
	});
}

/** Keeps a plan as a new batch, unless the same one came meanwhile. */
export async function keepPlan(store: Store, rows: readonly PlannedRow[], batch: NewBatch): Promise<Preview> {
	return await store.asStaff(async (transaction) => {
		const inserted = await insertBatch(transaction, batch);
		if (inserted) {
			await insertRows(transaction, inserted.batchId, rows.map(withHash));
			transaction.audit(auditOf('migration.preview', inserted.batchId));
		}
		const kept = inserted ?? (await openBatchOf(transaction, batch.companyCode, batch.contentHash));
		if (!kept) throw new RangeError('the batch is neither new nor known');
		return await shownPlan(transaction, kept, inserted !== undefined);
	});
}

/** A batch with what its plan found. */
export async function shownPlan(transaction: Transaction, batch: MigrationBatch, isNew: boolean): Promise<Preview> {
	return {
		...(await progressOf(transaction, batch.batchId)),
		isNew,
		differencesFound: batch.differences,
		leftOut: batch.differences.filter(({ leftOut }) => leftOut).length,
	};
}

const withHash = (row: PlannedRow) => ({ ...row, contentHash: hashOf([row.kind, row.sourceKey, row.plan]) });

const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');
