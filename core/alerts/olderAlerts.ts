import type { Transaction } from '../db';

/** Ends what an earlier try of the same task had to tell: the newest failure says all. */
export async function endOlderAlertsOfTask(transaction: Transaction, taskId: string, but: string): Promise<void> {
	await transaction.run(
		`update msp.alert a set settled_at = now(), to_tell = null
		where a.settled_at is null and a.id <> $2 and a.kind = 'task_failed'
			and exists (select from msp.alert_subject s where s.alert_id = a.id and s.subject_id = $1)`,
		[taskId, but],
	);
}
