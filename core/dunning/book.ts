import { z } from 'zod';
import type { Transaction } from '../db';
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
	/** Payments that are on their way. */
	readonly pending: PendingPayments;
}

/** What payments on their way say that they are for. */
export interface PendingPayments {
	/** IDs, numbers and names in the accounting system. */
	readonly invoices: ReadonlySet<string>;
	readonly orders: ReadonlySet<string>;
}

/** @param customerIds whose policies are read; everybody's without it. */
export async function readBook(
	transaction: Transaction,
	now: Date,
	customerIds?: readonly string[],
): Promise<DunningBook> {
	const policies = await readPolicies(transaction, customerIds);
	const campaigns = new Map((await listCampaigns(transaction)).map((campaign) => [campaign.code, campaign]));
	return {
		policyOf: policyFinder(policies),
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
		pending: await readPending(transaction, now),
	};
}

/** Most customers say nothing of their own: those of one plan share one policy. */
function policyFinder(book: PolicyBook): DunningBook['policyOf'] {
	const shared = new Map<string, BillingPolicy>();
	return (customerId, planId = '') => {
		const own = book.customers.has(customerId);
		const known = own ? undefined : shared.get(planId);
		if (known) return known;
		const policy = policyIn(book, customerId, planId === '' ? undefined : planId);
		if (!own) shared.set(planId, policy);
		return policy;
	};
}

/** A bank debit takes days; after so many it is not on its way any more. */
const longestPendingDays = 30;

const pendingRow = z.object({
	invoiceId: z.uuid().nullable(),
	invoice: z.string().nullable(),
	order: z.string().nullable(),
});

/** The payments that a provider said are on their way, and said nothing of since. */
async function readPending(transaction: Transaction, now: Date): Promise<PendingPayments> {
	const rows = await transaction.rows(
		pendingRow,
		`select e.invoice_id, e.event_references->>'invoice' as invoice, e.event_references->>'order' as order
		from msp.payment_event e
		where e.kind = 'payment_pending' and e.occurred_at > $1::timestamptz - make_interval(days => $2)
			and not exists (select from msp.payment_event o where o.names && e.names
				and o.kind in ('payment_succeeded', 'payment_failed', 'refunded') and o.occurred_at >= e.occurred_at)`,
		[now, longestPendingDays],
	);
	return {
		invoices: new Set(rows.flatMap(({ invoiceId, invoice }) => [invoiceId ?? [], invoice ?? []].flat())),
		orders: new Set(rows.flatMap(({ order }) => order ?? [])),
	};
}
