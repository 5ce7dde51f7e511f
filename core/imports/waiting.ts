import { json, type Store, type Transaction } from '../db';
import type { WorkbookUnderstanding } from '../invoiceSheets';
import { claimImport, getBatch } from './batches';
import { isGone } from './files';
import { releaseImport } from './release';

/** Keeps what the page of an upload showed last, and what a person chose on it. Passed over once it is confirmed. */
export async function saveLook(
	transaction: Transaction,
	batchId: string,
	{ options, understanding }: { readonly options: object; readonly understanding: WorkbookUnderstanding },
): Promise<void> {
	await transaction.run(
		`update msp.import_batch set options = $2, understanding = $3 where id = $1 and status = 'waiting'`,
		[batchId, json(options), json(understanding)],
	);
}

/**
 * Lets an import begin: from now on it is made, by whoever confirmed it or, after a crash, by whoever looks for interrupted
 * ones. False when it was confirmed before.
 *
 * @throws InputError `not_found` when its file is not kept any more.
 */
export async function confirmImport(transaction: Transaction, batchId: string, options: object): Promise<boolean> {
	const confirmed = await transaction.run(
		`update msp.import_batch b set status = 'importing', options = $2, claimed_until = now()
		where id = $1 and status = 'waiting' and exists (select from msp.import_file f where f.batch_id = b.id)`,
		[batchId, json(options)],
	);
	if (confirmed === 1) return true;
	if ((await getBatch(transaction, batchId)).status === 'waiting') throw isGone();
	return false;
}

/** Discards an upload that nobody has confirmed, with its file. */
export async function dropImport(transaction: Transaction, batchId: string): Promise<void> {
	await transaction.run(`delete from msp.import_batch where id = $1 and status = 'waiting'`, [batchId]);
}

/** Records that an import failed before it could begin, because of its file. Passed over when another run has it. */
export async function failImport(store: Store, batchId: string, error: unknown): Promise<void> {
	try {
		await releaseImport(store, await claimImport(store, batchId), error);
	} catch {
		// What is thrown next says more than that nobody could record it.
	}
}
