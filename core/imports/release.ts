import type { Store } from '../db';
import { asKnownError } from '../db';
import { ExternalError, InputError } from '../kernel/errors';
import { endImport, type ImportBatch, type ImportClaim } from './batches';
import { ImportStopped } from './errors';
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
				? failureOf(known).slice(0, 2_000)
				: 'The pack met a fault of its own. The log of n8n has it.';
		const step = known instanceof ImportStopped ? 'stopped' : 'done';
		await endImport(transaction, claim, { status: 'failed', failure, step });
	});
}

const failureOf = ({ message, remedy }: InputError | ExternalError) => `${message} ${remedy}`;

/** What a batch says whose run was stopped, or died without a file that somebody else could go on with. */
export const stoppedFailure = failureOf(new ImportStopped());

/** True for a batch that is imported when its file is given again. */
export const wasStopped = ({ status, progress }: Pick<ImportBatch, 'status' | 'progress'>): boolean =>
	status === 'failed' && progress.step === 'stopped';
