import { addDays, daysBetween, type Day } from '../kernel/calendar';
import type { Attempt, DunnedAccount, DunnedService, OpenInvoice } from './account';
import { warningFor, type Campaign, type Enforcement, type Stage } from './campaign';

/** An unpaid invoice that its customer is dunned for, with the stages that it has reached, the earliest first. */
export interface Debt {
	readonly invoice: OpenInvoice;
	readonly campaign: Campaign;
	readonly reached: readonly Stage[];
}

/** The campaign of an invoice: that of its services, if they agree, and else the customer's. */
export function campaignOf(
	{ services, campaign }: Pick<DunnedAccount, 'services' | 'campaign'>,
	serviceIds: readonly string[],
): Campaign {
	const [first, ...others] = services.filter(({ serviceId }) => serviceIds.includes(serviceId));
	return first && others.every((other) => other.campaign.code === first.campaign.code) ? first.campaign : campaign;
}

/**
 * The invoices that drive something on a day: a stage is reached, nothing holds them, and the customer owes as much in
 * their currency as the campaign cares for.
 *
 * @param holds false to count the disputed and the pending ones too.
 */
export function debtsOf(account: DunnedAccount, day: Day, { holds }: { readonly holds: boolean }): Debt[] {
	const reached = account.invoices
		.filter(({ balanceMinor, hold }) => balanceMinor > 0 && (!holds || hold === null))
		.map((invoice) => debtOf(account, invoice, day))
		.filter((debt) => debt.reached.length > 0)
		.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
	const owed = new Map<string, number>();
	for (const debt of reached) owed.set(potOf(debt), (owed.get(potOf(debt)) ?? 0) + debt.invoice.balanceMinor);
	return reached.filter((debt) => {
		const threshold = debt.campaign.thresholds[debt.invoice.currency] ?? 0;
		return (owed.get(potOf(debt)) ?? 0) >= threshold;
	});
}

function debtOf(account: DunnedAccount, invoice: OpenInvoice, day: Day): Debt {
	const campaign = campaignOf(account, invoice.serviceIds);
	const late = daysBetween(invoice.dueOn, day);
	const reached = campaign.stages
		.filter(({ offsetDays }) => offsetDays <= late)
		.sort((one, other) => one.offsetDays - other.offsetDays);
	return { invoice, campaign, reached };
}

const keyOf = ({ invoice }: Debt) => `${invoice.dueOn} ${invoice.number} ${invoice.invoiceId}`;
const potOf = ({ campaign, invoice }: Debt) => `${campaign.code} ${invoice.currency}`;

/** Whether nothing may be enforced on a day, by an exemption with a date. */
export function isExempt({ policy }: Pick<DunnedService, 'policy'>, day: Day): boolean {
	const off = policy.overdueEnforcementOff;
	return off !== undefined && day <= off.until;
}

/** Whether money may suspend or terminate a service on a day. */
export const mayEnforce = (service: DunnedService, day: Day): boolean =>
	!service.policy.protected && !isExempt(service, day);

/** A service that the system suspended for being overdue: the only ones that a payment lifts. */
export const isSuspendedForMoney = ({ status, suspendedBy, suspensionReason }: DunnedService): boolean =>
	status === 'suspended' && suspendedBy === 'system' && suspensionReason === 'overdue';

/** The debts of a service with the stages of one action that they have reached, for a service that they may be enforced on. */
export function driversOf(
	service: DunnedService,
	debts: readonly Debt[],
	action: Stage['action'],
	day: Day,
): Array<{ readonly debt: Debt; readonly stage: Stage }> {
	if (!mayEnforce(service, day)) return [];
	return debts
		.filter(({ invoice }) => concerns(invoice, service))
		.flatMap((debt) => debt.reached.filter((stage) => stage.action === action).map((stage) => ({ debt, stage })));
}

/** Whether debts ask for the suspension of a service. */
export const isAskedFor = (service: DunnedService, debts: readonly Debt[], day: Day): boolean =>
	driversOf(service, debts, 'suspend', day).length > 0;

function concerns({ serviceIds }: OpenInvoice, { serviceId, policy }: DunnedService): boolean {
	return policy.suspends === 'all_services' || serviceIds.includes(serviceId);
}

/** Finds what was done for an invoice at a stage. */
export type FindAttempt = (debt: Debt, stage: Stage) => Attempt | undefined;

export function attemptsOf({ attempts }: Pick<DunnedAccount, 'attempts'>): FindAttempt {
	const known = new Map(attempts.map((attempt) => [attemptName(attempt), attempt]));
	return ({ invoice: { invoiceId, dueOn } }, { code: stageCode }) =>
		known.get(attemptName({ invoiceId, stageCode, dueOn }));
}

export const attemptName = ({ invoiceId, stageCode, dueOn }: Pick<Attempt, 'invoiceId' | 'stageCode' | 'dueOn'>) =>
	`${invoiceId} ${stageCode} ${dueOn}`;

/**
 * The day on which the customer was warned that an invoice would lead to this; undefined when they were not. A warning from
 * before the end of an exemption does not count: it was taken back.
 */
export function warnedOn(
	find: FindAttempt,
	{ debt, enforcement, service }: { readonly debt: Debt; readonly enforcement: Stage; readonly service: DunnedService },
): Day | undefined {
	const warning = warningFor(debt.campaign.stages, enforcement);
	const attempt = warning && find(debt, warning);
	if (attempt?.status !== 'sent' || attempt.sentOn === null || attempt.action !== warning?.action) return undefined;
	const off = service.policy.overdueEnforcementOff;
	return off !== undefined && attempt.sentOn <= off.until ? undefined : attempt.sentOn;
}

/** How many days lie between a warning and what it warns of; undefined when nothing warns of it. */
export function noticeDays({ stages }: Campaign, enforcement: Stage): number | undefined {
	const warning = warningFor(stages, enforcement);
	return warning && enforcement.offsetDays - warning.offsetDays;
}

/** The first day on which a warned customer may be suspended or terminated. */
export function firstDayOf(debt: Debt, enforcement: Stage, warned: Day): Day {
	const reached = addDays(debt.invoice.dueOn, enforcement.offsetDays);
	const after = addDays(warned, noticeDays(debt.campaign, enforcement) ?? 0);
	return reached > after ? reached : after;
}

/** The stage of a campaign that a warning warns of. */
export function warnedStage({ stages }: Campaign, warning: Stage, what: Enforcement): Stage | undefined {
	return stages.find((stage) => stage.action === what && warningFor(stages, stage)?.code === warning.code);
}
