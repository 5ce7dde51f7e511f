import type { Store } from '../db';
import { renewClaim, standardClaimSeconds, type ImportClaim, type ImportProgress } from './batches';
import { isWorkedOn } from './errors';

export type OnProgress = (progress: ImportProgress) => void | Promise<void>;

const everyMs = 1_000;

/**
 * Tells how far an import is, and writes it each second. Nobody waits for the writing: it has a connection of its own, and
 * the import may hold the only one.
 */
export function progressReporter(store: Store, claim: ImportClaim, onProgress: OnProgress, claimSeconds?: number) {
	let writtenAt = performance.now();
	let writing: Promise<void> | undefined;
	let lost = false;
	const write = async (progress: ImportProgress) => {
		try {
			lost = !(await renewClaim(store, claim, progress, claimSeconds ?? standardClaimSeconds));
		} catch {
			// The next one may succeed; and who lost the database hears it from the work itself.
		}
		writing = undefined;
	};
	return {
		/** @throws BatchTaken when another run took over the batch. */
		report: async (progress: ImportProgress): Promise<void> => {
			if (lost) throw isWorkedOn();
			await onProgress(progress);
			if (writing || performance.now() - writtenAt < everyMs) return;
			writtenAt = performance.now();
			writing = write(progress);
		},
		end: async () => await writing,
	};
}
