import type { BackOffice } from '../db';
import { InputError } from '../kernel/errors';
import { findSettings, ownerIds, writeSettings, defaultSettings, type PolicyOwner } from './policies';
import { policySettings, wholeBusiness, type BillingPolicy, type PolicySettings } from './policy';
import { resolvePolicy } from './resolve';

type Office = Pick<BackOffice, 'store'>;

export interface ShownPolicy {
	readonly scope: PolicyOwner['scope'];
	/** What the scope says itself. */
	readonly own: PolicySettings;
	/** What holds, with what the wider scopes say. */
	readonly policy: BillingPolicy;
}

/** @throws InputError when there is no such plan or customer. */
export async function getPolicy({ store }: Office, owner: PolicyOwner): Promise<ShownPolicy> {
	return await store.asStaff(async (transaction) => {
		const own = await findSettings(transaction, owner.scope, await ownerIds(transaction, owner));
		return shown(owner, own, await defaultSettings(transaction));
	});
}

/** Null takes a setting away, so that the wider scope says it again. */
export type PolicyChange = { readonly [Name in keyof BillingPolicy]?: BillingPolicy[Name] | null };

/**
 * Changes what a scope says; what the change leaves out stays as it is.
 *
 * @throws InputError when there is no such plan or customer, or a setting is of the default policy alone. ZodError when a
 *   value has not the form of its setting.
 */
export async function savePolicy({ store }: Office, owner: PolicyOwner, change: PolicyChange): Promise<ShownPolicy> {
	const misplaced = wholeBusiness.find((name) => owner.scope !== 'default' && change[name] !== undefined);
	if (misplaced !== undefined) {
		throw new InputError(
			misplaced,
			`is about whole runs, and not about a ${owner.scope}`,
			'Set it in the default policy.',
		);
	}
	return await store.asStaff(async (transaction) => {
		const ids = await ownerIds(transaction, owner);
		await transaction.lockName('policy', `${owner.scope} ${ids.planId ?? ids.customerId ?? ''}`);
		const before = await findSettings(transaction, owner.scope, ids);
		const kept = Object.entries({ ...before, ...change }).filter(([, value]) => value !== null);
		const own = policySettings.parse(Object.fromEntries(kept));
		await writeSettings(transaction, owner.scope, ids, own);
		transaction.audit({
			customerId: ids.customerId,
			action: 'policy.save',
			subject: owner.scope === 'default' ? 'default' : (ids.planId ?? ids.customerId ?? ''),
			outcome: 'done',
			detail: { scope: owner.scope, change },
			correlationId: '',
		});
		return shown(owner, own, await defaultSettings(transaction));
	});
}

function shown({ scope }: PolicyOwner, own: PolicySettings, defaults: PolicySettings): ShownPolicy {
	const policy =
		scope === 'default'
			? resolvePolicy(own)
			: resolvePolicy(defaults, scope === 'plan' ? own : {}, scope === 'customer' ? own : {});
	return { scope, own, policy };
}
