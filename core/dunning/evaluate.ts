import type { Day } from '../kernel/calendar';
import { decimalOf } from '../kernel/money';
import type { AccountState, DunnedAccount, Evaluation, PlannedAttempt, PlannedFee } from './account';
import type { StageAction } from './campaign';
import { isAskedFor, isExempt, isSuspendedForMoney } from './debts';
import {
	nextSuspensionOf,
	nightOf,
	reactivationsOf,
	suspensionsOf,
	terminationsOf,
	warningsOf,
	type Night,
} from './enforcement';
import { feeOf } from './lateFee';
import { noticeOf } from './notice';

/**
 * What an account asks for on a day: derived from its unpaid invoices, its policy and what the customer was told, and from
 * nothing else. So a night that was missed needs no backlog, and the simulation and the run cannot disagree. Pure.
 *
 * @param day the day in the customer's time zone.
 * @param now the moment, if the day has begun: nothing is planned for an hour that is over.
 */
export function evaluateAccount(account: DunnedAccount, day: Day, now?: Date): Evaluation {
	const night = nightOf(account, day);
	const warnings = warningsOf(night);
	const told = noticeOf(night, warnings);
	const retries = onceFor(night, 'retry_charge');
	const escalations = onceFor(night, 'escalate');
	const suspensions = suspensionsOf(night, now);
	const found = {
		...told,
		skipped: [...told.skipped, ...retries.skipped, ...escalations.skipped],
		lateFees: lateFeesOf(night),
		retryCharges: retries.due,
		escalations: escalations.due,
		suspensions,
		nextSuspensionAt: nextSuspensionOf(night, suspensions, now),
		terminations: terminationsOf(night),
		reactivations: reactivationsOf(night),
	};
	const state = stateOf(night, { ...found, warned: warnings.length > 0 });
	return { ...found, state, why: reasonsOf(night) };
}

/** What is done once at a stage without a letter: of several that were reached, the latest. */
function onceFor({ debts, find }: Night, action: StageAction): { due: PlannedAttempt[]; skipped: PlannedAttempt[] } {
	const open = debts.map((debt) => {
		const stages = debt.reached.filter((stage) => stage.action === action);
		const latest = stages.at(-1);
		const isNews = latest !== undefined && find(debt, latest) === undefined;
		const keys = stages
			.filter((stage) => find(debt, stage) === undefined)
			.map(({ code }) => ({ invoiceId: debt.invoice.invoiceId, stageCode: code, dueOn: debt.invoice.dueOn, action }));
		return isNews ? { due: keys.slice(-1), skipped: keys.slice(0, -1) } : { due: [], skipped: [] };
	});
	return { due: open.flatMap(({ due }) => due), skipped: open.flatMap(({ skipped }) => skipped) };
}

/** A customer who was never told of an invoice pays no fee for it. */
function lateFeesOf({ account, debts, day, find }: Night): PlannedFee[] {
	if (!account.policy.lateFees || isExempt(account, day)) return [];
	return debts.flatMap((debt) => {
		const { invoiceId, dueOn, currency } = debt.invoice;
		const told = account.attempts.some((one) => one.invoiceId === invoiceId && one.sentOn !== null && one.sentOn < day);
		if (!told && account.policy.reminders) return [];
		return debt.reached
			.filter((stage) => stage.action === 'late_fee' && find(debt, stage) === undefined)
			.map(({ code, action, fee }) => {
				const amountMinor = feeOf(fee, debt.invoice);
				return { invoiceId, dueOn, stageCode: code, action, currency, amountMinor };
			})
			.filter(({ amountMinor }) => amountMinor > 0);
	});
}

function stateOf(
	{ account, debts, allDebts, day }: Night,
	found: Pick<Evaluation, 'nextSuspensionAt' | 'terminations'> & { readonly warned: boolean },
): AccountState {
	const { services } = account;
	const isTerminating = services.some(({ pending }) => pending?.kind === 'terminate' && pending.ofDunning);
	if (isExempt(account, day) && debts.length > 0) return 'exempt';
	if (found.terminations.length > 0 || isTerminating) return 'termination_pending';
	if (services.some((one) => isSuspendedForMoney(one) && isAskedFor(one, allDebts, day))) return 'suspended';
	if (found.nextSuspensionAt !== null) return 'suspension_planned';
	if (found.warned) return 'warning';
	return debts.length > 0 ? 'reminder' : 'current';
}

function reasonsOf({ account, debts, allDebts, day }: Night): string[] {
	const driving = new Set(debts.map(({ invoice }) => invoice.invoiceId));
	const { overdueEnforcementOff: off, protected: isProtected } = account.policy;
	return [
		...debts.map(({ invoice, reached }) => {
			const stage = reached.at(-1);
			return `${wordsOf(invoice)} has reached ${stage?.code ?? 'no stage'}`;
		}),
		...account.invoices
			.filter(({ hold, balanceMinor }) => hold !== null && balanceMinor > 0)
			.map(
				(invoice) =>
					`${wordsOf(invoice)} drives nothing: ${invoice.hold === 'disputed' ? 'it is disputed' : 'a payment is pending'}`,
			),
		...allDebts
			.filter(({ invoice }) => invoice.hold === null && !driving.has(invoice.invoiceId))
			.map(({ invoice }) => `${wordsOf(invoice)} drives nothing: the customer owes less than the threshold`),
		...(off && day <= off.until ? [`Nothing is enforced up to ${off.until}: ${off.reason} (${off.by})`] : []),
		...(isProtected ? ['The customer is protected: nothing is suspended or terminated for money'] : []),
	];
}

function wordsOf({ number, balanceMinor, currency, dueOn }: DunnedAccount['invoices'][number]): string {
	return `Invoice ${number} over ${decimalOf({ amountMinor: balanceMinor, currency })} ${currency}, due on ${dueOn},`;
}
