import { z } from 'zod';
import { json, type Transaction } from '../db';
import { day } from '../kernel/calendar';
import { attemptStatuses, type Attempt } from './account';
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

export interface NewAttempt extends Attempt {
	readonly customerId: string;
	readonly taskId: string | null;
	readonly runId: string;
	readonly detail?: string;
}

/**
 * Notes what is done at stages. What an earlier night planned and nobody did is replaced; what was told stays, unless it is
 * told anew.
 */
export async function writeAttempts(transaction: Transaction, attempts: readonly NewAttempt[]): Promise<void> {
	if (attempts.length === 0) return;
	await transaction.run(
		`insert into msp.dunning_attempt as a (customer_id, invoice_id, stage_code, due_on, action, status, planned_on, sent_on,
			task_id, run_id, detail)
		select p."customerId", p."invoiceId", p."stageCode", p."dueOn", p.action, p.status, p."plannedOn", p."sentOn",
			p."taskId", p."runId", coalesce(p.detail, '')
		from jsonb_to_recordset($1::jsonb) as p ("customerId" uuid, "invoiceId" uuid, "stageCode" text, "dueOn" date,
			action text, status text, "plannedOn" date, "sentOn" date, "taskId" uuid, "runId" uuid, detail text)
		on conflict on constraint dunning_attempt_once do update set action = excluded.action, status = excluded.status,
			planned_on = excluded.planned_on, sent_on = excluded.sent_on, task_id = excluded.task_id, run_id = excluded.run_id,
			detail = excluded.detail`,
		[json(attempts)],
	);
}

/** Writes how the letter of a task went, to all stages that it was to be sent for. */
export async function settleAttempts(
	transaction: Transaction,
	taskId: string,
	{ status, sentOn, detail = '' }: Pick<Attempt, 'status' | 'sentOn'> & { readonly detail?: string },
): Promise<number> {
	return await transaction.run(
		`update msp.dunning_attempt set status = $2, sent_on = $3, detail = $4 where task_id = $1 and status = 'planned'`,
		[taskId, status, sentOn, detail],
	);
}

/** A warning that threatens nothing any more when it is sent is a reminder, and does not count as a warning. */
export async function tellAsReminder(transaction: Transaction, taskId: string): Promise<void> {
	await transaction.run(
		`update msp.dunning_attempt set action = 'remind' where task_id = $1 and status = 'planned' and action <> 'remind'`,
		[taskId],
	);
}

/** The stages that the letter of a task is for and was not sent for yet. */
export async function plannedOfTask(transaction: Transaction, taskId: string): Promise<Attempt[]> {
	return await transaction.rows(
		attemptRow,
		`select ${attemptColumns} from msp.dunning_attempt a where a.task_id = $1 and a.status = 'planned'
		order by a.due_on, a.invoice_id, a.stage_code`,
		[taskId],
	);
}
