import { z } from 'zod';
import { errorClasses, type ExternalError } from '../kernel/errors';
import type { Transaction } from '../db/store';

export const stepRow = z.object({
	stepId: z.uuid(),
	taskId: z.uuid(),
	customerId: z.uuid(),
	name: z.string(),
	position: z.number(),
	effect: z.string(),
	serverId: z.uuid().nullable(),
	serverCode: z.string().nullable(),
	status: z.enum(['started', 'done', 'failed', 'undoing', 'undone']),
	intent: z.unknown(),
	sealedSecrets: z.string().nullable(),
	result: z.unknown(),
	canUndo: z.boolean(),
	/** What the step's result replaced in the back office; null where it replaced nothing. */
	settled: z.unknown(),
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
export type Step = z.infer<typeof stepRow>;

const columns = `id as step_id, task_id, customer_id, name, position, effect,
	server_id, (select server_code from msp.server where server.id = server_id) as server_code, status, intent, sealed_secrets, result, can_undo, settled, attempt,
	error_class, vendor_message, remedy, lease_until,
	coalesce(lease_until > now(), false) as leased, started_at, finished_at`;

/** The step, held against changes by others until the transaction ends. */
export async function lockStep(transaction: Transaction, taskId: string, name: string): Promise<Step | undefined> {
	return await transaction.row(
		stepRow,
		`select ${columns} from msp.provisioning_step where task_id = $1 and name = $2 for update`,
		[taskId, name],
	);
}

/** The steps of a task in the order in which they were first begun. */
export async function listSteps(transaction: Transaction, taskId: string): Promise<Step[]> {
	return await transaction.rows(
		stepRow,
		`select ${columns} from msp.provisioning_step where task_id = $1 order by position`,
		[taskId],
	);
}

export interface StepLease {
	readonly taskId: string;
	readonly customerId: string;
	readonly name: string;
	readonly effect: string;
	readonly serverId: string | null;
	readonly canUndo: boolean;
	readonly token: string;
	readonly seconds: number;
}

/** Adds the step, or takes it over with one more attempt, and holds it under the lease's token. */
export async function leaseStep(transaction: Transaction, lease: StepLease): Promise<void> {
	await transaction.run(
		`insert into msp.provisioning_step
			(task_id, customer_id, name, position, effect, server_id, status, can_undo, lease_token, lease_until)
		values ($1, $2, $3, (select count(*) + 1 from msp.provisioning_step where task_id = $1), $4, $5, 'started', $6, $7,
			now() + make_interval(secs => $8::float8))
		on conflict (task_id, name) do update set status = 'started', attempt = provisioning_step.attempt + 1,
			server_id = excluded.server_id, lease_token = excluded.lease_token, lease_until = excluded.lease_until,
			error_class = null, vendor_message = null, remedy = null, finished_at = null, updated_at = now()`,
		[
			lease.taskId,
			lease.customerId,
			lease.name,
			lease.effect,
			lease.serverId,
			lease.canUndo,
			lease.token,
			lease.seconds,
		],
	);
}

/** Forgets what a step that was taken back had decided, so that it is planned anew. */
export async function forgetIntent(transaction: Transaction, stepId: string): Promise<void> {
	await transaction.run(
		`update msp.provisioning_step set intent = null, sealed_secrets = null, result = null, settled = null where id = $1`,
		[stepId],
	);
}

/** What is recorded under a lease. Each gives false where the lease has gone to somebody else. */
export interface StepUpdate {
	readonly taskId: string;
	readonly name: string;
	readonly token: string;
}

/** Holds the step for so long from now. */
export async function renewStep(
	transaction: Transaction,
	{ taskId, name, token }: StepUpdate,
	seconds: number,
): Promise<boolean> {
	return await touched(
		transaction,
		`update msp.provisioning_step set lease_until = now() + make_interval(secs => $4::float8)
		where task_id = $1 and name = $2 and lease_token = $3`,
		[taskId, name, token, seconds],
	);
}

export async function recordIntent(
	transaction: Transaction,
	{ taskId, name, token }: StepUpdate,
	intent: unknown,
	sealedSecrets: string | null,
): Promise<boolean> {
	return await touched(
		transaction,
		`update msp.provisioning_step set intent = $4, sealed_secrets = $5, updated_at = now()
		where task_id = $1 and name = $2 and lease_token = $3`,
		[taskId, name, token, JSON.stringify(intent), sealedSecrets],
	);
}

export async function recordResult(
	transaction: Transaction,
	{ taskId, name, token }: StepUpdate,
	result: unknown,
): Promise<boolean> {
	return await touched(
		transaction,
		`update msp.provisioning_step set status = 'done', result = $4, lease_token = null, lease_until = null,
			error_class = null, vendor_message = null, remedy = null, finished_at = now(), updated_at = now()
		where task_id = $1 and name = $2 and lease_token = $3`,
		[taskId, name, token, JSON.stringify(result ?? null)],
	);
}

/** Keeps what the step's result replaced in the back office, in the transaction that records the result. */
export async function recordReplaced(
	transaction: Transaction,
	{ taskId, name }: Pick<StepUpdate, 'taskId' | 'name'>,
	settled: unknown,
): Promise<void> {
	await transaction.run(`update msp.provisioning_step set settled = $3 where task_id = $1 and name = $2`, [
		taskId,
		name,
		JSON.stringify(settled),
	]);
}

export async function recordFailure(
	transaction: Transaction,
	{ taskId, name, token }: StepUpdate,
	error: ExternalError,
): Promise<boolean> {
	return await touched(
		transaction,
		`update msp.provisioning_step set status = 'failed', error_class = $4, vendor_message = $5, remedy = $6,
			lease_token = null, lease_until = null, finished_at = now(), updated_at = now()
		where task_id = $1 and name = $2 and lease_token = $3`,
		[taskId, name, token, error.errorClass, error.vendorMessage, error.remedy],
	);
}

/** Marks that a step is being taken back (`undoing`) or that nothing of it is left (`undone`), with a word on it. */
export async function recordUndo(
	transaction: Transaction,
	stepId: string,
	status: 'undoing' | 'undone',
	detail: string | null = null,
): Promise<void> {
	await transaction.run(
		`update msp.provisioning_step set status = $2, remedy = coalesce($3, remedy), lease_token = null, lease_until = null,
			updated_at = now() where id = $1`,
		[stepId, status, detail],
	);
}

async function touched(transaction: Transaction, sql: string, values: readonly unknown[]): Promise<boolean> {
	return (await transaction.run(sql, values)) === 1;
}

/** Records the result of a step that a node from elsewhere ran. The caller has locked it. */
export async function recordForeignResult(transaction: Transaction, stepId: string, result: unknown): Promise<void> {
	await transaction.run(
		`update msp.provisioning_step set status = 'done', result = $2, lease_token = null, lease_until = null,
			finished_at = now(), updated_at = now() where id = $1`,
		[stepId, JSON.stringify(result ?? null)],
	);
}

/** Lets go of every step of a task whose run is over, so that the next run need not wait for the leases. */
export async function releaseSteps(transaction: Transaction, taskId: string): Promise<void> {
	await transaction.run(
		`update msp.provisioning_step set lease_token = null, lease_until = null where task_id = $1 and lease_token is not null`,
		[taskId],
	);
}

/**
 * Marks what a task made or asked for in an account that is gone, as gone with it: it cannot be taken back by itself any
 * more, and a retry of the task makes it anew in the next account.
 */
export async function closeStepsOfAccount(
	transaction: Transaction,
	{ stepId, taskId }: Pick<Step, 'stepId' | 'taskId'>,
): Promise<void> {
	await transaction.run(
		`update msp.provisioning_step s set status = 'undone', remedy = 'Gone with the account.', lease_token = null,
			lease_until = null, updated_at = now()
		from msp.provisioning_step account
		where account.id = $1 and s.task_id = $2 and s.id <> $1 and s.status <> 'undone'
			and s.intent->>'username' = account.intent->>'username' and s.intent->>'domain' = account.intent->>'domain'`,
		[stepId, taskId],
	);
}

/**
 * Marks what cannot be taken back by itself as gone with the account, so that a retry of the task does it again: what a
 * server was asked for, such as a certificate; the mails to the customer, which told of an account that is no more; and
 * what had failed.
 */
export async function closeOneWaySteps(transaction: Transaction, taskId: string): Promise<void> {
	await transaction.run(
		`update msp.provisioning_step set status = 'undone', updated_at = now()
		where task_id = $1 and not can_undo and status <> 'undone'
			and (server_id is not null or status = 'failed'
				or (effect = 'message.send' and intent->>'template' is distinct from 'operatorAlert'))`,
		[taskId],
	);
}
