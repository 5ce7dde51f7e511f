import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Runner, RunOutcome, RunRequest } from '../ansible';
import type { BackOffice } from '../db';
import { InputError } from '../kernel/errors';
import type { Secrets, SideEffect } from '../tasks';
import { finishAttempt, latestAttempt, nothingCameOf, startAttempt, type AskedRun } from './carryOut';
import type { RunWait } from './follow';
import { goesOn } from './goesOn';
import { selectHostResults } from './hostResults';
import { outcomeOf, resultOf, runResult, type RunResult } from './outcome';
import { recordedRequest, wholeRequest } from './recorded';
import { mustRunAt } from './place';
import { RunFailed } from './runFailed';
import { updateReported, type AnsibleRun } from './runs';
import { undoRun } from './undoRun';

export interface PlaybookRunOptions {
	readonly wait?: RunWait;
}

/** What a run as a step is asked for. Without a run ID it gets one. */
export type PlaybookRunInput = Omit<RunRequest, 'runId' | 'approved'> & {
	readonly runId?: string;
	/** The check run whose approval a change needs. */
	readonly approvalOf?: string;
};

export const runIntent = z.object({
	/** That of the first attempt. */
	runId: z.string(),
	approvalOf: z.string().nullable(),
	step: z.object({ taskId: z.string(), stepName: z.string() }).nullable(),
	/** What was asked for, without secrets. All of it is in the secrets of the step. */
	request: z.record(z.string(), z.json()),
});
export type PlaybookRunIntent = Readonly<z.infer<typeof runIntent>>;

/**
 * A run as a durable step. The intent holds the ID of the run, so that whoever comes back to the step finds it: a run that
 * goes on is attached to again, one that ended is reported, and only one that was reported or lost is run anew, as the
 * next attempt.
 *
 * To take it back ends a run that goes on. What it has changed stays, and is named.
 *
 * `apply` throws RunFailed when the run did not end well, and `busy` when the wait is over and the run goes on.
 */
export function playbookRun(
	office: BackOffice,
	runner: Runner,
	{ wait }: PlaybookRunOptions = {},
): SideEffect<PlaybookRunInput, PlaybookRunIntent, RunResult> {
	const { store } = office;
	let step: PlaybookRunIntent['step'] = null;
	return {
		name: 'ansible.run',
		intent: runIntent,
		result: runResult,

		precondition: async (_, { taskId, stepName }) => {
			step = { taskId, stepName };
			await Promise.resolve();
		},

		plan: async ({ runId = `run-${randomUUID()}`, approvalOf, ...asked }) => {
			mustBeFree(await latestAttempt(office, { runId }), step);
			const request = { ...asked, runId };
			const recorded = JSON.parse(JSON.stringify(recordedRequest(request))) as PlaybookRunIntent['request'];
			return await Promise.resolve({
				intent: { runId, approvalOf: approvalOf ?? null, step, request: recorded },
				secrets: { request: JSON.stringify(request) },
			});
		},

		apply: async (intent, secrets) => {
			const asked = askedBy(intent, secrets);
			const latest = await latestAttempt(office, asked.request);
			mustBeFree(latest, intent.step);
			const attempt = latest === undefined ? 1 : latest.attempt + (isOver(latest, intent.step) ? 1 : 0);
			const run = await startAttempt(office, runner, asked, attempt);
			// Another step may have planned it between the two.
			mustBeFree(run, intent.step);
			const outcome = await finishAttempt(office, runner, run, wait);
			if (!outcome) throw goesOn(run);
			if (outcome.verdict !== 'ok') throw new RunFailed(outcome);
			return resultOf(outcome);
		},

		readBack: async ({ runId, step: own }) => {
			const latest = await latestAttempt(office, { runId });
			if (!latest || isOfAnother(latest, own)) return { state: 'absent' };
			// It may have been started by a run that died over it.
			if (latest.status === 'planned') mustRunAt(runner, latest);
			if (await nothingCameOf(office, runId)) return { state: 'absent' };
			const result = resultOf(await knownOutcome(latest));
			return { state: latest.verdict === 'ok' ? 'ours' : 'partly', result };
		},

		// A play may clean up after others, and nobody takes that back.
		runsInRollback: true,
		leavesNothing: ({ check, doneInCheck, leftovers }) => check && doneInCheck === 0 && leftovers.length === 0,
		undo: async ({ runId }) => await undoRun(office, runner, runId, wait),

		startsAnew: async ({ runId, step: own }) => {
			const latest = await latestAttempt(office, { runId });
			return (latest !== undefined && isOfAnother(latest, own)) || (await nothingCameOf(office, runId));
		},

		persist: async (transaction, _, { runId }) => {
			await updateReported(transaction, runId);
		},

		persistFailure: async (transaction, _, error) => {
			if (error instanceof RunFailed) await updateReported(transaction, error.outcome.runId);
		},
	};

	async function knownOutcome(run: AnsibleRun): Promise<RunOutcome> {
		return await store.asStaff(async (transaction) => outcomeOf(run, await selectHostResults(transaction, run.runId)));
	}
}

/**
 * This step was told of it: what comes now is another attempt. A run without a step is the same however often it is asked
 * for, unless it was refused.
 */
function isOver({ status, reported, taskId, verdict }: AnsibleRun, step: PlaybookRunIntent['step']): boolean {
	if (taskId === null && step !== null) return verdict === 'refused';
	return (status === 'ended' || status === 'lost') && reported;
}

const isOfAnother = ({ taskId, stepName }: AnsibleRun, step: PlaybookRunIntent['step']): boolean =>
	taskId !== null && (taskId !== step?.taskId || stepName !== step.stepName);

/** A key means one run, and a step would take the result of another one for its own. */
function mustBeFree(latest: AnsibleRun | undefined, step: PlaybookRunIntent['step']): void {
	if (!latest || !isOfAnother(latest, step)) return;
	const { baseRunId, taskId, stepName } = latest;
	throw new InputError(
		'runId',
		`is the key of a run of another step: ${baseRunId} is of '${stepName ?? ''}' in the task ${taskId ?? ''}`,
		'Give each durable step a Run Key of its own, or none.',
		'conflict',
	);
}

function askedBy({ approvalOf, step }: PlaybookRunIntent, { request }: Secrets): AskedRun {
	if (request === undefined) throw new RangeError('the step of a run has lost what was asked for');
	const { vaultPassword, forks, ...whole } = wholeRequest.parse(JSON.parse(request));
	return {
		request: {
			...whole,
			...(vaultPassword !== undefined && { vaultPassword }),
			...(forks !== undefined && { forks }),
		},
		...(approvalOf !== null && { approvalOf }),
		step,
	};
}
