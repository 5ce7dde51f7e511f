import { BatchTaken, listBatches, wasStopped, type ImportBatch } from '../imports';
import type { Store } from '../db';
import { contentOf } from './contentHash';
import { failureAsResult, importInto, noteFile, type Giver, type ImportRun } from './importWorkbook';
import type { ImportWishes } from './inspectWorkbook';
import type { GivenFile } from './openImport';

/**
 * Imports a file that is given again and again, such as one in a watched folder, once. Undefined when nothing is to be done:
 * the same content was dealt with before, another run imports it now, or it is seen for the first time and somebody may still
 * be writing it. An upload that waits on a page is another matter, and what was stopped before its end is imported again.
 *
 * @param untilUnchanged waits until the same content is given a second time.
 */
export async function importOnce(
	store: Store,
	file: GivenFile,
	wishes: ImportWishes,
	{ untilUnchanged, signal, ...giver }: Giver & Pick<ImportRun, 'signal'> & { readonly untilUnchanged: boolean },
): Promise<ImportBatch | undefined> {
	const { contentHash } = await contentOf(file.source);
	const { companyCode } = wishes;
	const [known] = await store.asStaff(
		async (transaction) => await listBatches(transaction, { companyCode, contentHash, exceptUploads: true, limit: 1 }),
	);
	const isOver = known && known.status !== 'waiting' && known.status !== 'importing';
	if (isOver && !wasStopped(known)) return undefined;
	const batch = known ?? (await noteFile(store, file, companyCode, giver));
	if (!known && untilUnchanged) return undefined;
	try {
		return await failureAsResult(
			store,
			batch.batchId,
			async () => await importInto(store, batch.batchId, file, wishes, { signal }),
		);
	} catch (error) {
		// A large file takes longer than the minute after which it is given again.
		if (error instanceof BatchTaken) return undefined;
		throw error;
	}
}
