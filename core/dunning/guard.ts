import { z } from 'zod';
import type { Transaction } from '../db';
import { isOpenAt, nextOpening } from '../policies';
import { lifecycleInput } from '../provisioning';
import { getService } from '../services';
import { startTasks, type MayBegin, type Task, type TaskKind } from '../tasks';
import { readBook } from './book';
import { evaluateAccount } from './evaluate';
import { noticeKind } from './noticeTask';
import { orLater } from './orLater';
import { readAccount } from './readAccounts';
import { today } from './today';

const inputOf = ({ input }: Pick<Task, 'input'>) => lifecycleInput.parse(input);

/**
 * The kinds of changes of services, with the check that dunning makes right before a change that it asked for, and the
 * letter that follows from one. Other changes are as they were.
 */
export function guardedByDunning(kinds: readonly TaskKind[]): TaskKind[] {
	return kinds.map((kind) => {
		if (kind.name !== 'suspend' && kind.name !== 'terminate' && kind.name !== 'unsuspend') return kind;
		const enforcement = kind.name === 'unsuspend' ? undefined : kind.name;
		return {
			...kind,
			mayBegin: async (transaction, task, now) => {
				if (enforcement === undefined || !inputOf(task).dunning) return { begin: 'now' };
				return await orLater(async () => await stillAskedFor(transaction, task, enforcement, now), now);
			},
			onCompleted: async (transaction, task) => {
				await kind.onCompleted?.(transaction, task);
				if (inputOf(task).dunning) await tellCustomer(transaction, task);
			},
		};
	});
}

/** How long money that has come may take to be applied; after that something else is wrong, and it is no reason to wait. */
const appliedWithinMinutes = 15;
const lookAgainMs = 2 * 60_000;

/** Whether dunning still asks for a change, and whether its hours have come. */
async function stillAskedFor(
	transaction: Transaction,
	{ subjectId }: Task,
	what: 'suspend' | 'terminate',
	now: Date,
): Promise<MayBegin> {
	const service = await getService(transaction, subjectId);
	const book = await readBook(transaction, [service.customerId]);
	const account = await readAccount(transaction, book, service.customerId, now);
	const found = account?.services.find(({ serviceId }) => serviceId === subjectId);
	if (!account || !found) return { begin: 'never', why: `the service is ${service.status}` };
	if (found.policy.dunning !== 'live') return { begin: 'never', why: 'dunning is not live any more' };

	// This task is what is under way, and no reason against itself.
	const services = account.services.map((one) => (one === found ? { ...one, pending: null } : one));
	const evaluation = evaluateAccount({ ...account, services }, today(account, now), now);
	const asked = what === 'suspend' ? evaluation.suspensions : evaluation.terminations;
	if (!asked.some(({ serviceId }) => serviceId === subjectId)) {
		const why = [`nothing asks for it any more: the service is ${service.status}`, ...evaluation.why].join('; ');
		return { begin: 'never', why: why.slice(0, 1_000) };
	}
	if (await moneyIsArriving(transaction, now)) {
		const at = new Date(now.getTime() + lookAgainMs);
		return { begin: 'later', at, why: 'payments that have come are applied first' };
	}
	if (isOpenAt(found.policy, account, now)) return { begin: 'now' };
	const at = nextOpening(found.policy, account, now);
	return { begin: 'later', at, why: 'waits for the business hours of the customer' };
}

/** Whether a payment has come that nobody has applied yet: it may be of this customer. */
async function moneyIsArriving(transaction: Transaction, now: Date): Promise<boolean> {
	const found = await transaction.row(
		z.object({ arriving: z.boolean() }),
		`select exists (select from msp.payment_event where processed_at is null and kind = 'payment_succeeded'
			and received_at between $1::timestamptz - make_interval(mins => $2) and $1::timestamptz + interval '1 minute')
			as arriving`,
		[now, appliedWithinMinutes],
	);
	return found?.arriving ?? false;
}

/** The letter about a service that was suspended for money, or that a payment gave back; once for each change. */
async function tellCustomer(transaction: Transaction, task: Task): Promise<void> {
	if (task.kind === 'terminate') return;
	const { customerId } = await getService(transaction, task.subjectId);
	const about = task.kind === 'suspend' ? 'suspended' : 'reactivated';
	const day = (task.startedAt ?? task.createdAt).toISOString().slice(0, 10);
	await startTasks(transaction, noticeKind, [
		{
			customerId,
			subjectId: customerId,
			input: { about, day, serviceId: task.subjectId },
			taskKey: `dunning_notice:${about}:${task.taskId}`,
		},
	]);
}
