import { z } from 'zod';
import type { Transaction } from '../db';
import { day } from '../kernel/calendar';
import { InputError } from '../kernel/errors';
import { findService } from '../services';
import { listDoneSteps, type MayBegin, type Task, type TaskKind } from '../tasks';
import { plannedOfTask, settleAttempts } from './attempts';
import { readBook } from './book';
import { debtsOf } from './debts';
import { orLater } from './orLater';
import { readAccount } from './readAccounts';
import { today } from './today';

/** What a letter of dunning is about. */
export const noticeInput = z.object({
	about: z.enum(['unpaid', 'suspended', 'reactivated']),
	/** The day of the run that planned it. */
	day,
	/** Of a letter about unpaid invoices: as what it was planned, and the template of its stage. */
	action: z.enum(['remind', 'warn_suspension', 'warn_termination']).optional(),
	template: z.string().optional(),
	/** Of a letter about a service. */
	serviceId: z.uuid().optional(),
});
export type NoticeInput = z.infer<typeof noticeInput>;

export const noticeOfTask = ({ input }: Pick<Task, 'input'>): NoticeInput => noticeInput.parse(input);

const wordsRow = z.object({ customerId: z.uuid(), customerCode: z.string() });

/** A letter of dunning to a customer. */
export const noticeKind: TaskKind = {
	name: 'dunning_notice',
	subjectType: 'customer',
	input: noticeInput,
	async describe(transaction, customerIds) {
		const rows = await transaction.rows(
			wordsRow,
			'select id as customer_id, customer_code from msp.customer where id = any($1)',
			[customerIds],
		);
		return new Map(rows.map(({ customerId, customerCode }) => [customerId, { customerCode }]));
	},
	mayBegin: async (transaction, task, now) => await orLater(async () => await mayBeSent(transaction, task, now), now),
	async checkComplete(transaction, { taskId }) {
		const sent = await listDoneSteps(transaction, taskId, 'message.send');
		if (sent.length === 0) {
			throw new InputError(
				'taskId',
				'has no step that sent its letter',
				"Put MSP Message → Send before it, with the task's ID under Durable Step.",
			);
		}
		if ((await plannedOfTask(transaction, taskId)).length === 0) return;
		throw new InputError(
			'taskId',
			'is of a letter that was sent, and nobody noted it',
			'Put MSP Billing → Dunning: Record before it.',
		);
	},
	async onFailed(transaction, { taskId, vendorMessage }) {
		const detail = vendorMessage ?? '';
		await settleAttempts(transaction, taskId, { status: 'failed', sentOn: null, detail });
	},
	async onCancelled(transaction, { taskId }) {
		await settleAttempts(transaction, taskId, { status: 'skipped', sentOn: null, detail: 'not wanted any more' });
	},
};

/** A letter is sent as long as what it says is so. */
async function mayBeSent(transaction: Transaction, task: Task, now: Date): Promise<MayBegin> {
	const { about, serviceId } = noticeOfTask(task);
	if (about !== 'unpaid') {
		const service = serviceId === undefined ? undefined : await findService(transaction, serviceId);
		const expected = about === 'suspended' ? 'suspended' : 'active';
		if (service?.status === expected) return { begin: 'now' };
		return { begin: 'never', why: `the service is ${service?.status ?? 'gone'}` };
	}
	const planned = await plannedOfTask(transaction, task.taskId);
	if (planned.length === 0) return { begin: 'never', why: 'a later letter tells the same' };
	const book = await readBook(transaction, [task.subjectId]);
	const account = await readAccount(transaction, book, task.subjectId, now);
	const debts = account ? debtsOf(account, today(account, now), { holds: true }) : [];
	const owed = new Set(debts.map(({ invoice }) => invoice.invoiceId));
	if (planned.some(({ invoiceId }) => owed.has(invoiceId))) return { begin: 'now' };
	return { begin: 'never', why: 'nothing of it is owed any more' };
}
