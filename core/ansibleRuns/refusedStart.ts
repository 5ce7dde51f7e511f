import { OtherRunStarted, sentences, type Runner, type RunOutcome } from '../ansible';
import type { BackOffice } from '../db';
import { ExternalError, InputError } from '../kernel/errors';
import { redact } from '../kernel/redaction';
import { isThere } from './endPlanned';
import { followRun, refusedOutcome, unknownOrigin } from './follow';
import { nameOf } from './nameOf';
import { nobodyWorked } from './nothingCame';
import { existingRun, recordOutcome } from './outcome';
import { RunFailed } from './runFailed';
import { lockRun, updateStarted, type AnsibleRun } from './runs';

interface RefusedStart {
	readonly error: ExternalError | InputError;
	readonly secrets: readonly string[];
	/** An earlier try may have started it. */
	readonly known: boolean;
}

/** A run that was stopped at once ends soon. */
const patienceSeconds = 30;

/** Whether the ID is of another run at the backend. */
export const isTaken = (error: unknown): error is ExternalError =>
	error instanceof ExternalError && error.errorClass === 'exists';

/**
 * Records what came of a start that the backend refused.
 *
 * @returns the run, when somebody else has started it in the meantime.
 * @throws RunFailed with what is recorded. ExternalError `busy` when something was started that goes on.
 */
export async function recordRefusal(
	{ store }: BackOffice,
	runner: Runner,
	run: AnsibleRun,
	start: RefusedStart,
): Promise<AnsibleRun> {
	const { runId } = run;
	const { error, secrets } = start;
	const outcome = await whatCame(runner, run, start);
	if (!outcome) {
		const words = redact(error.message, secrets);
		await store.asStaff(
			async (transaction) => await updateStarted(transaction, runId, referenceOf(error), unknownOrigin, words),
		);
		throw new ExternalError('busy', `${words}; it goes on`, 'Look at it there. Run: Cancel ends it.');
	}
	const recorded = await store.asStaff(async (transaction) => {
		const now = await lockRun(transaction, runId);
		// A refusal is of one try, and not of what somebody else has started.
		if (!(error instanceof OtherRunStarted) && now?.status !== 'planned') return undefined;
		return await recordOutcome(transaction, outcome, secrets);
	});
	if (recorded) throw new RunFailed(recorded);
	return await store.asStaff(async (transaction) => await existingRun(transaction, runId));
}

/** What came of it; undefined when it goes on. */
async function whatCame(
	runner: Runner,
	run: AnsibleRun,
	{ error, secrets, known }: RefusedStart,
): Promise<RunOutcome | undefined> {
	const explanation = sentences(error.message, error.remedy);
	const refused = refusedOutcome(run, explanation);
	const failed = { ...refused, verdict: 'failed' as const };
	const isOther = error instanceof OtherRunStarted;
	// A request is refused before anything is started.
	if (error instanceof InputError) return refused;
	if (isTaken(error)) return known ? failed : refused;
	const reference = referenceOf(error);
	if (!(await isThere(runner, { ...run, reference }, secrets))) return isOther ? failed : refused;
	// Whoever names what goes on has waited for its end.
	const seconds = reference === '' ? patienceSeconds : 0;
	const ended = await followRun(runner, nameOf({ ...run, reference }, secrets), { seconds });
	if (!ended) return undefined;
	const nothing = (ended.verdict === 'refused' || ended.verdict === 'nothing_ran') && nobodyWorked(ended.hosts);
	return nothing ? refused : { ...ended, runId: run.runId, verdict: 'failed', explanation };
}

const referenceOf = (error: unknown) => (error instanceof OtherRunStarted ? (error.reference ?? '') : '');
