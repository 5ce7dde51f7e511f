import { failImport, getBatch, openUpload, settleImported, type ImportBatch, type OpenUpload } from '../imports';
import type { Store } from '../db';
import { deskOptions } from './deskOptions';
import { failureAsResult, importInto, type ImportRun } from './importWorkbook';
import type { ImportWishes } from './inspectWorkbook';

/**
 * Imports a file that was uploaded, as its page was confirmed: what a person saw is what is read. An import that ended is
 * returned as it is, once its invoices are settled. A file that cannot be read, or is gone, is told in the batch, and not
 * thrown: whoever waits for the result is told by mail, and other imports go on.
 *
 * @param rules what holds where the page says nothing.
 * @throws InputError when there is no such batch, BatchTaken when it is over or another run works on it.
 */
export async function importUpload(
	store: Store,
	batchId: string,
	{ rules, ...run }: ImportRun & Pick<ImportWishes, 'rules'> = {},
): Promise<ImportBatch> {
	const batch = await store.asStaff(async (transaction) => await getBatch(transaction, batchId));
	const isOver = batch.status !== 'waiting' && batch.status !== 'importing';
	if (isOver && batch.toSettle.length > 0) {
		await settleImported(store, batchId);
		return await store.asStaff(async (transaction) => await getBatch(transaction, batchId));
	}
	const { corrections, rules: chosen } = deskOptions(batch);
	const wishes: ImportWishes = {
		companyCode: batch.companyCode,
		corrections,
		rules: { ...rules, ...chosen },
		...(batch.understanding && { understanding: batch.understanding }),
	};
	return await failureAsResult(store, batchId, async () => {
		const upload = await openOrFail(store, batchId);
		try {
			const file = { name: batch.fileName, source: { path: upload.path } };
			return await importInto(store, batchId, file, wishes, run);
		} finally {
			await upload.close();
		}
	});
}

async function openOrFail(store: Store, batchId: string): Promise<OpenUpload> {
	try {
		return await openUpload(store, batchId);
	} catch (error) {
		await failImport(store, batchId, error);
		throw error;
	}
}
