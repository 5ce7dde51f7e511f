import { json, type Transaction } from '../db';
import { taskColumns, taskRow, type NewTask, type Task } from './tasks';

/** Adds tasks in one statement; those whose keys are taken are left out. They are due within the minute. */
export async function insertTasks(transaction: Transaction, tasks: readonly NewTask[]): Promise<Task[]> {
	return await transaction.rows(
		taskRow,
		`insert into msp.task as t (customer_id, kind, subject_type, subject_id, input, task_key, in_turn, correlation_id,
			next_attempt_at, not_before, created_at)
		select n."customerId", n.kind, n."subjectType", n."subjectId", n.input, n."taskKey", n."inTurn", n."correlationId",
			greatest(now() + interval '1 minute', n."notBefore"), n."notBefore", clock_timestamp()
		from jsonb_to_recordset($1::jsonb) as n ("customerId" uuid, kind text, "subjectType" text, "subjectId" uuid,
			input jsonb, "taskKey" text, "inTurn" boolean, "correlationId" text, "notBefore" timestamptz)
		on conflict (task_key) do nothing returning ${taskColumns}`,
		[json(tasks)],
	);
}
