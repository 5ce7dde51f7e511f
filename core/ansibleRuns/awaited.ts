import type { Transaction } from '../db';

/**
 * Writes down that a task waits for a decision, and holds the approval until the transaction ends: whoever decides after it
 * finds the task.
 *
 * @returns false when it is decided, or the time to decide is over.
 */
export async function recordAwaiting(transaction: Transaction, approvalId: string, taskId: string): Promise<boolean> {
	const changed = await transaction.run(
		`update msp.ansible_approval set awaited_by = array_append(array_remove(awaited_by, $2::uuid), $2::uuid)
		where id = $1 and decision is null and until > now()`,
		[approvalId, taskId],
	);
	return changed > 0;
}
