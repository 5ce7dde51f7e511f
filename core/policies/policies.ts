import { z } from 'zod';
import { json, ofCustomerCode, type Transaction } from '../db';
import { InputError } from '../kernel/errors';
import { policySettings, type BillingPolicy, type PolicySettings } from './policy';
import { resolvePolicy } from './resolve';

/** Whose policy it is: everybody's, a plan's or a customer's. */
export type PolicyOwner =
	| { readonly scope: 'default' }
	| { readonly scope: 'plan'; readonly planCode: string }
	| { readonly scope: 'customer'; readonly customerCode: string };

const settingsRow = z.object({ settings: policySettings });
const idRow = z.object({ id: z.uuid() });

interface OwnerIds {
	readonly planId: string | null;
	readonly customerId: string | null;
}

/** @throws InputError when there is no such plan or customer. */
export async function ownerIds(transaction: Transaction, owner: PolicyOwner): Promise<OwnerIds> {
	if (owner.scope === 'default') return { planId: null, customerId: null };
	if (owner.scope === 'plan') {
		const found = await transaction.row(idRow, 'select id from msp.plan where plan_code = $1', [owner.planCode]);
		return { planId: (found ?? unknown('planCode', 'plan', owner.planCode)).id, customerId: null };
	}
	const found = await transaction.row(idRow, `select c.id from msp.customer c where ${ofCustomerCode('$1')}`, [
		owner.customerCode,
	]);
	return { planId: null, customerId: (found ?? unknown('customerCode', 'customer', owner.customerCode)).id };
}

function unknown(field: string, thing: 'plan' | 'customer', code: string): never {
	const list = thing === 'plan' ? 'Plan' : 'Customer';
	throw new InputError(
		field,
		`is unknown: no ${thing} has the code ${code}`,
		`Take it from MSP Customers → ${list}: List.`,
		'not_found',
	);
}

const ofOwner = 'scope = $1 and plan_id is not distinct from $2 and customer_id is not distinct from $3';

/** What a scope says itself; nothing when it says nothing. */
export async function findSettings(
	transaction: Transaction,
	scope: PolicyOwner['scope'],
	{ planId, customerId }: OwnerIds,
): Promise<PolicySettings> {
	const found = await transaction.row(settingsRow, `select settings from msp.billing_policy where ${ofOwner}`, [
		scope,
		planId,
		customerId,
	]);
	return found?.settings ?? {};
}

/** Replaces what a scope says. */
export async function writeSettings(
	transaction: Transaction,
	scope: PolicyOwner['scope'],
	{ planId, customerId }: OwnerIds,
	settings: PolicySettings,
): Promise<void> {
	const values = [scope, planId, customerId, json(settings), transaction.actor];
	const changed = await transaction.run(
		`update msp.billing_policy set settings = $4, saved_by = $5 where ${ofOwner}`,
		values,
	);
	if (changed > 0) return;
	await transaction.run(
		`insert into msp.billing_policy (scope, plan_id, customer_id, settings, saved_by) values ($1, $2, $3, $4, $5)`,
		values,
	);
}

/** What holds for a customer as a whole; null for somebody of whom nothing is known yet. */
export async function policyOfCustomer(transaction: Transaction, customerId: string | null): Promise<BillingPolicy> {
	const defaults = await defaultSettings(transaction);
	const own = customerId === null ? {} : await findSettings(transaction, 'customer', { planId: null, customerId });
	return resolvePolicy(defaults, {}, own);
}

export async function defaultSettings(transaction: Transaction): Promise<PolicySettings> {
	return await findSettings(transaction, 'default', { planId: null, customerId: null });
}

const ownedRow = z.object({ owner: z.uuid(), settings: z.unknown() });

/** What plans and customers say themselves, by their IDs. A base has few of them. */
export interface PolicyBook {
	readonly defaults: PolicySettings;
	readonly plans: ReadonlyMap<string, PolicySettings>;
	readonly customers: ReadonlyMap<string, PolicySettings>;
	/** The plans and customers of whom nobody can say what holds, with why. */
	readonly unreadable: ReadonlyMap<string, string>;
}

/**
 * Reads the policies for many decisions.
 *
 * @param customerIds whose own; everybody's without it.
 */
export async function readPolicies(transaction: Transaction, customerIds?: readonly string[]): Promise<PolicyBook> {
	const plans = await transaction.rows(
		ownedRow,
		`select plan_id as owner, settings from msp.billing_policy where scope = 'plan'`,
	);
	const customers = await transaction.rows(
		ownedRow,
		`select customer_id as owner, settings from msp.billing_policy
		where scope = 'customer' and ($1::uuid[] is null or customer_id = any($1))`,
		[customerIds ?? null],
	);
	const unreadable = new Map<string, string>();
	const read = (rows: ReadonlyArray<z.infer<typeof ownedRow>>): Map<string, PolicySettings> =>
		new Map(
			rows.flatMap(({ owner, settings }): Array<[string, PolicySettings]> => {
				const parsed = policySettings.safeParse(settings);
				if (parsed.success) return [[owner, parsed.data]];
				unreadable.set(
					owner,
					parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
				);
				return [];
			}),
		);
	return {
		defaults: await defaultSettings(transaction),
		plans: read(plans),
		customers: read(customers),
		unreadable,
	};
}

/**
 * What holds for a service of a plan and a customer, or for the customer as a whole.
 *
 * @throws InputError when a row of theirs has no form that is known: nobody guesses what was meant.
 */
export function policyIn(book: PolicyBook, customerId: string, planId?: string): BillingPolicy {
	const why = book.unreadable.get(customerId) ?? (planId === undefined ? undefined : book.unreadable.get(planId));
	if (why !== undefined) {
		throw new InputError(
			'settings',
			`of a billing policy cannot be read: ${why.slice(0, 300)}`,
			'Put the row of msp.billing_policy right, or delete it and save the policy anew.',
		);
	}
	return resolvePolicy(
		book.defaults,
		planId === undefined ? {} : book.plans.get(planId),
		book.customers.get(customerId),
	);
}
