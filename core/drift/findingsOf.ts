import type { Transaction } from '../db';
import type { NewFinding } from './findings';
import { billedServices, servicesOfDomains, type BilledServiceRow } from './billedServices';
import { findingOf, type Difference, type SeenAccount } from './difference';
import { judgeUnclaimed } from './orphans';

/** A difference of a service and its account; or an account that no service living there claims. */
export type Suspicion =
	| { readonly serviceId: string; readonly account: Named; readonly difference: Difference }
	| { readonly unclaimed: SeenAccount };

interface Named {
	readonly username: string | null;
	readonly domain: string;
}

/**
 * What is true of some suspicions, by what billing says now: what has changed since the audit of the server began is left
 * for the next night, as the panel was asked before or after that change.
 */
export async function findingsOf(
	transaction: Transaction,
	{ serverId, since }: { readonly serverId: string; readonly since: Date },
	suspicions: readonly Suspicion[],
): Promise<NewFinding[]> {
	const unclaimed = suspicions.flatMap((one) => ('unclaimed' in one ? [one.unclaimed] : []));
	const ofServices = suspicions.flatMap((one) => ('unclaimed' in one ? [] : [one]));
	const services = new Map(
		(ofServices.length === 0
			? []
			: await billedServices(
					transaction,
					ofServices.map(({ serviceId }) => serviceId),
				)
		).map((service) => [service.serviceId, service]),
	);
	const candidates = await byDomain(transaction, unclaimed);
	const isSettledSince = ({ atWork, changedAt }: BilledServiceRow) => !atWork && changedAt < since;

	return [
		...ofServices.flatMap(({ serviceId, account, difference }) => {
			const service = services.get(serviceId);
			return service && isSettledSince(service) ? [findingOf(difference, { serverId, service, account })] : [];
		}),
		...unclaimed.flatMap((account) => {
			const judged = judgeUnclaimed(account, serverId, candidates.get(account.domain) ?? []);
			if (!judged || (judged.service && !isSettledSince(judged.service))) return [];
			return [findingOf(judged.difference, { serverId, service: judged.service, account })];
		}),
	];
}

async function byDomain(
	transaction: Transaction,
	accounts: readonly SeenAccount[],
): Promise<Map<string, BilledServiceRow[]>> {
	const found = new Map<string, BilledServiceRow[]>();
	if (accounts.length === 0) return found;
	for (const service of await servicesOfDomains(
		transaction,
		accounts.map(({ domain }) => domain),
	)) {
		found.set(service.domain, [...(found.get(service.domain) ?? []), service]);
	}
	return found;
}
