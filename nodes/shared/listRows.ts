import type { Store, Transaction } from '../../core/db';

interface ListInput<Filters> {
	readonly returnAll: boolean;
	readonly limit: number;
	readonly filters: Filters;
}

/** Lists rows as staff, as many as the operator asks for. A filter in which nothing is chosen filters nothing. */
export async function listRows<Filter extends { readonly limit: number | null }, Row>(
	{ store }: { readonly store: Store },
	list: (transaction: Transaction, filter: Filter) => Promise<Row[]>,
	{ returnAll, limit, filters }: ListInput<Omit<Filter, 'limit'>>,
): Promise<Row[]> {
	const chosen = Object.entries(filters).filter(([, value]) => !Array.isArray(value) || value.length > 0);
	const filter = { ...Object.fromEntries(chosen), limit: returnAll ? null : limit } as Filter;
	return await store.asStaff(async (transaction) => await list(transaction, filter));
}
