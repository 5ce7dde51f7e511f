import { InputError } from '../kernel/errors';
import { parseDecimal } from '../kernel/money';
import type { BackOffice, Transaction } from '../db';
import { changePlan, findPlanByCode, insertPlan, type NewPlan, type Plan, type PlanChange } from './plans';

type Office = Pick<BackOffice, 'store'>;

/** A price as an operator writes it: a decimal with a point, such as `12.50`. */
export interface Priced {
	readonly price: string;
}

/** @throws InputError where the code is taken, or the price is no amount in the currency. */
export async function createPlan(
	{ store }: Office,
	{ price, ...plan }: Omit<NewPlan, 'priceMinor'> & Priced,
): Promise<Plan> {
	const priceMinor = minorOf(price, plan.currency);
	return await store.asStaff(async (transaction) => {
		const made = await insertPlan(transaction, { ...plan, priceMinor });
		if (made) return await audited(transaction, made, 'plan.create', { ...plan, priceMinor });
		throw new InputError('planCode', `'${plan.planCode}' is taken`, 'Choose another code, or update that plan.');
	});
}

/**
 * Changes what is given. Orders that were opened before keep their invoices as they are.
 *
 * @throws InputError where there is no such plan, or the price is no amount in the currency.
 */
export async function updatePlan(
	{ store }: Office,
	planCode: string,
	{ price, ...change }: Omit<PlanChange, 'priceMinor'> & Partial<Priced>,
): Promise<Plan> {
	return await store.asStaff(async (transaction) => {
		const known = await getPlan(transaction, planCode);
		const currency = change.currency ?? known.currency;
		if (currency !== known.currency && price === undefined) {
			throw new InputError('price', 'is missing', 'A plan in another currency has another price: give both.');
		}
		const priceMinor = price === undefined ? undefined : minorOf(price, currency);
		const changed = await changePlan(transaction, known.planId, { ...change, priceMinor });
		if (!changed) throw new RangeError(`the plan ${planCode} went away`);
		return await audited(transaction, changed, 'plan.update', { ...change, priceMinor });
	});
}

/** @throws InputError where there is no such plan. */
export async function getPlan(transaction: Transaction, planCode: string): Promise<Plan> {
	const plan = await findPlanByCode(transaction, planCode);
	if (plan) return plan;
	throw new InputError(
		'planCode',
		`is unknown: no plan has the code ${planCode}`,
		'Take it from MSP Customers → Plan: List.',
	);
}

function minorOf(price: string, currency: string): number {
	const { amountMinor } = parseDecimal(price, currency);
	if (amountMinor >= 0) return amountMinor;
	throw new InputError('price', `is below zero: ${price}`, 'Give zero or more.');
}

async function audited(
	transaction: Transaction,
	plan: Plan,
	action: string,
	given: Readonly<Record<string, unknown>>,
): Promise<Plan> {
	transaction.audit({
		customerId: null,
		action,
		subject: plan.planId,
		outcome: 'done',
		detail: { planCode: plan.planCode, ...given },
		correlationId: '',
	});
	return plan;
}
