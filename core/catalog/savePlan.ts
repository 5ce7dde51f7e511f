import { InputError } from '../kernel/errors';
import { parseDecimal } from '../kernel/money';
import type { BackOffice, Transaction } from '../db';
import { changePlan, findPlanByCode, insertPlan, type NewPlan, type Plan, type PlanChange } from './plans';

type Office = Pick<BackOffice, 'store'>;

/** A price as an operator writes it: a decimal with a point, such as `12.50`. */
interface Priced {
	readonly price: string;
}

/** @throws InputError when the code is taken, or the price is not an amount in the currency. */
export async function createPlan(
	{ store }: Office,
	{ price, ...plan }: Omit<NewPlan, 'priceMinor'> & Priced,
): Promise<Plan> {
	const priceMinor = minorOf(price, plan.currency);
	return await store.asStaff(async (transaction) => {
		const made = await insertPlan(transaction, { ...plan, priceMinor });
		if (made) return withAudit(transaction, made, 'plan.create', { ...plan, priceMinor });
		throw new InputError(
			'planCode',
			`'${plan.planCode}' is taken`,
			'Choose another code, or update that plan.',
			'conflict',
		);
	});
}

/**
 * Changes what the input holds. Invoices of earlier orders stay as they are.
 *
 * @throws InputError when there is no such plan, or the price is not an amount in the currency.
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
		return withAudit(transaction, changed, 'plan.update', { ...change, priceMinor });
	});
}

/** @throws InputError when there is no such plan. */
export async function getPlan(transaction: Transaction, planCode: string): Promise<Plan> {
	const plan = await findPlanByCode(transaction, planCode);
	if (plan) return plan;
	throw new InputError(
		'planCode',
		`is unknown: no plan has the code ${planCode}`,
		'Take it from MSP Customers → Plan: List.',
		'not_found',
	);
}

function minorOf(price: string, currency: string): number {
	const { amountMinor } = parseDecimal(price, currency);
	if (amountMinor >= 0) return amountMinor;
	throw new InputError('price', `is below zero: ${price}`, 'Give zero or more.');
}

/** Writes the audit entry and returns the plan. */
function withAudit(transaction: Transaction, plan: Plan, action: string, input: object): Plan {
	const detail = { planCode: plan.planCode, ...input };
	transaction.audit({ customerId: null, action, subject: plan.planId, outcome: 'done', detail, correlationId: '' });
	return plan;
}
