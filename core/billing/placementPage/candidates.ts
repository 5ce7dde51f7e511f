import { listCustomers, type Customer } from '../../customers';
import type { Transaction } from '../../db';
import type { BuyerFacts, Likely } from '../buyer';
import { likelyBuyers } from '../findBuyer';

/** Why a customer may be the buyer. */
export type Likeness = 'provider' | 'code' | 'email' | 'newCode' | 'name' | 'search';

export interface Candidate {
	readonly customer: Customer;
	readonly likeness: Likeness;
}

/** So many of one kind are shown: a person chooses among them. */
const mostOfAKind = 10;

/**
 * The customers who may be the buyer of a payment, the likeliest first and each once; and those whom a person searches for.
 * It only looks.
 */
export async function candidatesFor(
	transaction: Transaction,
	facts: BuyerFacts,
	search: string,
): Promise<readonly Candidate[]> {
	const named = async (text: string | undefined) =>
		text ? await listCustomers(transaction, { search: text, limit: mostOfAKind }) : [];
	const likely = likelyAsCandidates(await likelyBuyers(transaction, facts));
	const byName = (await named(facts.payer.name)).map((customer) => ({ customer, likeness: 'name' as const }));
	const found = (await named(search)).map((customer) => ({ customer, likeness: 'search' as const }));
	const known = new Map<string, Candidate>();
	for (const candidate of [...likely, ...byName, ...found]) {
		if (!known.has(candidate.customer.customerId)) known.set(candidate.customer.customerId, candidate);
	}
	return [...known.values()];
}

function likelyAsCandidates({ byCode, byProvider, byEmail, ofNewCode }: Likely): Candidate[] {
	const one = (customer: Customer | undefined, likeness: Likeness) => (customer ? [{ customer, likeness }] : []);
	return [
		...one(byProvider, 'provider'),
		...one(byCode, 'code'),
		...byEmail.slice(0, mostOfAKind).map((customer) => ({ customer, likeness: 'email' as const })),
		...one(ofNewCode, 'newCode'),
	];
}
