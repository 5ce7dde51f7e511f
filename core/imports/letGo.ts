import type { Transaction } from '../db';
import type { ImportClaim } from './batches';

/** Lets go of a batch, so that another run takes it at once. */
export async function letGo(transaction: Transaction, { batchId, run }: ImportClaim): Promise<void> {
	await transaction.run(
		`update msp.import_batch set claimed_by = null, claimed_until = null
		where id = $1 and claimed_by = $2 and status = 'importing'`,
		[batchId, run],
	);
}
