import { OtherRunStarted, type Runner, type RunOutcome, type StartedRun } from '../ansible';
import type { BackOffice } from '../db';
import { ExternalError } from '../kernel/errors';
import { isRefusal, isThere } from './endPlanned';
import { endUnwanted } from './endUnwanted';
import { followRun, unknownOrigin, type RunWait } from './follow';
import { selectHostResults } from './hostResults';
import { nameOf } from './nameOf';
import { nothingCame } from './nothingCame';
import { existingRun, outcomeOf, recordOutcome } from './outcome';
import { isTaken, recordRefusal } from './refusedStart';
import { planAttempt, type AskedRun } from './planAttempt';
import { openSecrets, secretsOf } from './recorded';
import { RunFailed } from './runFailed';
import { findLatestAttempt, updateDelay, updateStarted, type AnsibleRun } from './runs';

export type { AskedRun } from './planAttempt';

type Request = AskedRun['request'];

/**
 * Starts the newest attempt of a run, unless it was started; then it is the same one.
 *
 * @throws RunFailed when it is refused for good, or was ended while it was being started. ExternalError when the backend
 *   cannot start it now.
 */
export async function startAttempt(
	office: BackOffice,
	runner: Runner,
	asked: AskedRun,
	attempt: number,
): Promise<AnsibleRun> {
	const { store } = office;
	const planned = await store.asStaff(
		async (transaction) => await planAttempt(transaction, office, runner, asked, attempt),
	);
	if (planned.refusal) throw new RunFailed(planned.refusal);
	const { run, approved, known } = planned;
	if (run.status !== 'planned') return run;
	const { runId } = run;
	const secrets = secretsOf(asked.request);
	let started: StartedRun;
	try {
		started = await runner.start({ ...asked.request, runId, ...(approved && { approved }) });
	} catch (error) {
		if (known && isRefusal(error) && !(error instanceof OtherRunStarted) && (await isThere(runner, run, secrets))) {
			// Only this try was refused: an earlier one had started the run, and did not live to write it down.
			return await noteStart(office, runner, run, { reference: '', origin: unknownOrigin }, secrets);
		}
		if (isRefusal(error) || isTaken(error)) {
			return await recordRefusal(office, runner, run, { error, secrets, known: known === true });
		}
		if (!(error instanceof ExternalError)) throw error;
		await store.asStaff(async (transaction) => await updateDelay(transaction, runId, error.vendorMessage));
		throw error;
	}
	return await noteStart(office, runner, run, started, secrets);
}

/** Writes down what was started. One that nobody wants any more is ended. */
async function noteStart(
	office: BackOffice,
	runner: Runner,
	run: AnsibleRun,
	started: Pick<StartedRun, 'reference' | 'origin'>,
	secrets: readonly string[],
): Promise<AnsibleRun> {
	const { runId } = run;
	const noted = await office.store.asStaff(
		async (transaction) => await updateStarted(transaction, runId, started.reference, started.origin),
	);
	if (!noted) await endUnwanted(office, runner, run, started, secrets);
	return await office.store.asStaff(async (transaction) => await existingRun(transaction, runId));
}

/**
 * Waits for a run that was started, and records how it came out.
 *
 * @returns undefined when the wait is over and the run goes on, or at once when the run is planned and unknown.
 */
export async function finishAttempt(
	{ store, vault }: BackOffice,
	runner: Pick<Runner, 'look' | 'name'>,
	run: AnsibleRun,
	wait: RunWait = {},
): Promise<RunOutcome | undefined> {
	if (run.verdict !== null) {
		return await store.asStaff(async (transaction) => outcomeOf(run, await selectHostResults(transaction, run.runId)));
	}
	const seconds = wait.seconds ?? longestWait(run);
	const secrets = openSecrets(vault, run.sealedSecrets);
	const outcome = await followRun(runner, nameOf(run, secrets), {
		...{ ...wait, seconds, planned: run.status === 'planned' },
	});
	if (!outcome) return undefined;
	return await store.asStaff(
		async (transaction) => await recordOutcome(transaction, { ...outcome, runId: run.runId }, secrets),
	);
}

/** The run may be queued before its own time begins. */
export function longestWait({ options }: AnsibleRun): number {
	const { timeoutSeconds } = options;
	return 3_600 + (typeof timeoutSeconds === 'number' ? timeoutSeconds : 0);
}

/** Whether nothing came of any attempt of a run: each was refused, or none was planned. */
export async function nothingCameOf({ store }: Pick<BackOffice, 'store'>, baseRunId: string): Promise<boolean> {
	return await store.asStaff(async (transaction) => await nothingCame(transaction, baseRunId));
}

/** The newest attempt of a run; undefined when there is none. */
export async function latestAttempt(
	{ store }: Pick<BackOffice, 'store'>,
	request: Pick<Request, 'runId'>,
): Promise<AnsibleRun | undefined> {
	return await store.asStaff(async (transaction) => await findLatestAttempt(transaction, request.runId));
}
