import { z } from 'zod';
import { assignments, inSeconds, json, type ColumnKind, type Transaction } from '../db';
import { errorClasses } from '../kernel/errors';

export const taskStatuses = [
	'pending',
	'running',
	'waiting',
	'retry',
	'compensating',
	'completed',
	'failed',
	'cancelled',
] as const;
export type TaskStatus = (typeof taskStatuses)[number];

export const taskRow = z.object({
	taskId: z.uuid(),
	customerId: z.uuid().nullable(),
	kind: z.string(),
	subjectType: z.string(),
	subjectId: z.uuid(),
	/** In the form of the kind's own schema. */
	input: z.record(z.string(), z.unknown()),
	taskKey: z.string(),
	status: z.enum(taskStatuses),
	correlationId: z.string(),
	/** Tries that failed so far. */
	attempt: z.number(),
	maxAttempts: z.number(),
	nextAttemptAt: z.date(),
	leaseUntil: z.date().nullable(),
	/** Judged by the database's clock, which all workers share. */
	leased: z.boolean(),
	cancelRequested: z.boolean(),
	failedStep: z.string().nullable(),
	errorClass: z.enum(errorClasses).nullable(),
	vendorMessage: z.string().nullable(),
	remedy: z.string().nullable(),
	statusDetail: z.string(),
	createdAt: z.date(),
	startedAt: z.date().nullable(),
	completedAt: z.date().nullable(),
	clearedAt: z.date().nullable(),
});
export type Task = Readonly<z.infer<typeof taskRow>>;

/** What failed last, in whose words, and what an operator can do about it. */
export type TaskFailure = Pick<Task, 'failedStep' | 'errorClass' | 'vendorMessage' | 'remedy'>;

/** Of `msp.task t`. */
export const taskColumns = `t.id as task_id, t.customer_id, t.kind, t.subject_type, t.subject_id, t.input, t.task_key, t.status,
	t.correlation_id, t.attempt, t.max_attempts, t.next_attempt_at, t.lease_until,
	coalesce(t.lease_until > now(), false) as leased, t.cancel_requested, t.failed_step, t.error_class, t.vendor_message,
	t.remedy, t.status_detail, t.created_at, t.started_at, t.completed_at, t.cleared_at`;
const selected = `select ${taskColumns} from msp.task t`;

export interface NewTask extends Pick<Task, 'customerId' | 'kind' | 'subjectType' | 'subjectId' | 'input' | 'taskKey'> {
	readonly inTurn: boolean;
	readonly correlationId: string;
	/** It does not begin before, and keeps no other task of its subject waiting until then. */
	readonly notBefore?: Date;
}

/**
 * Adds a task. The caller holds its key, and dispatches it within the minute. It is as old as this statement, not as its
 * transaction, which may have waited for another one's.
 */
export async function insertTask(transaction: Transaction, task: NewTask): Promise<Task> {
	const made = await transaction.row(
		taskRow,
		`insert into msp.task as t (customer_id, kind, subject_type, subject_id, input, task_key, in_turn, correlation_id,
			next_attempt_at, not_before, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, greatest(now() + interval '1 minute', $9), $9, clock_timestamp())
		returning ${taskColumns}`,
		[
			...[task.customerId, task.kind, task.subjectType, task.subjectId, json(task.input), task.taskKey, task.inTurn],
			...[task.correlationId, task.notBefore ?? null],
		],
	);
	if (!made) throw new RangeError(`the task ${task.taskKey} was not recorded`);
	return made;
}

export async function findTask(transaction: Transaction, taskId: string): Promise<Task | undefined> {
	return await transaction.row(taskRow, `${selected} where t.id = $1`, [taskId]);
}

/** The task, held against changes by others until the transaction ends. */
export async function lockTask(transaction: Transaction, taskId: string): Promise<Task | undefined> {
	transaction.locking('task', taskId);
	return await transaction.row(taskRow, `${selected} where t.id = $1 for no key update of t`, [taskId]);
}

/** The same by its key. Nobody else makes a task of this key until the transaction ends. */
export async function lockTaskByKey(transaction: Transaction, taskKey: string): Promise<Task | undefined> {
	await transaction.lockName('task_key', taskKey);
	const task = await transaction.row(taskRow, `${selected} where t.task_key = $1 for no key update of t`, [taskKey]);
	if (task) transaction.locking('task', task.taskId);
	return task;
}

/** What changes about a task; what is left out stays as it is. Seconds count from the database's clock; false clears. */
export interface TaskChange extends Partial<TaskFailure> {
	readonly status?: TaskStatus;
	readonly attempt?: number;
	readonly leaseSeconds?: number | null;
	readonly nextAttemptInSeconds?: number;
	readonly notBefore?: Date | null;
	readonly started?: boolean;
	readonly completed?: boolean;
	readonly cleared?: boolean;
	readonly cancelRequested?: boolean;
	readonly statusDetail?: string;
	/** Who takes it now, as the audit log names the run. */
	readonly claimedBy?: string;
}

const moment = (column: string) => ({
	column,
	sql: (p: string) => `case when ${p} then coalesce(${column}, now()) end`,
});
const changeable = {
	status: 'value',
	attempt: 'value',
	leaseSeconds: inSeconds('lease_until'),
	nextAttemptInSeconds: inSeconds('next_attempt_at'),
	notBefore: 'value',
	started: moment('started_at'),
	completed: moment('completed_at'),
	cleared: moment('cleared_at'),
	cancelRequested: 'value',
	failedStep: 'value',
	errorClass: 'value',
	vendorMessage: 'value',
	remedy: 'value',
	statusDetail: 'value',
	claimedBy: 'value',
} as const satisfies Record<keyof TaskChange, ColumnKind>;

