import type { Account } from './types';

interface Count {
	readonly accounts: number;
	readonly suspended: number;
}

/** The number of accounts, in all and on each package. */
export interface AccountCounts extends Count {
	/** By name. */
	readonly packages: ReadonlyArray<Count & { readonly packageName: string }>;
}

/** Counts accounts as they arrive and keeps none of them. */
export async function countAccounts(accounts: AsyncIterable<Account>): Promise<AccountCounts> {
	const counts = new Map<string, Count>();
	for await (const { packageName, suspended } of accounts) {
		const known = counts.get(packageName) ?? { accounts: 0, suspended: 0 };
		counts.set(packageName, { accounts: known.accounts + 1, suspended: known.suspended + (suspended ? 1 : 0) });
	}
	const packages = [...counts]
		.map(([packageName, count]) => ({ packageName, ...count }))
		.sort((one, other) => one.packageName.localeCompare(other.packageName));
	const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
	return {
		accounts: sum(packages.map((one) => one.accounts)),
		suspended: sum(packages.map((one) => one.suspended)),
		packages,
	};
}
