import { randomUUID } from 'node:crypto';
import { findPlan, getPlan, monthsOfInterval, type Plan } from '../catalog';
import { addCredit } from '../credits';
import type { Transaction } from '../db';
import { dayIn, laterOf, type Day } from '../kernel/calendar';
import type { Clock } from '../kernel/clock';
import { InputError } from '../kernel/errors';
import type { Task } from '../tasks';
import { insertCharge } from './chargeRows';
import { periodOf } from './periods';
import { planChange, type ChangedPlan, type NewPrice } from './planChange';
import { lockExistingTerms, priceOf } from './startTerms';
import { changeTerms, lockTerms, termsOfRow, type TermsRow } from './termsRows';

export interface PlanOrder {
	readonly serviceId: string;
	/** The new plan; without it the plan stays and only the price changes. */
	readonly planCode?: string;
	/** A decimal, for each period; without it, that of the plan. */
	readonly price?: string;
	/** Whether days that are invoiced already are settled. */
	readonly when: 'now' | 'at_renewal';
	/** When more is owed: with which invoice it is asked for. */
	readonly charge: 'with_next_renewal' | 'at_once';
}

/** What a change of the plan means for what a service costs. */
export interface PlanOutcome {
	readonly serviceId: string;
	readonly planCode: string;
	readonly currency: string;
	readonly oldPriceMinor: number;
	readonly newPriceMinor: number;
	/** Above zero: it is charged. Below zero: it becomes a credit of the customer. */
	readonly differenceMinor: number;
	/** The invoiced days that the difference is for; null for none. */
	readonly settledFrom: Day | null;
	readonly settledTo: Day | null;
	/** The first day at the new price that is not invoiced yet. */
	readonly renewsOn: Day;
	/** False for what was only shown, and for a repeat. */
	readonly changed: boolean;
}

/**
 * Changes what a service costs, as of a day. What is invoiced already is settled by days: more becomes a charge, less a
 * credit. The service itself is changed by MSP Provisioning.
 *
 * @param only shows what it would do.
 * @throws InputError when the service has no terms, or the plan is unknown or in another currency.
 */
export async function changeTermsPlan(
	transaction: Transaction,
	order: PlanOrder,
	{ clock, only }: { readonly clock: Clock; readonly only: 'show' | 'change' },
): Promise<PlanOutcome> {
	const row = await lockExistingTerms(transaction, order.serviceId);
	const plan = await planOf(transaction, row, order.planCode);
	mustBeInCurrency(row, plan);
	const price = {
		...newPriceOf(plan),
		...(order.price !== undefined && { priceMinor: priceOf(order.price, row.currency) }),
	};
	const day = dayIn(row.timeZone, clock.now());
	const change = changeOf(row, price, { day, when: order.when });
	if (only === 'show' || isSame(row, price)) return outcomeOf(row, change, false);
	if (order.when === 'now') mustBeSettled(row, day);
	await keepChange(transaction, row, change, order.charge === 'at_once' ? day : null);
	if (order.when === 'at_renewal') await leaveUnsettled(transaction, row);
	return outcomeOf(row, change, true);
}

/**
 * Lets the terms of a service follow the plan that it has now: its price, and what of it is invoiced already. Nothing
 * happens to a service without terms, or when they have followed it already.
 *
 * @returns undefined when nothing changed; `other_currency` when they cannot follow.
 */
export async function followPlan(
	transaction: Transaction,
	serviceId: string,
	clock: Clock,
): Promise<PlanOutcome | 'other_currency' | undefined> {
	const row = await lockTerms(transaction, serviceId);
	if (!row || row.followedPlanId === row.servicePlanId) return undefined;
	const plan = await findPlan(transaction, row.servicePlanId);
	if (!plan || (plan.renewedBy !== 'pack' && !row.byHand)) return undefined;
	if (plan.currency !== row.currency) return 'other_currency';
	await changeTerms(transaction, serviceId, { followedPlanId: plan.planId });
	// Somebody may have agreed on its price before the service was changed.
	if (row.planId === plan.planId) return undefined;
	const day = dayIn(row.timeZone, clock.now());
	const change = changeOf(row, newPriceOf(plan), { day, when: isSettled(row, day) ? 'now' : 'at_renewal' });
	await keepChange(transaction, row, change, null);
	return outcomeOf(row, change, true);
}

/** What follows for the terms when a task has given a service another plan: `onCompleted` of its kind. */
export const followsPlan =
	(clock: Clock) =>
	async (transaction: Transaction, { subjectId }: Task): Promise<void> => {
		await followPlan(transaction, subjectId, clock);
	};

