import { z } from 'zod';
import { json, type Transaction } from '../db';
import { stepColumns, stepRow, type Step, type StepUpdate } from './steps';
import { taskColumns, taskRow, type Task } from './tasks';

/*
 * The two statements by which a run takes hold of a step. Each does in one round trip what would else be three: it locks,
 * looks and writes. A step is only ever added while its task is locked.
 */

export interface StepLease {
	readonly task: Pick<Task, 'taskId' | 'customerId'>;
	readonly name: string;
	readonly effect: string;
	readonly target: { readonly id: string; readonly name: string } | undefined;
	readonly canUndo: boolean;
	readonly token: string;
	readonly seconds: number;
	/** How long the task is held together with its step. */
	readonly taskSeconds: number;
}

const leasedStep = z.looseObject({ granted: z.boolean(), stepId: z.uuid().nullable() });

/**
 * Adds the step, or takes it over with one more attempt, and holds it and its task; unless it is done, held, another
 * effect's, or begun on another target. The caller has locked the task.
 *
 * @param mayRun false only looks.
 * @returns the step as it was before; undefined when it is new.
 */
export async function leaseStep(
	transaction: Transaction,
	lease: StepLease,
	mayRun: boolean,
): Promise<{ readonly granted: boolean; readonly earlier: Step | undefined }> {
	transaction.locking('step', lease.name);
	const found = await transaction.row(
		leasedStep,
		`with earlier as materialized (select * from msp.task_step where task_id = $1 and name = $3 for update),
			held as (
				insert into msp.task_step (task_id, customer_id, name, position, effect, target_id, target_name, status, can_undo,
					lease_token, lease_until)
				select $1, $2, $3, (select coalesce(max(position), 0) + 1 from msp.task_step where task_id = $1), $4, $5, $6,
					'started', $7, $8, now() + make_interval(secs => $9::float8)
				where $11::boolean and not exists (select from earlier where status = 'done' or effect <> $4
					or coalesce(lease_until > now(), false) or (${begunOnTarget} and target_id is distinct from $5::uuid))
				on conflict (task_id, name) do update set status = 'started', can_undo = excluded.can_undo, attempt = task_step.attempt + 1,
					target_id = excluded.target_id, target_name = excluded.target_name, lease_token = excluded.lease_token,
					lease_until = excluded.lease_until, error_class = null, vendor_message = null, remedy = null,
					finished_at = null, ${forgottenWhenUndone}
				returning 1),
			task as (update msp.task set lease_until = now() + make_interval(secs => $10::float8)
				where id = $1 and exists (select from held))
		select ${stepColumns}, exists (select from held) as granted from (select) one left join earlier on true`,
		[
			lease.task.taskId,
			lease.task.customerId,
			lease.name,
			lease.effect,
			lease.target?.id ?? null,
			lease.target?.name ?? null,
			lease.canUndo,
			lease.token,
			lease.seconds,
			lease.taskSeconds,
			mayRun,
		],
	);
	if (!found) throw new RangeError('the lease of a step returned no row');
	return { granted: found.granted, earlier: found.stepId === null ? undefined : stepRow.parse(found) };
}

/** On another target nothing would be found of what an earlier try made, and it would stay where it is. */
const begunOnTarget = `target_id is not null and intent is not null and status <> 'undone'`;

/** What a step that was taken back had decided is forgotten, so that it is planned anew. */
const forgottenWhenUndone = ['intent', 'sealed_secrets', 'result', 'replaced']
	.map((column) => `${column} = case when task_step.status <> 'undone' then task_step.${column} end`)
	.join(', ');

const intendedTask = taskRow.extend({ recorded: z.boolean() });

/**
 * Locks the task and writes down what its step has decided on. The caller looks at the task that comes back, and gives the
 * transaction up when it may not go on.
 *
 * @returns undefined when there is no such task; `recorded` is false when the lease has gone to somebody else.
 */
export async function recordIntent(
	transaction: Transaction,
	{ taskId, name, token }: StepUpdate,
	{
		intent,
		sealedSecrets,
		redoAfterRollback,
	}: { readonly intent: unknown; readonly sealedSecrets: string | null; readonly redoAfterRollback: boolean },
): Promise<(Task & { readonly recorded: boolean }) | undefined> {
	transaction.locking('task', taskId);
	return await transaction.row(
		intendedTask,
		`with t as materialized (select * from msp.task where id = $1 for no key update),
			step as (update msp.task_step set intent = $4, sealed_secrets = $5, redo_after_rollback = $6
				where task_id = $1 and name = $2 and lease_token = $3 and exists (select from t) returning 1)
		select ${taskColumns}, exists (select from step) as recorded from t`,
		[taskId, name, token, json(intent), sealedSecrets, redoAfterRollback],
	);
}