/** Changes a task that the caller has locked; returns it as it is then. */
export async function changeTask(transaction: Transaction, taskId: string, change: TaskChange): Promise<Task> {
	const { sql, values } = assignments<TaskChange>(change, changeable, [taskId]);
	const task = await transaction.row(
		taskRow,
		`update msp.task t set ${sql} where t.id = $1 returning ${taskColumns}`,
		values,
	);
	if (!task) throw new RangeError(`there is no task ${taskId} in this scope`);
	return task;
}

/**
 * The tasks of one subject that wait for each other run one after the other, in the order in which they were asked for. A
 * task that was begun goes on. One that may not begin before a moment keeps nobody waiting until then.
 */
const itsTurn = `(not t.in_turn or t.status in ('running', 'compensating') or not exists (
	select from msp.task o where o.subject_type = t.subject_type and o.subject_id = t.subject_id and o.id <> t.id
		and (o.status in ('running', 'compensating')
			or (o.status in ('pending', 'waiting', 'retry') and (o.not_before is null or o.not_before <= now())
				and (o.created_at, o.id) < (t.created_at, t.id)))))`;

/** Whether no other task of its subject comes before this one. The caller has locked the subject. */
export async function hasItsTurn(transaction: Transaction, taskId: string): Promise<boolean> {
	const turn = await transaction.row(
		z.object({ its: z.boolean() }),
		`select ${itsTurn} as its from msp.task t where t.id = $1`,
		[taskId],
	);
	return turn?.its ?? false;
}

/**
 * Makes the next task that waits for its turn due at once, for a task of its subject that ends in this transaction. One
 * that somebody else holds just now comes due at its own time: waiting for it here could make a circle.
 */
export async function hastenNextInTurn(
	transaction: Transaction,
	{ taskId, subjectType, subjectId }: Pick<Task, 'taskId' | 'subjectType' | 'subjectId'>,
): Promise<void> {
	await transaction.run(
		`update msp.task set next_attempt_at = now()
		where id = (
			select t.id from msp.task t
			where t.subject_type = $1 and t.subject_id = $2 and t.id <> $3 and t.in_turn and t.status = 'pending'
				and t.next_attempt_at > now() and (t.not_before is null or t.not_before <= now())
			order by t.created_at, t.id limit 1 for no key update skip locked)`,
		[subjectType, subjectId, taskId],
	);
}

/**
 * Makes tasks due at once that wait for what has now come. One that runs or has ended stays as it is. One that somebody
 * else holds just now is left to them: waiting for it here could make a circle.
 */
export async function hastenTasks(transaction: Transaction, taskIds: readonly string[]): Promise<void> {
	if (taskIds.length === 0) return;
	await transaction.run(
		`update msp.task set next_attempt_at = now()
		where id in (
			select t.id from msp.task t
			where t.id = any($1::uuid[]) and t.status in ('pending', 'waiting', 'retry') and t.next_attempt_at > now()
			order by t.id for no key update skip locked)`,
		[taskIds],
	);
}

/** The tasks of a subject, the oldest first. */
export async function listTasksOfSubject(
	transaction: Transaction,
	subjectType: string,
	subjectId: string,
): Promise<Task[]> {
	return await transaction.rows(
		taskRow,
		`${selected} where t.subject_type = $1 and t.subject_id = $2 order by t.created_at, t.id`,
		[subjectType, subjectId],
	);
}

/**
 * Takes up to `limit` tasks that nobody works on and whose time has come, and keeps others from taking them for two
 * minutes. Whoever gets one hands it to a run, which then claims it by its ID.
 *
 * @param kinds only these, for each kind has a workflow of its own.
 */
export async function takeDueTasks(transaction: Transaction, limit: number, kinds: readonly string[]): Promise<Task[]> {
	return await transaction.rows(
		taskRow,
		`update msp.task t set next_attempt_at = now() + interval '2 minutes'
		where t.id in (
			select t.id from msp.task t
			where t.kind = any($2) and t.next_attempt_at <= now()
				and (t.status in ('pending', 'waiting', 'retry')
					or (t.status in ('running', 'compensating') and t.lease_until <= now())) and ${itsTurn}
			order by t.next_attempt_at limit $1 for update skip locked)
		returning ${taskColumns}`,
		[limit, kinds],
	);
}

export interface TaskFilter {
	readonly statuses?: readonly TaskStatus[];
	readonly kinds?: readonly string[];
	readonly customerId?: string;
	readonly cleared?: boolean;
	readonly limit: number | null;
}

/** Newest first. */
export async function listTasks(transaction: Transaction, filter: TaskFilter): Promise<Task[]> {
	return await transaction.rows(
		taskRow,
		`${selected} where ($1::text[] is null or t.status = any($1)) and ($2::text[] is null or t.kind = any($2))
			and ($3::uuid is null or t.customer_id = $3) and ($4::boolean is null or (t.cleared_at is not null) = $4)
		order by t.created_at desc, t.id limit $5`,
		[filter.statuses ?? null, filter.kinds ?? null, filter.customerId ?? null, filter.cleared ?? null, filter.limit],
	);
}

/** Marks failures as seen: the named ones, or all of them. Returns those that nobody had seen. */
export async function clearFailedTasks(transaction: Transaction, which: readonly string[] | 'all'): Promise<Task[]> {
	return await transaction.rows(
		taskRow,
		`update msp.task t set cleared_at = now()
		where t.id in (
			select t.id from msp.task t
			where t.status = 'failed' and t.cleared_at is null and ($1::boolean or t.id = any($2))
			order by t.id for no key update of t)
		returning ${taskColumns}`,
		[which === 'all', which === 'all' ? [] : which],
	);
}
