import type { NewFinding } from './findings';
import type { BilledServiceRow } from './billedServices';
import { comparePlan } from './compareAccount';
import { comparison } from './comparison';
import { findingOf, type BilledService, type KnownPackages, type SeenAccount } from './difference';
import { missingAccount, tooManyMissing, type MissingCap } from './missing';
import { judgeUnclaimed } from './orphans';

/** Both sides of one server. */
export interface Sides {
	readonly serverId: string;
	/** All that billing has, of any server and any status. */
	readonly services: readonly BilledServiceRow[];
	readonly accounts: readonly SeenAccount[];
	readonly packages: KnownPackages;
	/** False where the list of accounts broke off: then nothing is said to be missing. */
	readonly complete: boolean;
	readonly cap: MissingCap;
}

/**
 * Where billing and one server disagree, each difference once, in whatever order the two sides come. The audit does the
 * same account by account; this is for sides that are at hand.
 */
export function compare({ serverId, services, accounts, packages, complete, cap }: Sides): NewFinding[] {
	const living = services.filter((service) => service.serverId === serverId && isLiving(service));
	const run = comparison(living, packages);

	const ofAccounts = accounts.flatMap((account): NewFinding[] => {
		const { of: service, differences } = run.see(account);
		if (service) return differences.map((difference) => findingOf(difference, { serverId, service, account }));
		const judged = judgeUnclaimed(
			account,
			serverId,
			services.filter(({ domain }) => domain === account.domain),
		);
		return judged ? [findingOf(judged.difference, { serverId, service: judged.service, account })] : [];
	});

	const missing = complete ? run.missing() : [];
	const tooMany = tooManyMissing(missing.length, living.length, cap);
	const ofMissing = tooMany
		? [findingOf(tooMany, { serverId })]
		: missing.map((one) => findingOf(missingAccount(one), { serverId, service: one.service, account: one.service }));

	return [...ofAccounts, ...ofMissing, ...comparePlans(serverId, living, packages)];
}

/** Each plan in use is held against its package once. */
export function comparePlans(
	serverId: string,
	services: Iterable<BilledService>,
	packages: KnownPackages,
): NewFinding[] {
	const plans = new Map<string, BilledService>();
	for (const service of services) plans.set(`${service.planCode} ${service.packageName}`, service);
	return [...plans.values()].flatMap((plan) => {
		const difference = comparePlan(plan, packages);
		return difference ? [findingOf(difference, { serverId })] : [];
	});
}

/** Whether a service holds a place on a server. */
export function isLiving({ status }: Pick<BilledServiceRow, 'status'>): boolean {
	return status === 'pending_setup' || status === 'provisioning' || status === 'active' || status === 'suspended';
}
