import { z } from 'zod';
import { json, type Transaction } from '../db';
import { errorClasses, type ExternalError } from '../kernel/errors';

export const stepRow = z.object({
	stepId: z.uuid(),
	taskId: z.uuid(),
	name: z.string(),
	position: z.number(),
	effect: z.string(),
	/** Where the change is made, such as a server: its ID and its name. */
	targetId: z.uuid().nullable(),
	targetName: z.string().nullable(),
	status: z.enum(['started', 'done', 'failed', 'undoing', 'undone']),
	intent: z.unknown(),
	sealedSecrets: z.string().nullable(),
	result: z.unknown(),
	/** What the step's result replaced in the back office; null where it replaced nothing. */
	replaced: z.unknown(),
	canUndo: z.boolean(),
	attempt: z.number(),
	errorClass: z.enum(errorClasses).nullable(),
	vendorMessage: z.string().nullable(),
	remedy: z.string().nullable(),
	leaseUntil: z.date().nullable(),
	/** Judged by the database's clock, which all workers share. */
	leased: z.boolean(),
	startedAt: z.date(),
	finishedAt: z.date().nullable(),
});
export type Step = Readonly<z.infer<typeof stepRow>>;

export const stepColumns = `id as step_id, task_id, name, position, effect, target_id, target_name, status, intent,
	sealed_secrets, result, replaced, can_undo, attempt, error_class, vendor_message, remedy, lease_until,
	coalesce(lease_until > now(), false) as leased, started_at, finished_at`;
const selected = `select ${stepColumns} from msp.task_step`;

/** The step, held against changes by others until the transaction ends. */
export async function lockStep(transaction: Transaction, taskId: string, name: string): Promise<Step | undefined> {
	transaction.locking('step', name);
	return await transaction.row(stepRow, `${selected} where task_id = $1 and name = $2 for update`, [taskId, name]);
}

/** The steps of a task in the order in which they were first begun. */
export async function listSteps(transaction: Transaction, taskId: string): Promise<Step[]> {
	return await transaction.rows(stepRow, `${selected} where task_id = $1 order by position`, [taskId]);
}

/** What an effect made of a task's steps that are done, by its name. */
export async function listDoneSteps(transaction: Transaction, taskId: string, effect: string): Promise<Step[]> {
	return await transaction.rows(
		stepRow,
		`${selected} where task_id = $1 and effect = $2 and status = 'done' order by position`,
		[taskId, effect],
	);
}

/** A step that made something which can be taken back, or may have: taking back one of unknown outcome begins by looking. */
const toUndo = `can_undo and intent is not null and status <> 'undone'`;

/** What is still to be taken back of a task, last made first. */
export async function listStepsToUndo(transaction: Transaction, taskId: string): Promise<Step[]> {
	return await transaction.rows(stepRow, `${selected} where task_id = $1 and ${toUndo} order by position desc`, [
		taskId,
	]);
}

const summaryRow = z.object({
	/** The first step that was begun and is not over. */
	unfinished: z.string().nullable(),
	/** The last such step. */
	lastStarted: z.string().nullable(),
	toUndo: z.number(),
	/** How many steps are done. */
	done: z.number(),
	/** Whether a run still holds one of those. */
	undoHeld: z.boolean(),
	/** The step that failed last. */
	failedStep: z.string().nullable(),
	errorClass: z.enum(errorClasses).nullable(),
	vendorMessage: z.string().nullable(),
	remedy: z.string().nullable(),
});
export type StepSummary = Readonly<z.infer<typeof summaryRow>>;

/** How a task's steps stand, however many they are: the finished ones are not read. */
export async function summarizeSteps(transaction: Transaction, taskId: string): Promise<StepSummary> {
	const summary = await transaction.row(
		summaryRow,
		`select u.first as unfinished, u.last as last_started, b.count as to_undo, b.held as undo_held, b.done, f.name as failed_step, f.error_class, f.vendor_message, f.remedy
		from (select (array_agg(name order by position))[1] as first, (array_agg(name order by position desc))[1] as last
				from msp.task_step where task_id = $1 and status = 'started') u
			cross join (select count(*) filter (where ${toUndo}), count(*) filter (where status = 'done') as done,
				coalesce(bool_or(lease_until > now()) filter (where ${toUndo}), false) as held
				from msp.task_step where task_id = $1) b
			left join lateral (select name, error_class, vendor_message, remedy from msp.task_step
				where task_id = $1 and status = 'failed' order by finished_at desc nulls last limit 1) f on true`,
		[taskId],
	);
	if (!summary) throw new RangeError('the summary of steps returned no row');
	return summary;
}

/** What is recorded under a lease. Each returns false when the lease has gone to somebody else. */
export interface StepUpdate {
	readonly taskId: string;
	readonly name: string;
	readonly token: string;
}

