import { createHash } from 'node:crypto';
import type { Store } from '../db';
import type { Ninja } from '../invoiceNinja';
import { readSite, type ReadOptions, type SourceFile } from '../sprout';
import { insertBatch, openBatchOf } from './batches';
import type { Difference } from './difference';
import { auditOf } from './hold';
import { lookForConflicts } from './conflicts';
import { planMigration } from './plan';
import type { PlanOptions } from './planned';
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
	const hashed = rows.map((row) => ({ ...row, contentHash: hashOf([row.kind, row.sourceKey, row.plan]) }));
	const contentHash = hashOf([options.keyField, hashed.map((row) => row.contentHash)]);
	const known = await store.asStaff(async (transaction) => await openBatchOf(transaction, companyCode, contentHash));
	const conflicts = known ? [] : await lookForConflicts(ninja, rows, options.keyField);
	const newBatch = {
		companyCode,
		contentHash,
		options: { keyField: options.keyField },
		differences: [...conflicts, ...differences],
	};

	return await store.asStaff(async (transaction) => {
		const inserted = known ? undefined : await insertBatch(transaction, newBatch);
		if (inserted) {
			await insertRows(transaction, inserted.batchId, hashed);
			transaction.audit(auditOf('migration.preview', inserted.batchId));
		}
		const batch = inserted ?? known ?? (await openBatchOf(transaction, companyCode, contentHash));
		if (!batch) throw new RangeError('the batch is neither new nor known');
		return {
			...(await progressOf(transaction, batch.batchId)),
			isNew: inserted !== undefined,
			differencesFound: batch.differences,
			leftOut: batch.differences.filter(({ leftOut }) => leftOut).length,
		};
	});
}

const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');
