import type { Transaction } from '../db';
import { stopNow } from './cancelTask';
import { lockExistingTask } from './existingTask';
import { kindOf, type MayBegin, type TaskKind, type TaskOffice } from './kind';
import { systemClock, type Clock } from '../kernel/clock';
import { auditTask } from './startTask';
import { taskLeaseSeconds } from './stepRecord';
import { summarizeSteps, type StepSummary } from './steps';
import { changeTask, hasItsTurn, type Task, type TaskFailure } from './tasks';

/** A task with all that its steps need to know, as its kind's domain tells it; without secrets. */
export type ClaimedTask = Pick<
	Task,
	'taskId' | 'kind' | 'subjectType' | 'subjectId' | 'input' | 'correlationId' | 'attempt' | 'statusDetail'
> & {
	/** `roll_back` when the task was interrupted while it was taken back, or is to stop. */
	readonly direction: 'forward' | 'roll_back';
} & Readonly<Record<string, unknown>>;

/**
 * Takes a task for this run alone. Undefined when another run has it, it is over, nothing is left to do for it, another
 * task of its subject comes first, or its kind says that it is not wanted now. When it is not wanted any more and a failed
 * try may have made something, it comes back to be rolled back.
 *
 * A run that died counts as a try: when all the runs of a task die, and perhaps take the worker with them, the task is
 * rolled back after the last try, so that a person is told.
 *
 * @throws InputError when there is no such task.
 */
export async function claimTask(
	office: TaskOffice,
	taskId: string,
	clock: Clock = systemClock,
): Promise<ClaimedTask | undefined> {
	return await office.store.asStaff(async (transaction) => {
		const task = await lockExistingTask(transaction, taskId);
		const kind = kindOf(office, task);
		if (!isFree(task) || !(await mayRunNow(transaction, kind, task))) return undefined;

		const steps = await summarizeSteps(transaction, taskId);
		const answer = await askKind(transaction, kind, task, { steps, now: clock.now() });
		if (answer.begin === 'later') {
			await putOff(transaction, task, answer, clock.now());
			return undefined;
		}
		if (answer.begin === 'never') await callOff(transaction, task, { steps, why: answer.why });
		const stops = task.cancelRequested || answer.begin === 'never';
		if (stops && steps.toUndo === 0) {
			await stopNow(transaction, kind, task);
			return undefined;
		}
		const attempt = task.status === 'running' ? task.attempt + 1 : task.attempt;
		const givenUp = attempt > task.attempt && attempt >= task.maxAttempts ? deadRuns(steps, attempt) : undefined;
		if (givenUp) auditTask(transaction, task, 'task.fail', 'failed', { ...givenUp, next: 'roll_back' });
		const rollsBack = task.status === 'compensating' || stops || givenUp !== undefined;
		await changeTask(transaction, taskId, {
			...givenUp,
			status: rollsBack ? 'compensating' : 'running',
			attempt,
			leaseSeconds: taskLeaseSeconds,
			statusDetail: answer.begin === 'never' ? answer.why : '',
			cancelRequested: stops,
			started: true,
			claimedBy: transaction.actor,
		});
		const { subjectType, subjectId, input, correlationId, statusDetail } = task;
		return {
			...(await kind.context?.(transaction, task)),
			taskId,
			kind: task.kind,
			subjectType,
			subjectId,
			input,
			correlationId,
			attempt,
			statusDetail,
			direction: rollsBack ? 'roll_back' : 'forward',
		};
	});
}

function isFree({ status, leased }: Task): boolean {
	if (status === 'pending' || status === 'waiting' || status === 'retry') return true;
	return (status === 'running' || status === 'compensating') && !leased;
}

async function mayRunNow(transaction: Transaction, kind: TaskKind, task: Task): Promise<boolean> {
	if (!kind.inTurn) return true;
	await kind.lockSubject?.(transaction, task.subjectId);
	return await hasItsTurn(transaction, task.taskId);
}

/** Asks the kind of a task of which no step is done. What a failed try may have made is no reason to go on. */
async function askKind(
	transaction: Transaction,
	kind: TaskKind,
	task: Task,
	{ steps, now }: { readonly steps: StepSummary; readonly now: Date },
): Promise<MayBegin> {
	const isOver = task.cancelRequested || task.status === 'compensating';
	if (!kind.mayBegin || steps.done > 0 || isOver) return { begin: 'now' };
	return await kind.mayBegin(transaction, task, now);
}

async function putOff(
	transaction: Transaction,
	{ taskId }: Task,
	{ at, why }: Extract<MayBegin, { begin: 'later' }>,
	now: Date,
): Promise<void> {
	await changeTask(transaction, taskId, {
		status: 'waiting',
		statusDetail: why,
		leaseSeconds: null,
		nextAttemptInSeconds: Math.max(1, (at.getTime() - now.getTime()) / 1000),
		notBefore: at,
	});
}

async function callOff(
	transaction: Transaction,
	task: Task,
	{ steps, why }: { readonly steps: StepSummary; readonly why: string },
): Promise<void> {
	const outcome = steps.toUndo === 0 ? 'done' : 'intended';
	auditTask(transaction, task, 'task.cancel', outcome, { was: task.status, why });
	await changeTask(transaction, task.taskId, { statusDetail: why });
}

function deadRuns({ lastStarted }: StepSummary, tries: number): TaskFailure {
	return {
		failedStep: lastStarted,
		errorClass: 'unknown',
		vendorMessage: `${tries} runs failed, and the last one died without a word`,
		remedy:
			'Open the last executions of the workflow in n8n: a node may have failed outside of a step. If n8n itself stopped, the log of its process says why.',
	};
}
