import { z } from 'zod';
import type { BackOffice, Merge, Moved, Transaction } from '../db';
import { InputError } from '../kernel/errors';
import { resealSecrets } from './stepRecord';

const movedRow = z.object({ taskId: z.uuid(), kind: z.string(), status: z.string(), leased: z.boolean() });
const sealedRow = z.object({ stepId: z.uuid(), sealedSecrets: z.string() });

/** Of `t` of `msp.task`: whether a run holds it, or one of its steps. */
const leased = `coalesce(t.lease_until > now(), false) or exists (select from msp.task_step s
	where s.task_id = t.id and s.lease_until > now())`;

/**
 * Gives the tasks of a customer who is merged to the other one, with their steps and what these keep sealed. To be called
 * after their subjects were given away.
 *
 * @throws InputError while a run works on one of them: it would write what it finds out for the customer who is merged.
 */
export async function moveTasks(
	{ vault }: Pick<BackOffice, 'vault'>,
	transaction: Transaction,
	{ from, into }: Merge,
): Promise<Moved> {
	const tasks = await transaction.rows(
		movedRow,
		`update msp.task t set customer_id = $2,
			subject_id = case when subject_type = 'customer' and subject_id = $1 then $2 else subject_id end
		where customer_id = $1 returning t.id as task_id, t.kind, t.status, ${leased} as leased`,
		[from, into],
	);
	const held = tasks.find((task) => task.leased);
	if (held) throw isAtWork(held);
	const sealed = await transaction.rows(
		sealedRow,
		`select id as step_id, sealed_secrets from msp.task_step
		where customer_id = $1 and sealed_secrets is not null order by id for update`,
		[from],
	);
	for (const { stepId, sealedSecrets } of sealed) {
		await transaction.run('update msp.task_step set sealed_secrets = $2 where id = $1', [
			stepId,
			resealSecrets(vault, sealedSecrets, { from, into }),
		]);
	}
	const steps = await transaction.run('update msp.task_step set customer_id = $2 where customer_id = $1', [from, into]);
	return { rows: { task: tasks.length, task_step: steps } };
}

function isAtWork({ taskId, kind, status }: z.infer<typeof movedRow>): InputError {
	return new InputError(
		'customer',
		`has a task at work: ${kind} ${taskId} is ${status}`,
		'Wait until the task is over, or cancel it with MSP Task → Task: Cancel. Then merge again.',
		'conflict',
	);
}
