import type { Store } from '../db';
import { asKnownError } from '../db';
import { ExternalError, InputError } from '../kernel/errors';
import { endImport, type ImportClaim } from './batches';
import { letGo } from './letGo';

/** Lets go of a batch whose run failed: for another run if the reason passes, or for a person. */
export async function releaseImport(store: Store, claim: ImportClaim, error: unknown): Promise<void> {
	const known = asKnownError(error);
	await store.asStaff(async (transaction) => {
		if (known instanceof ExternalError && known.transient) {
			await letGo(transaction, claim);
			return;
		}
		const failure =
			known instanceof InputError || known instanceof ExternalError
				? `${known.message} ${known.remedy}`.slice(0, 2_000)
				: 'The pack met a fault of its own. The log of n8n has it.';
		await endImport(transaction, claim, { status: 'failed', failure });
	});
}
