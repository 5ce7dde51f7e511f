import { siteKey } from '../kernel/domainName';
import type { BilledServiceRow } from './billedServices';
import type { Suspicion } from './comparison';
import { findingOf } from './difference';
import type { NewFinding } from './findings';
import { judgeOrphan } from './orphans';

/**
 * Turns suspicions into findings, by what billing says now. A service that is at work is left for the next night.
 *
 * @param services each suspected service; and, the newest first, each that has or had the domain of an orphan.
 * @param since skips a service that changed at or after this time, too: the panel's answer may be older.
 */
export function findingsOf(
	suspicions: readonly Suspicion[],
	services: readonly BilledServiceRow[],
	{ serverId, since }: { readonly serverId: string; readonly since?: Date },
): NewFinding[] {
	const byId = new Map(services.map((service) => [service.serviceId, service]));
	const byDomain = new Map<string, BilledServiceRow[]>();
	for (const service of byId.values()) {
		const site = siteKey(service.domain);
		byDomain.set(site, [...(byDomain.get(site) ?? []), service]);
	}
	const isAtRest = ({ atWork, changedAt }: BilledServiceRow) => !atWork && (since === undefined || changedAt < since);

	return suspicions.flatMap((suspicion) => {
		if ('orphan' in suspicion) {
			const account = suspicion.orphan;
			const judged = judgeOrphan(account, serverId, byDomain.get(siteKey(account.domain)) ?? []);
			if (!judged || (judged.service && !isAtRest(judged.service))) return [];
			return [findingOf(judged.difference, { serverId, service: judged.service, account })];
		}
		const service = byId.get(suspicion.serviceId);
		if (!service || !isAtRest(service)) return [];
		return [findingOf(suspicion.difference, { serverId, service, account: suspicion.account })];
	});
}
