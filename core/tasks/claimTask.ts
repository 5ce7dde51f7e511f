import type { Transaction } from '../db';
import { stopNow } from './cancelTask';
import { lockExistingTask } from './existingTask';
import { kindOf, type TaskKind, type TaskOffice } from './kind';
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
 * task of its subject comes first, or its kind says that it is not wanted now.
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
		if (task.cancelRequested && steps.toUndo === 0) {
			await stopNow(transaction, kind, task);
			return undefined;
		}
		if (!(await isWantedNow(transaction, kind, task, steps, clock.now()))) return undefined;
		const attempt = task.status === 'running' ? task.attempt + 1 : task.attempt;
		const givenUp = attempt > task.attempt && attempt >= task.maxAttempts ? deadRuns(steps, attempt) : undefined;
		if (givenUp) auditTask(transaction, task, 'task.fail', 'failed', { ...givenUp, next: 'roll_back' });
		const rollsBack = task.status === 'compensating' || task.cancelRequested || givenUp !== undefined;
		await changeTask(transaction, taskId, {
			...givenUp,
			status: rollsBack ? 'compensating' : 'running',
			attempt,
			leaseSeconds: taskLeaseSeconds,
			statusDetail: '',
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

/** Asks the kind of a task that has begun nothing. One that is not wanted now waits or ends in this transaction. */
async function isWantedNow(
	transaction: Transaction,
	kind: TaskKind,
	task: Task,
	{ begun }: StepSummary,
	now: Date,
): Promise<boolean> {
	if (!kind.mayBegin || begun > 0 || task.cancelRequested || task.status === 'compensating') return true;
	const answer = await kind.mayBegin(transaction, task, now);
	if (answer.begin === 'now') return true;
	if (answer.begin === 'never') {
		auditTask(transaction, task, 'task.cancel', 'done', { was: task.status, why: answer.why });
		await changeTask(transaction, task.taskId, { statusDetail: answer.why });
		await stopNow(transaction, kind, task);
		return false;
	}
	const nextAttemptInSeconds = Math.max(1, (answer.at.getTime() - now.getTime()) / 1000);
	await changeTask(transaction, task.taskId, {
		status: 'waiting',
		statusDetail: answer.why,
		leaseSeconds: null,
		nextAttemptInSeconds,
		notBefore: answer.at,
	});
	return false;
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
