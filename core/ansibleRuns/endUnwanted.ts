import type { Runner, StartedRun } from '../ansible';
import type { BackOffice } from '../db';
import { followRun } from './follow';
import { goesOn } from './goesOn';
import { nameOf } from './nameOf';
import { recordOutcome } from './outcome';
import { sealSecrets } from './recorded';
import { RunFailed } from './runFailed';
import { updateReopened, updateStarted, type AnsibleRun } from './runs';

/** A run that is cancelled ends soon. */
const patienceSeconds = 30;

/**
 * Ends what was started although its run was ended in the meantime, before it began. The ledger has it as it really was.
 *
 * @throws RunFailed when it was ended. ExternalError `busy` when it goes on all the same.
 */
export async function endUnwanted(
	{ store, vault }: BackOffice,
	runner: Runner,
	run: AnsibleRun,
	{ reference, origin }: Pick<StartedRun, 'reference' | 'origin'>,
	secrets: readonly string[],
): Promise<void> {
	const { runId } = run;
	const reopened = await store.asStaff(
		async (transaction) =>
			(await updateReopened(transaction, runId, sealSecrets(vault, secrets))) &&
			(await updateStarted(transaction, runId, reference, origin)),
	);
	// Somebody else has started it as well, and has seen it end.
	if (!reopened) return;
	const name = nameOf({ ...run, reference }, secrets);
	await runner.cancel(name);
	const ended = await followRun(runner, name, { seconds: patienceSeconds });
	if (!ended) throw goesOn(run);
	const explanation = `It was cancelled or taken back while it was being started. ${ended.explanation}`;
	const told = ended.verdict === 'ok' ? ended : { ...ended, explanation };
	const outcome = await store.asStaff(
		async (transaction) => await recordOutcome(transaction, { ...told, runId }, secrets),
	);
	if (outcome.verdict !== 'ok') throw new RunFailed(outcome);
}
