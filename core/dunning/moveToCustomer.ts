import { z } from 'zod';
import { endAlertIn } from '../alerts';
import type { Merge, Moved, Transaction } from '../db';
import { severity } from './notice';

const waitingRow = z.object({
	taskId: z.uuid(),
	action: z.enum(['remind', 'warn_suspension', 'warn_termination']).catch('remind'),
});

/**
 * Gives what was done for the invoices of a customer who is merged to the other one: what was told stays told. Letters that
 * wait for both become one, which tells of all that is owed and warns of the most severe; the other tasks end without one. To
 * be called before the tasks are given away.
 */
export async function moveDunning(transaction: Transaction, { from, into }: Merge): Promise<Moved> {
	const waiting = await transaction.rows(
		waitingRow,
		`select t.id as task_id, t.input ->> 'action' as action from msp.task t
		where t.kind = 'dunning_notice' and t.subject_type = 'customer' and t.subject_id = any($1)
			and t.input ->> 'about' = 'unpaid' and t.status in ('pending', 'waiting', 'retry')
			and not exists (select from msp.task_step s where s.task_id = t.id and s.status = 'done')
		order by t.created_at, t.id`,
		[[from, into]],
	);
	const [kept, ...others] = waiting.toSorted((one, other) => severity[other.action] - severity[one.action]);
	if (kept && others.length > 0) {
		await transaction.run(
			`update msp.dunning_attempt set task_id = $1 where task_id = any($2) and status = 'planned'`,
			[kept.taskId, others.map(({ taskId }) => taskId)],
		);
	}
	return {
		rows: {
			dunning_attempt: await transaction.run('update msp.dunning_attempt set customer_id = $2 where customer_id = $1', [
				from,
				into,
			]),
		},
		clashes: others.length > 0 ? ['Letters on unpaid invoices wait for both: one is sent, and tells of all.'] : [],
	};
}

/** Ends what staff were told about a customer who is merged. The next night tells it of the other one, if it is still so. */
export async function endAlertsOfCustomer(transaction: Transaction, customerId: string): Promise<void> {
	for (const cause of ['no-address', 'unreadable', 'fee']) {
		await endAlertIn(transaction, `dunning:${cause}:${customerId}`);
	}
}
