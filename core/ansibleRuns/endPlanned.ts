import type { Runner, RunVerdict } from '../ansible';
import type { BackOffice } from '../db';
import { ExternalError, InputError, UntrustedServer } from '../kernel/errors';
import { refusedOutcome } from './follow';
import { nameOf } from './nameOf';
import { recordOutcome } from './outcome';
import { openSecrets } from './recorded';
import { lockRun, updateReported, type AnsibleRun } from './runs';

/** Why a run that was planned does not begin. */
interface NoBeginning {
	readonly verdict: RunVerdict & ('cancelled' | 'refused');
	readonly explanation: string;
	/** Whether whoever asked for the run knows it. */
	readonly reported: boolean;
}

/**
 * Ends a run that is planned and that the backend does not know. Whoever starts it in this moment sees that, and ends it.
 *
 * @returns false when it is not so: it has begun, or ended.
 */
export async function endPlanned(
	{ store, vault }: BackOffice,
	runner: Pick<Runner, 'look'>,
	run: AnsibleRun,
	{ verdict, explanation, reported }: NoBeginning,
): Promise<boolean> {
	if (run.status !== 'planned') return false;
	const secrets = openSecrets(vault, run.sealedSecrets);
	if (await isThere(runner, run, secrets)) return false;
	return await store.asStaff(async (transaction) => {
		const now = await lockRun(transaction, run.runId);
		if (now?.status !== 'planned') return false;
		await recordOutcome(transaction, { ...refusedOutcome(run, explanation), verdict }, secrets);
		if (reported) await updateReported(transaction, run.runId);
		return true;
	});
}

/** Whether the backend knows a run. One that refuses the question knows none. */
export async function isThere(
	runner: Pick<Runner, 'look'>,
	run: Parameters<typeof nameOf>[0],
	secrets: readonly string[],
): Promise<boolean> {
	try {
		return (await runner.look(nameOf(run, secrets), undefined, 0)).state !== 'unknown';
	} catch (error) {
		if (isRefusal(error) && !(error instanceof UntrustedServer)) return false;
		throw error;
	}
}

export const isRefusal = (error: unknown): error is InputError | ExternalError =>
	error instanceof InputError ||
	(error instanceof ExternalError && (error.errorClass === 'invalid' || error.errorClass === 'not_found'));
