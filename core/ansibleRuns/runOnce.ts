import type { Runner, RunLook, RunOutcome } from '../ansible';
import type { BackOffice } from '../db';
import { finishAttempt, latestAttempt, nameOf, startAttempt, type AskedRun } from './carryOut';
import type { RunWait } from './follow';
import { existingRun, outcomeOf, recordOutcome } from './outcome';
import { openSecrets } from './recorded';
import { RunFailed } from './runFailed';
import { goesOn } from './goesOn';
import { mustRunAt } from './place';
import { wasHarmless } from './nothingCame';
import { selectHostResults } from './hostResults';
import { updateReported, type AnsibleRun } from './runs';

/**
 * Runs without a task: once for its ID, however often it is asked for. A repeat waits for the same run, and one that has
 * ended is told again. One that was refused was never started: a repeat is the next attempt, also with a mended request.
 *
 * @throws RunFailed when it did not end well. ExternalError `busy` when the wait is over and the run goes on. InputError when
 *   the ID is of another run.
 */
export async function runOnce(
	office: BackOffice,
	runner: Runner,
	asked: AskedRun,
	wait: RunWait = {},
): Promise<RunOutcome> {
	const run = await startRun(office, runner, asked);
	const outcome = await finishAttempt(office, runner, run, wait);
	if (!outcome) throw goesOn(run);
	await office.store.asStaff(async (transaction) => {
		await updateReported(transaction, run.runId);
	});
	if (outcome.verdict !== 'ok') throw new RunFailed(outcome);
	return outcome;
}

/** Starts a run without a task, and returns at once. A repeat returns the same run. @throws as `runOnce`. */
export async function startRun(office: BackOffice, runner: Runner, asked: AskedRun): Promise<AnsibleRun> {
	const latest = await latestAttempt(office, asked.request);
	const refused = latest && (await office.store.asStaff(async (transaction) => await wasHarmless(transaction, latest)));
	return await startAttempt(office, runner, asked, (latest?.attempt ?? 1) + (refused === true ? 1 : 0));
}

/** A run that was looked at: what the ledger has of it now, and what the backend showed. */
export interface WatchedRun {
	readonly run: AnsibleRun;
	/** Absent until it has ended. */
	readonly outcome?: RunOutcome;
	readonly look?: RunLook;
}

/**
 * Waits for a run that somebody else started, and records how it came out. With `seconds: 0` it only looks.
 *
 * @throws InputError when the ledger has no such run.
 */
export async function watchRun(
	office: BackOffice,
	runner: Runner,
	runId: string,
	wait: RunWait = {},
): Promise<WatchedRun> {
	const { store } = office;
	const run = await store.asStaff(async (transaction) => await existingRun(transaction, runId));
	let look: RunLook | undefined;
	const onProgress = (seen: RunLook) => {
		look = seen;
		wait.onProgress?.(seen);
	};
	const outcome = await finishAttempt(office, runner, run, { ...wait, onProgress });
	const now = await store.asStaff(async (transaction) => await existingRun(transaction, runId));
	return { run: now, ...(outcome && { outcome }), ...(look && { look }) };
}

/**
 * Ends a run with all its processes, and records how it came out. One that has ended stays as it is.
 *
 * @throws InputError when the ledger has no such run.
 */
export async function cancelRun(
	office: BackOffice,
	runner: Runner,
	runId: string,
	wait: RunWait = {},
): Promise<WatchedRun> {
	const { store } = office;
	const run = await store.asStaff(async (transaction) => await existingRun(transaction, runId));
	if (run.verdict === null) {
		await runner.cancel(nameOf(run, openSecrets(office.vault, run.sealedSecrets)));
		await store.asStaff((transaction) => {
			const action = 'ansible.cancel';
			transaction.audit({
				customerId: null,
				action,
				subject: runId,
				outcome: 'done',
				detail: {},
				correlationId: runId,
			});
			return Promise.resolve();
		});
	}
	return await watchRun(office, runner, runId, { seconds: 120, ...wait });
}

/**
 * Ends the newest attempt of a run that may still go on, before something is done that must not be done beside it.
 *
 * @throws ExternalError `busy` when it cannot be ended now. InputError when it runs elsewhere.
 */
export async function endRun(office: BackOffice, runner: Runner, baseRunId: string, wait: RunWait = {}): Promise<void> {
	const latest = await latestAttempt(office, { runId: baseRunId });
	if (!latest || latest.verdict !== null) return;
	mustRunAt(runner, latest);
	if (latest.status === 'planned') {
		const name = nameOf(latest, openSecrets(office.vault, latest.sealedSecrets));
		const { state } = await runner.look(name, undefined, 0);
		if (state === 'unknown') return;
	}
	const { outcome } = await cancelRun(office, runner, latest.runId, wait);
	if (!outcome) throw goesOn(latest);
}

/**
 * Records the outcome of a run that ended elsewhere. A repeat changes nothing.
 *
 * @throws InputError when the ledger has no such run.
 */
export async function recordEnd({ store, vault }: BackOffice, outcome: RunOutcome): Promise<RunOutcome> {
	return await store.asStaff(async (transaction) => {
		const run = await existingRun(transaction, outcome.runId);
		if (run.verdict !== null) return outcomeOf(run, await selectHostResults(transaction, run.runId));
		return await recordOutcome(transaction, outcome, openSecrets(vault, run.sealedSecrets));
	});
}
