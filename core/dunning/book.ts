import type { Transaction } from '../db';
import { foundOn, withFound } from '../foundSettings';
import { InputError } from '../kernel/errors';
import { policyIn, readPolicies, type BillingPolicy, type PolicyBook } from '../policies';
import type { Campaign } from './campaign';
import { listCampaigns } from './campaigns';

/** What all accounts are judged by: read once for a run. */
export interface DunningBook {
	/** What holds for a customer as a whole, or for a service of a plan. */
	policyOf(customerId: string, planId?: string): BillingPolicy;
	/** @throws InputError when a policy names a campaign that is not there. */
	campaignOf(policy: BillingPolicy): Campaign;
}

/** @param customerIds whose policies are read; everybody's without it. */
export async function readBook(transaction: Transaction, customerIds?: readonly string[]): Promise<DunningBook> {
	const policies = await readPolicies(transaction, customerIds);
	const policyOf = policyFinder(policies);
	const found = await foundOn(transaction, customerIds);
	const campaigns = new Map((await listCampaigns(transaction)).map((campaign) => [campaign.code, campaign]));
	return {
		// What Invoice Ninja does by itself is not done twice.
		policyOf: (customerId, planId) => withFound(policyOf(customerId, planId), found.get(customerId)),
		campaignOf: ({ campaign: code }) => {
			const campaign = campaigns.get(code);
			if (campaign) return campaign;
			throw new InputError(
				'campaign',
				`is '${code}' in a billing policy, and there is no such campaign`,
				'Save it with MSP Billing → Policy: Save Campaign, or name another one in the policy.',
				'not_found',
			);
		},
	};
}

/** Most customers say nothing of their own: those of one plan share one policy. */
function policyFinder(book: PolicyBook): DunningBook['policyOf'] {
	const shared = new Map<string, BillingPolicy>();
	return (customerId, planId = '') => {
		const own = book.customers.has(customerId) || book.unreadable.has(customerId);
		const known = own ? undefined : shared.get(planId);
		if (known) return known;
		const policy = policyIn(book, customerId, planId === '' ? undefined : planId);
		if (!own) shared.set(planId, policy);
		return policy;
	};
}
