import { z } from 'zod';
import { json, type Transaction } from '../db';
import { day, type Day } from '../kernel/calendar';
import { attemptStatuses, type Attempt, type AttemptStatus, type PlannedAttempt } from './account';
import { stageActions } from './campaign';

export const attemptRow = z.object({
	invoiceId: z.uuid(),
	stageCode: z.string(),
	dueOn: day,
	action: z.enum(stageActions),
	status: z.enum(attemptStatuses),
	plannedOn: day,
	sentOn: day.nullable(),
});

/** Of `msp.dunning_attempt a`. */
export const attemptColumns = 'a.invoice_id, a.stage_code, a.due_on, a.action, a.status, a.planned_on, a.sent_on';

export interface NewAttempts {
	readonly customerId: string;
	readonly status: AttemptStatus;
	readonly plannedOn: Day;
	readonly sentOn: Day | null;
	readonly taskId: string | null;
	readonly runId: string | null;
}

/**
 * Notes what is done at stages. What an earlier night planned and nobody did is replaced; what was told stays, unless it is
 * told anew.
 */
export async function writeAttempts(
	transaction: Transaction,
	planned: readonly PlannedAttempt[],
	{ customerId, status, plannedOn, sentOn, taskId, runId }: NewAttempts,
): Promise<void> {
	if (planned.length === 0) return;
	await transaction.run(
		`insert into msp.dunning_attempt as a (customer_id, invoice_id, stage_code, due_on, action, status, planned_on, sent_on,
			task_id, run_id)
		select $1, p."invoiceId", p."stageCode", p."dueOn", p.action, $2, $3, $4, $5, $6
		from jsonb_to_recordset($7::jsonb) as p ("invoiceId" uuid, "stageCode" text, "dueOn" date, action text)
		on conflict on constraint dunning_attempt_once do update set action = excluded.action, status = excluded.status,
			planned_on = excluded.planned_on, sent_on = excluded.sent_on, task_id = excluded.task_id, run_id = excluded.run_id`,
		[customerId, status, plannedOn, sentOn, taskId, runId, json(planned)],
	);
}

/** Writes how the letter of a task went, to all stages that it was sent for. */
export async function settleAttempts(
	transaction: Transaction,
	taskId: string,
	{ status, sentOn, detail = '' }: Pick<Attempt, 'status' | 'sentOn'> & { readonly detail?: string },
): Promise<number> {
	return await transaction.run(
		`update msp.dunning_attempt set status = $2, sent_on = $3, detail = $4 where task_id = $1 and status in ('planned')`,
		[taskId, status, sentOn, detail],
	);
}

/** The stages that the letter of a task is for and has not been sent for. */
export async function plannedOfTask(transaction: Transaction, taskId: string): Promise<Attempt[]> {
	return await transaction.rows(
		attemptRow,
		`select ${attemptColumns} from msp.dunning_attempt a where a.task_id = $1 and a.status = 'planned'
		order by a.due_on, a.invoice_id, a.stage_code`,
		[taskId],
	);
}
