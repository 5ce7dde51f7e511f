import type { Attempt, AttemptKey, Notice, NoticedInvoice, PlannedAttempt, Threat } from './account';
import type { NoticeTemplate, Stage } from './campaign';
import { attemptName, type Debt } from './debts';
import type { Night, Warning } from './enforcement';

export type NoticeAction = Notice['action'];
export const severity: Readonly<Record<NoticeAction, number>> = { remind: 0, warn_suspension: 1, warn_termination: 2 };
const isNotice = (stage: Stage): stage is Stage & { readonly action: NoticeAction } =>
	Object.hasOwn(severity, stage.action);

export const standardTemplates: Readonly<Record<NoticeAction, NoticeTemplate>> = {
	remind: 'paymentReminder',
	warn_suspension: 'suspensionWarning',
	warn_termination: 'terminationWarning',
};

interface Candidate {
	readonly debt: Debt;
	readonly stage: Stage;
	/** A warning that threatens nothing, such as a protected customer's, is a reminder. */
	readonly action: NoticeAction;
}

export interface Told {
	readonly notice: Notice | null;
	readonly covered: readonly PlannedAttempt[];
	readonly skipped: readonly PlannedAttempt[];
}

const nothing: Told = { notice: null, covered: [], skipped: [] };

/**
 * The one letter of a day: the most severe of what is due, with all that is unpaid. Of each invoice only the latest stage
 * is due, however many nights were missed, and any warning without which nothing may be enforced.
 */
export function noticeOf(night: Night, warnings: readonly Warning[]): Told {
	const { account, day, debts } = night;
	if (account.attempts.some((attempt) => tellsOn(attempt, day))) return nothing;
	const candidates = debts
		.flatMap((debt) => candidatesOf(night, debt, warnings))
		.filter(({ action }) => action !== 'remind' || account.policy.reminders);
	const [lead] = [...candidates].sort((one, other) => severity[other.action] - severity[one.action]);
	if (!lead) return nothing;

	// Each warning is told in the letter with its day, also in one of something worse.
	const sends = candidates.filter(({ action }) => action === lead.action || action !== 'remind');
	const covered = candidates.filter((candidate) => !sends.includes(candidate));
	const named = new Set(candidates.map(keyOf).map(attemptName));
	const skipped = debts
		.filter((debt) => candidates.some((candidate) => candidate.debt === debt))
		.flatMap((debt) => debt.reached.filter(isNotice).map((stage) => ({ debt, stage })))
		.filter((one) => !named.has(attemptName(keyOf(one))) && isOpen(night.find(one.debt, one.stage), day));
	return {
		notice: {
			action: lead.action,
			template:
				lead.stage.action === lead.action && lead.stage.template ? lead.stage.template : standardTemplates[lead.action],
			invoices: debts.map((debt) => noticed(debt, candidates)),
			totals: totalsOf(debts),
			threats: threatsOf(warnings),
			sends: sends.map(plannedAs),
		},
		covered: covered.map(plannedAs),
		skipped: skipped.map(({ debt, stage }) => plannedAs({ debt, stage, action: stage.action })),
	};
}

function tellsOn({ status, plannedOn, sentOn }: Attempt, day: string): boolean {
	return (status === 'planned' && plannedOn === day) || (status === 'sent' && sentOn === day);
}

/** What a run planned on an earlier day and nobody sent is planned anew, with what is owed by now. */
function isOpen(attempt: Attempt | undefined, day: string): boolean {
	return (
		attempt === undefined || ((attempt.status === 'planned' || attempt.status === 'failed') && attempt.plannedOn < day)
	);
}

function candidatesOf({ find, day }: Night, debt: Debt, warnings: readonly Warning[]): Candidate[] {
	const ofDebt = warnings.filter((warning) => warning.debt === debt);
	const latest = debt.reached.filter(isNotice).at(-1);
	const due = new Set(ofDebt.filter(({ isDue }) => isDue).map(({ stage }) => stage));
	if (latest && isOpen(find(debt, latest), day)) due.add(latest);
	return [...due].filter(isNotice).map((stage) => {
		const threatens = ofDebt.some((warning) => warning.stage === stage);
		return { debt, stage, action: threatens ? stage.action : 'remind' };
	});
}

function keyOf({ debt, stage }: Pick<Candidate, 'debt' | 'stage'>): AttemptKey {
	return { invoiceId: debt.invoice.invoiceId, stageCode: stage.code, dueOn: debt.invoice.dueOn };
}

function plannedAs(candidate: Candidate): PlannedAttempt {
	return { ...keyOf(candidate), action: candidate.action };
}

function noticed(debt: Debt, candidates: readonly Candidate[]): NoticedInvoice {
	const { invoiceId, number, currency, balanceMinor, dueOn } = debt.invoice;
	const stageCode = candidates.find((candidate) => candidate.debt === debt)?.stage.code ?? null;
	return { invoiceId, number, currency, balanceMinor, dueOn, stageCode };
}

export function totalsOf(debts: readonly Debt[]): Notice['totals'] {
	const totals = new Map<string, number>();
	for (const { invoice } of debts)
		totals.set(invoice.currency, (totals.get(invoice.currency) ?? 0) + invoice.balanceMinor);
	return [...totals].sort().map(([currency, amountMinor]) => ({ currency, amountMinor }));
}

/** One for each service: what comes first. */
export function threatsOf(warnings: readonly Warning[]): Threat[] {
	const first = new Map<string, Threat>();
	for (const { serviceId, domain, what, on } of warnings) {
		const known = first.get(serviceId);
		if (!known || on < known.on) first.set(serviceId, { serviceId, domain, what, on });
	}
	return [...first.values()];
}
