import {
	OtherRunStarted,
	type Runner,
	type RunOrigin,
	type RunOutcome,
	type RunRequest,
	type StartedRun,
} from '../ansible';
import type { BackOffice, Transaction } from '../db';
import { ExternalError, InputError } from '../kernel/errors';
import { approvalFor } from './approvalFor';
import { differingParts, fingerprintOf, newFingerprintKey } from './fingerprint';
import { endUnwanted } from './endUnwanted';
import { isRefusal, isThere } from './endPlanned';
import { nameOf } from './nameOf';
import { followRun, refusedOutcome, type RunWait } from './follow';
import { existingRun, outcomeOf, recordOutcome } from './outcome';
import { openSecrets, recordedRequest, sealSecrets, secretsOf } from './recorded';
import { RunFailed } from './runFailed';
import { selectHostResults } from './hostResults';
import { nothingCame } from './nothingCame';
import { findApproval } from './approvals';
import { findLatestAttempt, findRun, insertRun, updateDelay, updateStarted, type AnsibleRun } from './runs';

/** A run that is asked for. */
export interface AskedRun {
	/** Its `runId` is that of the first attempt, and `approved` follows from `approvalOf`. */
	readonly request: Omit<RunRequest, 'approved'>;
	/** The check run whose approval a change needs. */
	readonly approvalOf?: string;
	readonly step?: { readonly taskId: string; readonly stepName: string } | null;
}

type Request = AskedRun['request'];

/**
 * Starts the newest attempt of a run, unless it was started; then it is the same one.
 *
 * @throws RunFailed when it is refused for good: the ledger has it. ExternalError when the backend cannot start it now.
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
	try {
		const started = await runner.start({ ...asked.request, runId, ...(approved && { approved }) });
		return await noteStart(office, runner, run, started, secretsOf(asked.request));
	} catch (error) {
		const secrets = secretsOf(asked.request);
		if (known && isRefusal(error) && !(error instanceof OtherRunStarted) && (await isThere(runner, run, secrets))) {
			// Only this try was refused: an earlier one had started the run, and did not live to write it down.
			return await noteStart(office, runner, run, { reference: '', origin: unknownOrigin }, secrets);
		}
		if (error instanceof InputError || (error instanceof ExternalError && isRefusal(error))) {
			const refused = refusedOutcome(run, `${error.message}. ${error.remedy}`);
			// What was started and stopped again may have changed something. A request is refused before anything is started.
			const harmless = error instanceof InputError || (await changedNothing(runner, run, secrets));
			const outcome = harmless ? refused : { ...refused, verdict: 'failed' as const };
			throw new RunFailed(
				await store.asStaff(async (transaction) => await recordOutcome(transaction, outcome, secrets)),
			);
		}
		if (!(error instanceof ExternalError)) throw error;
		await store.asStaff(async (transaction) => await updateDelay(transaction, runId, error.vendorMessage));
		throw error;
	}
}

const unknownOrigin: RunOrigin = { commit: null, changesHash: null, inventoryHash: null, hosts: null };

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

/** Whether nothing came of a refused start: the backend knows no such run, or one that refused itself. */
async function changedNothing(runner: Runner, run: AnsibleRun, secrets: readonly string[]): Promise<boolean> {
	if (!(await isThere(runner, run, secrets))) return true;
	const ended = await followRun(runner, nameOf(run, secrets), { seconds: patienceSeconds });
	return ended?.verdict === 'refused' || ended?.verdict === 'nothing_ran';
}

/** A run that was stopped at once ends soon. */
const patienceSeconds = 30;

interface PlannedAttempt {
	readonly run: AnsibleRun;
	/** True when an earlier try had planned it. */
	readonly known?: boolean;
	readonly approved?: RunOrigin;
	readonly refusal?: RunOutcome;
}

async function planAttempt(
	transaction: Transaction,
	{ vault }: BackOffice,
	runner: Runner,
	{ request, approvalOf, step }: AskedRun,
	attempt: number,
): Promise<PlannedAttempt> {
	const baseRunId = request.runId;
	const runId = attempt === 1 ? baseRunId : `${baseRunId}.${attempt}`;
	const found = await findRun(transaction, runId);
	if (found) {
		mustBeTheSame(found, fingerprintOf(vault, found.sealedKey, runner, request), request.check);
		return { run: found, known: true, ...(await approvedOrigin(transaction, found)) };
	}
	const sealedKey = newFingerprintKey(vault);
	const place = { taskId: step?.taskId ?? null, stepName: step?.stepName ?? null };
	const allowed =
		approvalOf === undefined
			? undefined
			: await approvalFor(transaction, vault, runner, {
					...{ request, approvalOf, baseRunId, taskId: place.taskId },
				});
	const run = await insertRun(transaction, {
		...{ runId, baseRunId, attempt, runner, sealedKey, ...place, approvalId: allowed?.approvalId ?? null },
		request: recordedRequest(request),
		fingerprint: fingerprintOf(vault, sealedKey, runner, request),
		sealedSecrets: sealSecrets(vault, secretsOf(request)),
	});
	if (allowed?.refusal !== undefined) {
		const outcome = refusedOutcome(run, allowed.refusal);
		// These are words of our own: a secret that is one of them would be told by what is missing.
		return { run, refusal: await recordOutcome(transaction, outcome, []) };
	}
	return { run, ...(await approvedOrigin(transaction, run)) };
}

/** A run ID means one run: whoever comes with another request would get the result of this one. */
function mustBeTheSame(run: AnsibleRun, asked: AnsibleRun['fingerprint'], check: boolean): void {
	const differing = [
		...differingParts(run.fingerprint, asked),
		...(run.check === check ? [] : ['whether it is a check']),
	];
	if (differing.length === 0) return;
	throw new InputError(
		'runId',
		`is of another run (different: ${differing.join(', ')})`,
		'Give each run an ID of its own, or none.',
		'conflict',
	);
}

/** What a change that needs an approval may run, and nothing else. */
async function approvedOrigin(
	transaction: Transaction,
	{ approvalId }: AnsibleRun,
): Promise<{ readonly approved?: RunOrigin }> {
	const approval = approvalId === null ? undefined : await findApproval(transaction, approvalId);
	const shown = approval && (await findRun(transaction, approval.runId));
	if (!shown) return {};
	const { commit, changesHash, inventoryHash, hosts } = shown;
	return { approved: { commit, changesHash, inventoryHash, hosts } };
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
