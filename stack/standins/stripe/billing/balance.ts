import { invalidParameter } from '../errors';
import { checkedPage } from '../parameters';
import type { StripeState } from '../state';
import { createdFilter, createdFilters } from './held';
import type { Charge, Dispute, Refund } from './shapes';

/**
 * The movements of the balance, newest first: they follow from the charges, refunds and disputes (fields as in the vendor's
 * specification, BalanceTransaction). A movement is in the currency that is paid out: with another one than the charge's it
 * has a rate. A dispute takes its amount and a fee, and gives the amount back when it is won; an inquiry takes nothing.
 */
export function balanceTransactions(state: StripeState, query: URLSearchParams, url: string) {
	const page = checkedPage(url, query, ['currency', 'payout', 'source', 'type', 'expand[]', ...createdFilters]);
	const asked = [...query].flatMap(([name, value]) => (name.startsWith('expand') ? [value] : []));
	const wrong = asked.find((field) => field !== 'data.source');
	if (wrong !== undefined) throw invalidParameter('expand', `This property cannot be expanded (${wrong}).`);
	const created = createdFilter(query);
	const wanted = (field: 'type' | 'currency') => query.get(field);
	const all = movementsOf(state)
		.filter(created)
		.filter(({ type, currency }) => (wanted('type') ?? type) === type && (wanted('currency') ?? currency) === currency)
		.sort((one, other) => other.created - one.created || (one.id < other.id ? -1 : 1));
	const { data, ...rest } = page(all);
	return {
		...rest,
		data: data.map(({ source, ...movement }) => ({
			...movement,
			source: asked.includes('data.source') ? source : source.id,
		})),
	};
}

interface Movement {
	readonly id: string;
	readonly created: number;
	readonly currency: string;
	readonly type: string;
	readonly source: Charge | Refund | Dispute;
}

function movementsOf(state: StripeState): Movement[] {
	const { charges, refunds, disputes } = state.billing;
	return [
		...charges
			.filter(({ status, captured }) => status === 'pending' || (status === 'succeeded' && captured))
			.map((charge) => movement(state, charge, { type: 'charge', sign: 1, fee: feeOf(charge.amount) })),
		...refunds
			.filter(({ status }) => status !== 'failed' && status !== 'canceled')
			.map((refund) => movement(state, refund, { type: 'refund', sign: -1, fee: 0 })),
		...disputes
			.filter(({ status }) => !status.startsWith('warning_'))
			.flatMap((dispute) => [
				movement(state, dispute, { type: 'adjustment', sign: -1, fee: 2000 }),
				...(dispute.status === 'won'
					? [movement(state, dispute, { type: 'adjustment', sign: 1, fee: 0, suffix: '_won' })]
					: []),
			]),
	];
}

/** The usual price of a card of the European Economic Area: 1.5 % and 25 cents. */
const feeOf = (amount: number) => Math.round(amount * 0.015) + 25;

function movement(
	state: StripeState,
	source: Charge | Refund | Dispute,
	{ type, sign, fee, suffix = '' }: { type: string; sign: 1 | -1; fee: number; suffix?: string },
) {
	const paid = state.billing.settles[source.currency];
	const amount = sign * (paid ? Math.round(source.amount * paid.rate) : source.amount);
	return {
		id: `txn_${source.id.replace(/^[a-z]+_/, '')}${suffix}`,
		object: 'balance_transaction',
		amount,
		available_on: source.created + 2 * 86_400,
		balance_type: 'payments',
		created: source.created,
		currency: paid?.currency ?? source.currency,
		description: null,
		exchange_rate: paid?.rate ?? null,
		fee,
		fee_details: [],
		net: amount - fee,
		reporting_category: type === 'adjustment' ? (sign < 0 ? 'dispute' : 'dispute_reversal') : type,
		status: 'pending',
		type,
		source,
	};
}
