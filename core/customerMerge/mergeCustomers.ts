import { endAlertsOfClients } from '../billing';
import { findCustomer, lockForMerge, markMerged, type Customer, type Inherited } from '../customers';
import type { BackOffice, Merge, Moved, Transaction } from '../db';
import { endAlertsOfCustomer } from '../dunning';
import { InputError } from '../kernel/errors';
import { lockBoth } from './locks';
import { findPair, pairOf, type MergeOrder, type Pair } from './mergeable';
import { moversOf } from './movers';

type Office = Pick<BackOffice, 'store' | 'vault'>;

export interface MergedCustomer {
	readonly customerCode: string;
	readonly into: string;
	/** False for what was only shown, and for a repeat. */
	readonly changed: boolean;
	/** How many rows of each table became the other customer's; of a repeat, none. */
	readonly moved: Readonly<Record<string, number>>;
	/** What both had and one can have only once, and what becomes of it: a sentence each. */
	readonly clashes: readonly string[];
	/** What the customer who stays had not, and gets: IDs elsewhere, the address of mail, the VAT number, the postal address. */
	readonly inherited: readonly string[];
	/** The customer who stays, as it is afterwards; of what was only shown, as it is now. */
	readonly customer: Customer;
}

/** Thrown to take back what was only to be shown. */
class OnlyShown extends Error {
	constructor(readonly result: MergedCustomer) {
		super('what was only to be shown is taken back');
		this.name = 'OnlyShown';
	}
}

/**
 * Merges a customer into another one: everything of it becomes the other's, in one transaction, and its row stays and leads
 * there. A repeat changes nothing. What is only shown is done and taken back, so that it is what the merge will do.
 *
 * The audit log stays as it was written; one entry for each of the two tells of the merge.
 *
 * @throws InputError when a customer is not there, or was merged into another one; when the two are one, or of two companies;
 *   while a run works on a task of the one who is merged.
 */
export async function mergeCustomers(
	office: Office,
	order: MergeOrder,
	{ only }: { readonly only: 'show' | 'merge' },
): Promise<MergedCustomer> {
	try {
		return await office.store.asStaff(async (transaction) => {
			const pair = await findPair(transaction, order);
			const now = await customerOf(transaction, pair);
			const merged = pair.isDone ? nothing : await merge(office, transaction, pair);
			if (merged === nothing) return await resultOf(transaction, pair, { ...nothing, changed: false });
			const told = await resultOf(transaction, pair, { ...merged, changed: only === 'merge' });
			if (only === 'merge') return told;
			throw new OnlyShown({ ...told, customer: now });
		});
	} catch (error) {
		if (error instanceof OnlyShown) return error.result;
		throw error;
	}
}

interface Done {
	readonly moved: readonly Moved[];
	readonly inherited: Inherited | undefined;
}

const nothing: Done = { moved: [], inherited: undefined };

async function merge(office: Office, transaction: Transaction, { from, into }: Pair): Promise<Done> {
	const ids: Merge = { from: from.customerId, into: into.customerId };
	const currencies = await lockBoth(transaction, ids, from.companyCode);
	const pair = await lockPair(transaction, ids);
	// Somebody else has just made the same merge.
	if (pair.isDone) return nothing;
	// The keys that carry the customer hold again when all rows have followed.
	await transaction.run('set constraints all deferred');
	const moved: Moved[] = [];
	for (const move of moversOf(office, { from: pair.from, currencies })) moved.push(await move(transaction, ids));
	const inherited = await markMerged(transaction, pair.from, pair.into);
	await transaction.run('set constraints all immediate');
	await endAlertsOfCustomer(transaction, ids.from);
	await endAlertsOfClients(transaction, ids.from);
	audit(transaction, pair, { moved, inherited });
	return { moved, inherited };
}

/**
 * Locks the two, who may have changed until all else was locked.
 *
 * @throws InputError when they cannot be merged any more.
 */
async function lockPair(transaction: Transaction, ids: Merge): Promise<Pair> {
	const { from, into } = await lockForMerge(transaction, ids);
	if (!from || !into) {
		throw new InputError('customer', 'is gone', 'Take it from MSP Customers → Customer: List.', 'not_found');
	}
	return pairOf(from, into);
}

function audit(transaction: Transaction, { from, into }: Pair, { moved, inherited }: Done): void {
	const detail = { from: from.customerCode, into: into.customerCode, moved: countsOf(moved), inherited };
	for (const { customerId } of [from, into]) {
		const entry = { action: 'customer.merge', subject: customerId, outcome: 'done', correlationId: '' } as const;
		transaction.audit({ customerId, ...entry, detail });
	}
}

const countsOf = (moved: readonly Moved[]): Record<string, number> =>
	Object.fromEntries(moved.flatMap(({ rows }) => Object.entries(rows).filter(([, count]) => count > 0)));

async function customerOf(transaction: Transaction, { into }: Pair): Promise<Customer> {
	const customer = await findCustomer(transaction, into.customerId);
	if (!customer) throw new RangeError(`the customer ${into.customerCode} went away`);
	return customer;
}

async function resultOf(
	transaction: Transaction,
	pair: Pair,
	{ moved, inherited, changed }: Done & { readonly changed: boolean },
): Promise<MergedCustomer> {
	return {
		customerCode: pair.from.customerCode,
		into: pair.into.customerCode,
		changed,
		moved: countsOf(moved),
		clashes: [...moved.flatMap(({ clashes = [] }) => clashes), ...(inherited ? bothHave(pair) : [])],
		inherited: [...(inherited?.links ?? []), ...(inherited?.details ?? [])],
		customer: await customerOf(transaction, pair),
	};
}

const names = {
	stripeCustomerId: 'a customer of Stripe',
	paypalPayerId: 'a payer of PayPal',
	invoiceNinjaClientId: 'a client of Invoice Ninja',
} as const;

/** What each has elsewhere. Nobody can have two of a kind, so each row keeps its own, and both lead to one customer. */
function bothHave({ from, into }: Pair): string[] {
	return (['stripeCustomerId', 'paypalPayerId', 'invoiceNinjaClientId'] as const).flatMap((name) =>
		from[name] !== null && into[name] !== null
			? [`Both are ${names[name]}: ${into[name]} is used from now on, and what comes from ${from[name]} is of it too.`]
			: [],
	);
}
