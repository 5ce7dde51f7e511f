import type { Store } from '../db';
import { asKnownError } from '../db';
import { ExternalError, InputError } from '../kernel/errors';
import { endImport, type ImportBatch, type ImportClaim } from './batches';
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
		await endImport(transaction, claim, { status: 'failed', failure });
	});
}

const failureOf = ({ message, remedy }: InputError | ExternalError) => `${message} ${remedy}`;

/** Why an import ends that is stopped before its end. */
export const stoppedImport = () =>
	new InputError('file', 'was not imported to its end: the run was stopped', 'Give the file again.', 'conflict');

/** What a batch says whose run was stopped, or died without a file that somebody else could go on with. */
export const stoppedFailure = failureOf(stoppedImport());

/** True for a batch that is imported when its file is given again. */
export const wasStopped = ({ status, failure }: Pick<ImportBatch, 'status' | 'failure'>): boolean =>
	status === 'failed' && failure === stoppedFailure;
