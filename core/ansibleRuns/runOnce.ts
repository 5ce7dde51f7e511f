import { setTimeout } from 'node:timers/promises';
import type { Runner, RunLook, RunOutcome } from '../ansible';
import type { BackOffice } from '../db';
import { systemClock } from '../kernel/clock';
import { finishAttempt, latestAttempt, longestWait, startAttempt, type AskedRun } from './carryOut';
import { endPlanned } from './endPlanned';
import { nameOf } from './nameOf';
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
	const refused =
		latest?.verdict === 'refused' &&
		(await office.store.asStaff(async (transaction) => await wasHarmless(transaction, latest)));
	return await startAttempt(office, runner, asked, (latest?.attempt ?? 1) + (refused ? 1 : 0));
}

/** A run that was looked at: what the ledger has of it now, and what the backend showed. */
export interface WatchedRun {
	readonly run: AnsibleRun;
	/** Absent until it has ended. */
	readonly outcome?: RunOutcome;
	readonly look?: RunLook;
}

/** Until a run that is planned is looked at again. */
const pauseMs = 2_000;

/**
 * Waits for a run that somebody else started or is about to start, and records how it came out. With `seconds: 0` it only
 * looks.
 *
 * @throws InputError when the ledger has no such run, or it runs elsewhere.
 */
export async function watchRun(
	office: BackOffice,
	runner: Runner,
	runId: string,
	wait: RunWait = {},
): Promise<WatchedRun> {
	const { signal, clock = systemClock } = wait;
	const begun = clock.now().getTime();
	let look: RunLook | undefined;
	const onProgress = (seen: RunLook) => {
		look = seen;
		wait.onProgress?.(seen);
	};
	for (;;) {
		const run = await loadRun(office, runId);
		if (run.verdict === null) mustRunAt(runner, run);
		const all = wait.seconds ?? longestWait(run);
		const seconds = Math.max(0, all - (clock.now().getTime() - begun) / 1_000);
		const outcome = await finishAttempt(office, runner, run, { ...wait, seconds, onProgress });
		if (outcome || run.status !== 'planned' || seconds === 0 || signal?.aborted === true) {
			return { run: await loadRun(office, runId), ...(outcome && { outcome }), ...(look && { look }) };
		}
		await setTimeout(Math.min(pauseMs, seconds * 1_000), undefined, { signal }).catch(() => undefined);
	}
}

const loadRun = async ({ store }: BackOffice, runId: string) =>
	await store.asStaff(async (transaction) => await existingRun(transaction, runId));

/**
 * Ends a run with all its processes, and records how it came out. One that has ended stays as it is; one that is planned
 * does not begin.
 *
 * @throws InputError when the ledger has no such run, or it runs elsewhere.
 */
export async function cancelRun(
	office: BackOffice,
	runner: Runner,
	runId: string,
	wait: RunWait = {},
): Promise<WatchedRun> {
	const run = await loadRun(office, runId);
	if (run.verdict === null) {
		mustRunAt(runner, run);
		const why = { verdict: 'cancelled', explanation: 'It was cancelled before it began', reported: false } as const;
		if (!(await endPlanned(office, runner, run, why))) {
			// It may have been started in this moment.
			const { reference } = await loadRun(office, runId);
			await runner.cancel(nameOf({ ...run, reference }, openSecrets(office.vault, run.sealedSecrets)));
		}
		await office.store.asStaff((transaction) => {
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
 * Ends the newest attempt of a run that may still go on, before something is done that must not be done beside it. One that
 * is planned does not begin any more.
 *
 * @throws ExternalError `busy` when it cannot be ended now. InputError when it runs elsewhere.
 */
export async function endRun(office: BackOffice, runner: Runner, baseRunId: string, wait: RunWait = {}): Promise<void> {
	const latest = await latestAttempt(office, { runId: baseRunId });
	if (!latest || latest.verdict !== null) return;
	mustRunAt(runner, latest);
	const why = { verdict: 'refused', explanation: 'It was taken back before it began', reported: true } as const;
	if (await endPlanned(office, runner, latest, why)) return;
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
