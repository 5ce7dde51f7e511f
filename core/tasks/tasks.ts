import { z } from 'zod';
import { errorClasses } from '../kernel/errors';
import { suspensionReasons } from '../services';
import type { Transaction } from '../db/store';

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

/** `provision` sets a service up; the others change one that is set up. */
export const taskKinds = ['provision', 'suspend', 'unsuspend', 'terminate', 'change_package'] as const;
export type TaskKind = (typeof taskKinds)[number];

/** What is asked of a service that is set up. */
export const taskWish = z.object({
	/** Why it is suspended. */
	reason: z.enum(suspensionReasons).optional(),
	/** Who asks: `system`, or a name. */
	by: z.string().optional(),
	/** The plan whose package it is to have. */
	planCode: z.string().optional(),
});
export type TaskWish = Readonly<z.infer<typeof taskWish>>;

export const taskRow = z.object({
	taskId: z.uuid(),
	customerId: z.uuid(),
	serviceId: z.uuid(),
	kind: z.enum(taskKinds),
	wish: taskWish,
	status: z.enum(taskStatuses),
	correlationId: z.string(),
	/** Tries that failed so far. */
	attempt: z.number(),
	maxAttempts: z.number(),
	nextAttemptAt: z.date(),
	leaseUntil: z.date().nullable(),
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
export type Task = z.infer<typeof taskRow>;

const columns = `id as task_id, customer_id, service_id, kind, wish, status,
	correlation_id, attempt, max_attempts, next_attempt_at,
	lease_until, cancel_requested, failed_step,
	error_class, vendor_message, remedy, status_detail,
	created_at, started_at, completed_at, cleared_at`;

export interface NewTask {
	readonly customerId: string;
	readonly serviceId: string;
	readonly kind: TaskKind;
	readonly wish?: TaskWish;
	readonly taskKey: string;
	readonly correlationId: string;
}

/**
 * Adds a task unless its key is there already; undefined where it is. The caller dispatches it within the minute. It is
 * as old as this statement, not as its transaction, which may have waited for another one's.
 */
export async function insertTask(transaction: Transaction, task: NewTask): Promise<Task | undefined> {
	return await transaction.row(
		taskRow,
		`insert into msp.provisioning_task (customer_id, service_id, kind, wish, task_key, correlation_id, next_attempt_at, created_at)
		values ($1, $2, $3, $4, $5, $6, now() + interval '1 minute', clock_timestamp())
		on conflict (task_key) do nothing returning ${columns}`,
		[task.customerId, task.serviceId, task.kind, task.wish ?? {}, task.taskKey, task.correlationId],
	);
}

export async function findTask(transaction: Transaction, taskId: string): Promise<Task | undefined> {
	return await transaction.row(taskRow, `select ${columns} from msp.provisioning_task where id = $1`, [taskId]);
}

/** The task, held against changes by others until the transaction ends. */
export async function lockTask(transaction: Transaction, taskId: string): Promise<Task | undefined> {
	return await transaction.row(taskRow, `select ${columns} from msp.provisioning_task where id = $1 for update`, [
		taskId,
	]);
}

export async function findTaskByKey(transaction: Transaction, taskKey: string): Promise<Task | undefined> {
	return await transaction.row(taskRow, `select ${columns} from msp.provisioning_task where task_key = $1`, [taskKey]);
}

export async function lockTaskByKey(transaction: Transaction, taskKey: string): Promise<Task | undefined> {
	return await transaction.row(taskRow, `select ${columns} from msp.provisioning_task where task_key = $1 for update`, [
		taskKey,
	]);
}

/** What changes about a task; what is left out stays as it is. Intervals count from the database's clock. */
export interface TaskChange {
	readonly status?: TaskStatus;
	readonly attempt?: number;
	readonly leaseSeconds?: number | null;
	readonly nextAttemptInSeconds?: number;
	readonly cancelRequested?: boolean;
	readonly failure?: Pick<Task, 'failedStep' | 'errorClass' | 'vendorMessage' | 'remedy'> | null;
	readonly statusDetail?: string;
	readonly started?: true;
	readonly completed?: true;
	readonly cleared?: boolean;
}

/** Changes a task that the caller has locked; gives it as it is then. */
export async function changeTask(transaction: Transaction, taskId: string, change: TaskChange): Promise<Task> {
	const values: unknown[] = [taskId];
	const sets: string[] = [];
	const set = (sql: (parameter: string) => string, value: unknown) => {
		values.push(value);
		sets.push(sql(`$${values.length}`));
	};
	const { failure, leaseSeconds, nextAttemptInSeconds } = change;

	if (change.status !== undefined) set((p) => `status = ${p}`, change.status);
	if (change.attempt !== undefined) set((p) => `attempt = ${p}`, change.attempt);
	if (leaseSeconds !== undefined) set((p) => `lease_until = now() + make_interval(secs => ${p}::float8)`, leaseSeconds);
	if (nextAttemptInSeconds !== undefined) {
		set((p) => `next_attempt_at = now() + make_interval(secs => ${p}::float8)`, nextAttemptInSeconds);
	}
	if (change.cancelRequested !== undefined) set((p) => `cancel_requested = ${p}`, change.cancelRequested);
	if (failure !== undefined) {
		set((p) => `failed_step = ${p}`, failure?.failedStep ?? null);
		set((p) => `error_class = ${p}`, failure?.errorClass ?? null);
		set((p) => `vendor_message = ${p}`, failure?.vendorMessage ?? null);
		set((p) => `remedy = ${p}`, failure?.remedy ?? null);
	}
	if (change.statusDetail !== undefined) set((p) => `status_detail = ${p}`, change.statusDetail);
	if (change.started) sets.push('started_at = coalesce(started_at, now())');
	if (change.completed) sets.push('completed_at = now()');
	if (change.cleared !== undefined) sets.push(`cleared_at = ${change.cleared ? 'now()' : 'null'}`);

	const [task] = await transaction.rows(
		taskRow,
		`update msp.provisioning_task set ${sets.join(', ')} where id = $1 returning ${columns}`,
		values,
	);
	if (!task) throw new RangeError(`there is no task ${taskId} in this scope`);
	return task;
}

/**
 * The changes of one service are made one after the other, in the order in which they were asked for. A task that was
 * begun goes on.
 */
const itsTurn = `(t.kind = 'provision' or t.status in ('running', 'compensating') or not exists (
	select from msp.provisioning_task o where o.service_id = t.service_id and o.id <> t.id
		and (o.status in ('running', 'compensating')
			or (o.status in ('pending', 'waiting', 'retry') and (o.created_at, o.id) < (t.created_at, t.id)))))`;

/** Whether no other task of its service comes before this one. The caller has locked the service. */
export async function hasItsTurn(transaction: Transaction, taskId: string): Promise<boolean> {
	const turn = await transaction.row(
		z.object({ its: z.boolean() }),
		`select ${itsTurn} as its from msp.provisioning_task t where t.id = $1`,
		[taskId],
	);
	return turn?.its ?? false;
}

/** The tasks of a service, the oldest first. */
export async function listTasksOfService(transaction: Transaction, serviceId: string): Promise<Task[]> {
	return await transaction.rows(
		taskRow,
		`select ${columns} from msp.provisioning_task where service_id = $1 order by created_at, id`,
		[serviceId],
	);
}

/**
 * Takes up to `limit` tasks that nobody works on and whose time has come, and keeps others from taking them for two
 * minutes. Whoever gets one hands it to a run, which then claims it by its id.
 *
 * @param kinds each kind of task has a workflow of its own.
 */
export async function takeDueTasks(
	transaction: Transaction,
	limit: number,
	kinds: readonly TaskKind[] = ['provision'],
): Promise<Task[]> {
	return await transaction.rows(
		taskRow,
		`update msp.provisioning_task set next_attempt_at = now() + interval '2 minutes'
		where id in (
			select t.id from msp.provisioning_task t
			where t.kind = any($2) and t.next_attempt_at <= now() and (t.status in ('pending', 'waiting', 'retry')
				or (t.status in ('running', 'compensating') and t.lease_until <= now())) and ${itsTurn}
			order by t.next_attempt_at limit $1 for update skip locked)
		returning ${columns}`,
		[limit, kinds],
	);
}

export interface TaskFilter {
	readonly statuses?: readonly TaskStatus[];
	readonly kinds?: readonly TaskKind[];
	readonly customerCode?: string;
	readonly cleared?: boolean;
	readonly limit: number | null;
}

export const listedTask = taskRow.extend({ customerCode: z.string(), domain: z.string(), planCode: z.string() });
export type ListedTask = z.infer<typeof listedTask>;

/** Tasks with whose and what they are, newest first. */
export async function listTasks(transaction: Transaction, filter: TaskFilter): Promise<ListedTask[]> {
	const own = columns.replaceAll(/(^|,\s*)(\w)/g, '$1t.$2');
	return await transaction.rows(
		listedTask,
		`select ${own}, c.customer_code, s.domain, p.plan_code
		from msp.provisioning_task t join msp.customer c on c.id = t.customer_id
		join msp.service s on s.id = t.service_id join msp.plan p on p.id = s.plan_id
		where ($1::text[] is null or t.status = any($1)) and ($2::text is null or c.customer_code = $2)
			and ($3::boolean is null or (t.cleared_at is not null) = $3) and ($5::text[] is null or t.kind = any($5))
		order by t.created_at desc, t.id limit $4`,
		[filter.statuses ?? null, filter.customerCode ?? null, filter.cleared ?? null, filter.limit, filter.kinds ?? null],
	);
}

/** Marks failures as seen: the named ones, or all of them. Gives those that nobody had seen. */
export async function clearFailedTasks(transaction: Transaction, taskIds: readonly string[] | null): Promise<Task[]> {
	return await transaction.rows(
		taskRow,
		`update msp.provisioning_task set cleared_at = now()
		where status = 'failed' and cleared_at is null and ($1::uuid[] is null or id = any($1)) returning ${columns}`,
		[taskIds],
	);
}

const statisticsRow = z.object({
	total: z.number(),
	pending: z.number(),
	running: z.number(),
	waiting: z.number(),
	retry: z.number(),
	compensating: z.number(),
	completed: z.number(),
	failed: z.number(),
	cancelled: z.number(),
	failedUncleared: z.number(),
	oldestUnfinishedAt: z.date().nullable(),
	meanSecondsToComplete: z.number().nullable(),
});
export type TaskStatistics = z.infer<typeof statisticsRow> & {
	readonly failuresByClass: Readonly<Record<string, number>>;
};

/** How the tasks that were created in the last `days` days stand. */
export async function taskStatistics(transaction: Transaction, days: number): Promise<TaskStatistics> {
	const counts = taskStatuses.map((status) => `count(*) filter (where status = '${status}') as "${status}"`).join(', ');
	const since = `created_at >= now() - make_interval(days => $1)`;
	const [row] = await transaction.rows(
		statisticsRow,
		`select count(*) as total, ${counts},
			count(*) filter (where status = 'failed' and cleared_at is null) as failed_uncleared,
			min(created_at) filter (where status not in ('completed', 'failed', 'cancelled')) as oldest_unfinished_at,
			(extract(epoch from avg(completed_at - created_at) filter (where status = 'completed')))::float8 as mean_seconds_to_complete
		from msp.provisioning_task where ${since}`,
		[days],
	);
	if (!row) throw new RangeError('the statistics query gave no row');
	const classes = await transaction.rows(
		z.object({ errorClass: z.string(), count: z.number() }),
		`select error_class, count(*) from msp.provisioning_task
		where ${since} and error_class is not null group by error_class`,
		[days],
	);
	return { ...row, failuresByClass: Object.fromEntries(classes.map(({ errorClass, count }) => [errorClass, count])) };
}
