import { getBatch, openUpload, settleImported, type ImportBatch } from '../imports';
import type { Store } from '../db';
import { deskOptions } from './deskOptions';
import { failureAsResult, importInto, type ImportRun } from './importWorkbook';
import type { ImportWishes } from './inspectWorkbook';

/**
 * Imports a file that was uploaded, as its page was confirmed: what a person saw is what is read. An import that ended is
 * returned as it is, once its invoices are settled. A file that cannot be read is told in the batch, and not thrown: whoever
 * waits for the result is told by mail.
 *
 * @param rules what holds where the page says nothing.
 * @throws InputError when there is no such batch, another run works on it, or its file is not kept any more.
 */
export async function importUpload(
	store: Store,
	batchId: string,
	{ rules, ...run }: ImportRun & Pick<ImportWishes, 'rules'> = {},
): Promise<ImportBatch> {
	const batch = await store.asStaff(async (transaction) => await getBatch(transaction, batchId));
	if (batch.status === 'imported' && batch.toSettle.length > 0) {
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
	const upload = await openUpload(store, batchId);
	try {
		const file = { name: batch.fileName, source: { path: upload.path } };
		return await failureAsResult(store, batchId, async () => await importInto(store, batchId, file, wishes, run));
	} finally {
		await upload.close();
	}
}