async function planOf(transaction: Transaction, row: TermsRow, planCode: string | undefined): Promise<Plan> {
	return await getPlan(transaction, planCode ?? row.planCode);
}

const newPriceOf = ({ planId, planCode, name, priceMinor, billingInterval }: Plan): NewPrice => ({
	...{ planId, planCode, planName: name, priceMinor, cycleMonths: monthsOfInterval[billingInterval] },
});

function mustBeInCurrency({ currency, planCode: known }: TermsRow, plan: Plan): void {
	if (plan.currency === currency) return;
	throw new InputError(
		'planCode',
		`'${plan.planCode}' is in ${plan.currency}, and the service is billed in ${currency} for ${known}`,
		'Choose a plan in the same currency, or end the service and set up a new one.',
		'conflict',
	);
}

const isSettled = ({ unsettledUntil }: TermsRow, day: Day) => unsettledUntil === null || unsettledUntil <= day;

/** What is invoiced was asked for at an earlier price: to settle it at the present one would give back what nobody paid. */
function mustBeSettled(row: TermsRow, day: Day): void {
	if (isSettled(row, day)) return;
	throw new InputError(
		'when',
		`is now, and a change at the renewal on ${row.unsettledUntil ?? ''} was agreed on`,
		'Make this change at the renewal too, or after that day.',
		'conflict',
	);
}

async function leaveUnsettled(transaction: Transaction, row: TermsRow): Promise<void> {
	const { from } = periodOf(termsOfRow(row), row.nextPeriod);
	const unsettledUntil = row.unsettledUntil === null ? from : laterOf(row.unsettledUntil, from);
	await changeTerms(transaction, row.serviceId, { unsettledUntil });
}

const isSame = (row: TermsRow, { planId, priceMinor, cycleMonths }: NewPrice) =>
	row.planId === planId && row.priceMinor === priceMinor && row.cycleMonths === cycleMonths;

/** A change on a day; at the renewal nothing that is invoiced is settled. */
export function changeOf(
	row: TermsRow,
	price: NewPrice,
	{ day, when }: { readonly day: Day; readonly when: PlanOrder['when'] },
): ChangedPlan {
	const terms = termsOfRow(row);
	const change = planChange(terms, price, day);
	if (when === 'at_renewal') return { ...change, differenceMinor: 0, days: null };
	return change;
}

async function keepChange(
	transaction: Transaction,
	row: TermsRow,
	{ terms, differenceMinor, days }: ChangedPlan,
	dueOn: Day | null,
): Promise<void> {
	// The terms are locked, and a repeat finds them changed: so each change that comes here is one of its own.
	const reference = `plan:${randomUUID()}`;
	const { serviceId, customerId, currency, domain } = row;
	const { planId, priceMinor, cycleMonths, anchorPeriod, anchorMonths, startsOn, nextPeriod } = terms;
	await changeTerms(transaction, serviceId, {
		...{ planId, priceMinor, cycleMonths, anchorPeriod, anchorMonths, startsOn, nextPeriod },
	});
	if (differenceMinor > 0) {
		await insertCharge(transaction, {
			...{ serviceId, customerId, currency, kind: 'proration', description: terms.planName, reference, dueOn },
			...{ amountMinor: differenceMinor, periodFrom: days?.from ?? null, periodTo: days?.to ?? null },
		});
	}
	if (differenceMinor < 0) {
		const reason = `${row.planName} → ${terms.planName}, ${domain}, ${days?.from ?? ''} – ${days?.to ?? ''}`;
		const credit = { customerId, currency, amountMinor: -differenceMinor, reason: reason.slice(0, 500) };
		await addCredit(transaction, { ...credit, reference: `${serviceId}:${reference}` });
	}
	transaction.audit({
		customerId,
		action: 'renewal.changePlan',
		subject: serviceId,
		outcome: 'done',
		detail: { planCode: terms.planCode, was: row.planCode, priceMinor, oldPriceMinor: row.priceMinor, differenceMinor },
		correlationId: reference,
	});
}

function outcomeOf(row: TermsRow, { terms, differenceMinor, days }: ChangedPlan, changed: boolean): PlanOutcome {
	return {
		...{ serviceId: row.serviceId, planCode: terms.planCode, currency: row.currency },
		...{ oldPriceMinor: row.priceMinor, newPriceMinor: terms.priceMinor, differenceMinor },
		...{ settledFrom: days?.from ?? null, settledTo: days?.to ?? null },
		renewsOn: periodOf(terms, terms.nextPeriod).from,
		changed,
	};
}
