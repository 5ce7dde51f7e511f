import { randomUUID } from 'node:crypto';
import type { Transaction } from '../db';
import type { TaskKind } from './kind';
import { changeTask, insertTask, lockTaskByKey, type Task } from './tasks';
import { insertTasks } from './insertTasks';

export interface StartedTask extends Task {
	/** False when the task was there already, and this call changed nothing. */
	readonly created: boolean;
}

export interface TaskRequest {
	readonly customerId: string | null;
	readonly subjectId: string;
	readonly input: object;
	/** What makes a repeat the same task. */
	readonly taskKey: string;
	/** It does not begin before. */
	readonly notBefore?: Date;
}

/**
 * Starts a task, once: a repeat returns the task that is there. The caller has not locked the subject yet, or holds the
 * key already: `lockTaskByKey`.
 *
 * @throws ZodError when the input is not in the form of the kind.
 */
export async function startTask(
	transaction: Transaction,
	kind: TaskKind,
	{ input: given, ...request }: TaskRequest,
): Promise<StartedTask> {
	const input = kind.input.parse(given);
	const known = await lockTaskByKey(transaction, request.taskKey);
	if (known) return { ...known, created: false };
	const task = await insertTask(transaction, {
		...request,
		input: { ...input },
		kind: kind.name,
		subjectType: kind.subjectType,
		inTurn: kind.inTurn ?? false,
		correlationId: randomUUID(),
	});
	auditTask(transaction, task, 'task.start', 'done', { subjectId: task.subjectId, kind: task.kind, ...input });
	return { ...task, created: true };
}

/**
 * Starts many tasks of one kind in one statement, each once. Returns those that were not there before.
 *
 * @throws ZodError when an input is not in the form of the kind.
 */
export async function startTasks(
	transaction: Transaction,
	kind: TaskKind,
	requests: readonly TaskRequest[],
): Promise<Task[]> {
	if (requests.length === 0) return [];
	const tasks = await insertTasks(
		transaction,
		requests.map(({ input, ...request }) => ({
			...request,
			input: { ...kind.input.parse(input) },
			kind: kind.name,
			subjectType: kind.subjectType,
			inTurn: kind.inTurn ?? false,
			correlationId: randomUUID(),
		})),
	);
	for (const task of tasks) {
		auditTask(transaction, task, 'task.start', 'done', { subjectId: task.subjectId, kind: task.kind, ...task.input });
	}
	return tasks;
}

/** Lets a task that is over, waits, or is to be retried begin anew. The caller has locked it, and prepared its subject. */
export async function reopenTask(transaction: Transaction, { taskId }: Pick<Task, 'taskId'>): Promise<Task> {
	return await changeTask(transaction, taskId, {
		status: 'pending',
		attempt: 0,
		nextAttemptInSeconds: 60,
		leaseSeconds: null,
		completed: false,
		cancelRequested: false,
		failedStep: null,
		errorClass: null,
		vendorMessage: null,
		remedy: null,
		statusDetail: '',
		cleared: false,
	});
}

/** Adds to the audit log what was done with a task. */
export function auditTask(
	transaction: Transaction,
	{ customerId, taskId: subject, correlationId }: Task,
	action: string,
	outcome: 'done' | 'failed' | 'intended' | 'undone',
	detail: Readonly<Record<string, unknown>>,
): void {
	transaction.audit({ customerId, action, subject, outcome, detail, correlationId });
}
