import type { BackOffice, Transaction } from '../db';
import { decimalOf, type Money } from '../kernel/money';
import { closeForCharge } from '../paymentRequests';
import type { StripeAccount } from '../stripe';
import { findTask, type SideEffect, type Task } from '../tasks';
import { findAttemptOfTask } from './attempts';
import { charge } from './chargeKind';
import { factsOf } from './facts';

/**
 * Why a charge that is under way is not to be made any more: the invoice was paid, changed, voided, disputed or credited
 * meanwhile. Undefined while it is owed.
 */
export async function whyNotOwed(
	transaction: Transaction,
	{ taskId, subjectId }: Pick<Task, 'taskId' | 'subjectId'>,
	now: Date,
): Promise<string | undefined> {
	const attempt = await findAttemptOfTask(transaction, taskId);
	const [facts] = await factsOf(transaction, [subjectId], now);
	if (!attempt || !facts) return 'the invoice is gone';
	const { status, balanceMinor, currency, hold, wentBack } = facts;
	if (status !== 'open' && status !== 'partial') return `the invoice is ${status}`;
	if (currency !== attempt.currency) return `the invoice is in ${currency} now`;
	if (balanceMinor < attempt.amountMinor) {
		return `the invoice owes only ${decimalOf({ amountMinor: balanceMinor, currency })} ${currency} now`;
	}
	if (hold !== null) return hold === 'disputed' ? 'a payment of it is disputed' : 'a payment of it is on its way';
	return wentBack ? 'money that paid for it went back' : undefined;
}

/** What a charge shows that was not made, as nothing was to be charged any more. */
export interface NotCharged {
	readonly outcome: 'not_owed';
	readonly paymentIntentId: null;
	readonly reason: string;
	readonly retry: 'no';
	readonly whatToDo: string;
}

/**
 * The charge of a task, which looks right before each call whether the invoice still owes it: between a try and the next one
 * the customer may have paid in another way. A page on which they could pay it as well is closed first. A charge of another task or of none is made as it is.
 */
export function whileOwed<Input, Intent extends { readonly params: { readonly amount: Money } }, Result>(
	effect: SideEffect<Input, Intent, Result>,
	task: { readonly taskId: string; readonly office: () => Promise<Pick<BackOffice, 'store'>> } | undefined,
	stripe: StripeAccount,
	clock: () => Date = () => new Date(),
): SideEffect<Input, Intent, Result | NotCharged> {
	if (!task) return effect;
	return {
		...effect,
		result: effect.result,
		async apply(intent, secrets) {
			const { store } = await task.office();
			const known = await store.asStaff(async (transaction) => await findTask(transaction, task.taskId));
			if (known?.kind !== charge.name) return await effect.apply(intent, secrets);
			const isPaid = await closePages({ store }, stripe, known);
			const why = isPaid
				? 'the customer has just paid it on a page'
				: await store.asStaff(async (transaction) => await whyNotOwed(transaction, known, clock()));
			if (why === undefined) return await effect.apply(intent, secrets);
			return { outcome: 'not_owed', paymentIntentId: null, reason: why, retry: 'no', whatToDo: 'Nothing was charged.' };
		},
	};
}

/** True when the customer was quicker. */
async function closePages(
	office: Pick<BackOffice, 'store'>,
	stripe: StripeAccount,
	{ taskId, subjectId }: Pick<Task, 'taskId' | 'subjectId'>,
): Promise<boolean> {
	const attempt = await office.store.asStaff(async (transaction) => await findAttemptOfTask(transaction, taskId));
	if (!attempt) return false;
	const { customerId, currency } = attempt;
	return await closeForCharge(office, stripe, { customerId, currency, invoiceId: subjectId });
}
