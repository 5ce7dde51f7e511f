import { reportIn } from '../alerts';
import type { Transaction } from '../db';
import type { Day } from '../kernel/calendar';
import { startTasks } from '../tasks';
import type { AttemptStatus, DunnedAccount, Evaluation, PlannedAttempt } from './account';
import { writeAttempts, type NewAttempt } from './attempts';
import { noticeKind } from './noticeTask';

/** An account with what it asks for on a day. */
export interface Evaluated {
	readonly account: DunnedAccount;
	/** In the customer's time zone. */
	readonly day: Day;
	readonly evaluation: Evaluation;
}

/**
 * Notes what a page of accounts asks for, and makes a task of each letter: one for a customer and day. Returns the tasks
 * that it made, by customer.
 */
export async function writePage(
	transaction: Transaction,
	evaluated: readonly Evaluated[],
	runId: string,
): Promise<ReadonlyMap<string, string>> {
	const tasks = await startTasks(
		transaction,
		noticeKind,
		evaluated.flatMap(({ account: { customerId, hasAddress }, day, evaluation: { notice } }) => {
			if (!notice || !hasAddress) return [];
			const input = { about: 'unpaid', day, action: notice.action, template: notice.template };
			return [{ customerId, subjectId: customerId, input, taskKey: `dunning_notice:${customerId}:${day}` }];
		}),
	);
	const made = new Map(tasks.map(({ subjectId, taskId }) => [subjectId, taskId]));
	await writeAttempts(
		transaction,
		evaluated.flatMap((one) => notesOf(one, made.get(one.account.customerId), runId)),
	);
	for (const one of evaluated) await tellStaff(transaction, one);
	return made;
}

/** What is noted; late fees are noted when they are charged. */
function notesOf({ account, day, evaluation }: Evaluated, taskId: string | undefined, runId: string): NewAttempt[] {
	const { notice, covered, skipped, retryCharges, escalations } = evaluation;
	const { customerId } = account;
	const noted = (planned: readonly PlannedAttempt[], status: AttemptStatus, task: string | null = null): NewAttempt[] =>
		planned.map(({ invoiceId, stageCode, dueOn, action }) => ({
			...{ customerId, invoiceId, stageCode, dueOn, action, status, plannedOn: day },
			...{ sentOn: null, taskId: task, runId },
		}));
	const isDone = ({ action }: PlannedAttempt) => action === 'retry_charge' || action === 'escalate';
	return [
		...noted([...retryCharges, ...escalations], 'sent'),
		...noted(skipped.filter(isDone), 'skipped'),
		...(taskId === undefined
			? []
			: [
					...noted(
						skipped.filter((one) => !isDone(one)),
						'skipped',
					),
					...noted(covered, 'covered'),
					...noted(notice?.sends ?? [], 'planned', taskId),
				]),
	];
}

/** What a person must hear of: a stage that says so, and a customer whom no letter reaches. */
async function tellStaff(transaction: Transaction, { account, evaluation }: Evaluated): Promise<void> {
	const { customerCode, customerId, hasAddress, invoices } = account;
	for (const { invoiceId, stageCode, dueOn } of evaluation.escalations) {
		const number = invoices.find((invoice) => invoice.invoiceId === invoiceId)?.number ?? invoiceId;
		await reportIn(transaction, {
			cause: `dunning:${invoiceId}:${stageCode}:${dueOn}`,
			kind: 'other',
			severity: 'warning',
			settles: 'by_hand',
			title: `Invoice ${number} of ${customerCode} is unpaid and has reached ${stageCode}`,
			message: evaluation.why.join('\n'),
			remedy: 'Call the customer, or decide what becomes of the services. Then close this alert.',
			facts: { customerCode },
		});
	}
	if (!evaluation.notice || hasAddress) return;
	await reportIn(transaction, {
		cause: `dunning:no-address:${customerId}`,
		kind: 'other',
		severity: 'warning',
		settles: 'quiet',
		title: `${customerCode} has unpaid invoices and no mail address`,
		message: 'No reminder and no warning reaches the customer, and so nothing is suspended.',
		remedy: 'Give the customer an address with MSP Customers → Customer: Update.',
		facts: { customerCode },
	});
}
