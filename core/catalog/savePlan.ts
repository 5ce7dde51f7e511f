import { InputError } from '../kernel/errors';
import { parseDecimal } from '../kernel/money';
import type { BackOffice, Transaction } from '../db';
import { mustHavePlaybooks } from './playbooks';
import {
	changePlan,
	countLiveServices,
	findPlanByCode,
	insertPlan,
	type Delivery,
	type NewPlan,
	type Plan,
	type PlanChange,
} from './plans';

type Office = Pick<BackOffice, 'store'>;

/** A price as an operator writes it: a decimal with a point, such as `12.50`. */
interface Priced {
	readonly price: string;
}

/** What is asked for once, in the same form. */
interface WithFee {
	readonly setUpFee?: string;
}

/**
 * @throws InputError when the code is taken, the price is not an amount in the currency, or a plan that is delivered by
 *   playbook lacks one.
 */
export async function createPlan(
	{ store }: Office,
	{
		price,
		setUpFee,
		...given
	}: Omit<NewPlan, 'priceMinor' | 'setUpFeeMinor' | 'packageName'> &
		Priced &
		WithFee & { readonly packageName?: string },
): Promise<Plan> {
	const priceMinor = minorOf(price, given.currency);
	mustHavePlaybooks(given.delivery ?? 'panel', given.playbooks);
	const setUpFeeMinor = feeOf(setUpFee, given.currency);
	const plan = { ...given, setUpFeeMinor, packageName: packageOf(given) };
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
 * @throws InputError when there is no such plan, the price is not an amount in the currency, or the plan is to be delivered
 *   otherwise while it has services on servers, or lacks a playbook then.
 */
export async function updatePlan(
	{ store }: Office,
	planCode: string,
	{ price, setUpFee, ...change }: Omit<PlanChange, 'priceMinor' | 'setUpFeeMinor'> & Partial<Priced> & WithFee,
): Promise<Plan> {
	return await store.asStaff(async (transaction) => {
		const known = await getPlan(transaction, planCode);
		const currency = change.currency ?? known.currency;
		if (currency !== known.currency && price === undefined) {
			throw new InputError('price', 'is missing', 'A plan in another currency has another price: give both.');
		}
		if (currency !== known.currency && setUpFee === undefined && known.setUpFeeMinor > 0) {
			throw new InputError('setUpFee', 'is missing', 'A plan in another currency has another set-up fee: give both.');
		}
		const priceMinor = price === undefined ? undefined : minorOf(price, currency);
		const setUpFeeMinor = feeOf(setUpFee, currency);
		await mayBeDelivered(transaction, known, change.delivery ?? known.delivery);
		mustHavePlaybooks(change.delivery ?? known.delivery, change.playbooks ?? known.playbooks);
		const changed = await changePlan(transaction, known.planId, { ...change, priceMinor, setUpFeeMinor });
		if (!changed) throw new RangeError(`the plan ${planCode} went away`);
		return withAudit(transaction, changed, 'plan.update', { ...change, priceMinor, setUpFeeMinor });
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

/** A plan that is delivered by playbook has no package on a panel. */
function packageOf({ packageName, delivery, planCode }: Partial<PlanChange> & { readonly planCode: string }): string {
	if (packageName !== undefined) return packageName;
	if (delivery === 'playbook') return planCode;
	throw new InputError('packageName', 'is missing', 'Name the package on the panel, such as starter.');
}

/** What made a service must also change and remove it. */
async function mayBeDelivered(transaction: Transaction, known: Plan, delivery: Delivery): Promise<void> {
	if (delivery === known.delivery) return;
	const services = await countLiveServices(transaction, known.planId);
	if (services === 0) return;
	throw new InputError(
		'delivery',
		`is ${delivery}, and ${services} services of the plan were made by ${known.delivery}`,
		'Make another plan for new services, and set this one to not available.',
		'conflict',
	);
}

function minorOf(price: string, currency: string, field = 'price'): number {
	const { amountMinor } = parseDecimal(price, currency);
	if (amountMinor >= 0) return amountMinor;
	throw new InputError(field, `is below zero: ${price}`, 'Give zero or more.');
}

const feeOf = (fee: string | undefined, currency: string) =>
	fee === undefined ? undefined : minorOf(fee, currency, 'setUpFee');

/** Writes the audit entry and returns the plan. */
function withAudit(transaction: Transaction, plan: Plan, action: string, input: object): Plan {
	const detail = { planCode: plan.planCode, ...input };
	transaction.audit({ customerId: null, action, subject: plan.planId, outcome: 'done', detail, correlationId: '' });
	return plan;
}