/** Holds the step, and its task, for so long from now. The caller has locked the task. */
export async function renewStep(
	transaction: Transaction,
	update: StepUpdate,
	seconds: number,
	taskSeconds: number,
): Promise<boolean> {
	return await changeUnderLease(
		transaction,
		update,
		`lease_until = now() + make_interval(secs => $4::float8)`,
		[seconds, taskSeconds],
		`, task as (update msp.task set lease_until = now() + make_interval(secs => $5::float8)
			where id = $1 and exists (select from step))`,
	);
}

const letGo = `lease_token = null, lease_until = null`;

/** @param leavesNothing true when there is nothing to take back of it. */
export async function recordResult(
	transaction: Transaction,
	update: StepUpdate,
	result: unknown,
	leavesNothing: boolean,
): Promise<boolean> {
	return await changeUnderLease(
		transaction,
		update,
		`status = 'done', result = $4, error_class = null, vendor_message = null, remedy = null, finished_at = now(), ${letGo},
			can_undo = can_undo and not $5::boolean`,
		[json(result), leavesNothing],
	);
}

export async function recordFailure(
	transaction: Transaction,
	update: StepUpdate,
	{ errorClass, vendorMessage, remedy }: ExternalError,
): Promise<boolean> {
	return await changeUnderLease(
		transaction,
		update,
		`status = 'failed', error_class = $4, vendor_message = $5, remedy = $6, finished_at = now(), ${letGo}`,
		[errorClass, vendorMessage, remedy],
	);
}

async function changeUnderLease(
	transaction: Transaction,
	{ taskId, name, token }: StepUpdate,
	sets: string,
	values: readonly unknown[],
	more = '',
): Promise<boolean> {
	const changed = await transaction.row(
		z.object({ count: z.number() }),
		`with step as (update msp.task_step set ${sets} where task_id = $1 and name = $2 and lease_token = $3 returning 1)${more}
		select count(*) from step`,
		[taskId, name, token, ...values],
	);
	return changed?.count === 1;
}

/** Keeps what the step's result replaced in the back office, in the transaction that records the result. */
export async function recordReplaced(
	transaction: Transaction,
	{ taskId, name }: Pick<StepUpdate, 'taskId' | 'name'>,
	replaced: unknown,
): Promise<void> {
	await transaction.run(`update msp.task_step set replaced = $3 where task_id = $1 and name = $2`, [
		taskId,
		name,
		json(replaced),
	]);
}

/** Records that a step is being taken back (`undoing`) or that nothing of it is left (`undone`), with a word on it. */
export async function recordUndo(
	transaction: Transaction,
	stepId: string,
	status: 'undoing' | 'undone',
	detail: string | null = null,
): Promise<void> {
	await transaction.run(`update msp.task_step set status = $2, remedy = coalesce($3, remedy), ${letGo} where id = $1`, [
		stepId,
		status,
		detail,
	]);
}

/** Records the result of a step that a node from elsewhere ran. The caller has locked it. */
export async function recordExternalResult(transaction: Transaction, stepId: string, result: unknown): Promise<void> {
	await transaction.run(
		`update msp.task_step set status = 'done', result = $2, finished_at = now(), ${letGo} where id = $1`,
		[stepId, json(result)],
	);
}

/** Lets go of every step of a task whose run is over, so that the next run need not wait for the leases. */
export async function releaseSteps(transaction: Transaction, taskId: string): Promise<void> {
	await transaction.run(`update msp.task_step set ${letGo} where task_id = $1 and lease_token is not null`, [taskId]);
}

/**
 * Marks what a task made or asked for inside of something that was taken back, as gone with it: it cannot be taken back by
 * itself any more, and a retry of the task makes it anew.
 *
 * @param fields the fields of the intents by which the steps inside name what holds them.
 */
export async function closeEnclosedSteps(
	transaction: Transaction,
	{ stepId, taskId }: Pick<Step, 'stepId' | 'taskId'>,
	fields: readonly string[],
): Promise<void> {
	await transaction.run(
		`update msp.task_step s set status = 'undone', remedy = 'It went with what held it.', ${letGo}
		from msp.task_step holder
		where holder.id = $1 and s.task_id = $2 and s.id <> $1 and s.status <> 'undone' and jsonb_typeof(s.intent) = 'object'
			and not exists (select from unnest($3::text[]) field
				where s.intent->field is null or s.intent->field is distinct from holder.intent->field)`,
		[stepId, taskId, fields],
	);
}

/**
 * Marks what cannot be taken back by itself as gone, so that a retry of the task does it again: what a target was asked
 * for, such as a certificate; what its effect says is to be done again; and what failed.
 */
export async function closeOneWaySteps(transaction: Transaction, taskId: string): Promise<void> {
	await transaction.run(
		`update msp.task_step set status = 'undone'
		where task_id = $1 and not can_undo and status <> 'undone'
			and (target_id is not null or status = 'failed' or redo_after_rollback)`,
		[taskId],
	);
}
