import { randomUUID } from 'node:crypto';
import { livesOn, type BilledServiceRow } from '../../../core/drift/billedServices';
import { compareServer, type ServerSides } from '../../../core/drift/comparison';
import type { SeenAccount } from '../../../core/drift/difference';
import type { NewFinding } from '../../../core/drift/findings';
import { findingsOf } from '../../../core/drift/findingsOf';
import type { ToldLimits } from '../../../core/kernel/hostingLimits';

export const serverId = '11111111-1111-4111-8111-111111111111';
export const otherServerId = '22222222-2222-4222-8222-222222222222';
export const cap = { count: 20, share: 0.1 };

export const starterLimits = { diskMegabytes: 5_000, bandwidthMegabytes: 50_000, mailboxes: 10, databases: 2 };
export const packages: ReadonlyMap<string, ToldLimits> = new Map([
	['starter', starterLimits],
	['business', { diskMegabytes: 20_000, bandwidthMegabytes: 200_000, mailboxes: 50, databases: 10 }],
]);

/** An active and paid service; its account is `accountOf` it. */
export function serviceNamed(name: string, more: Partial<BilledServiceRow> = {}): BilledServiceRow {
	return {
		serviceId: randomUUID(),
		customerId: randomUUID(),
		serverId,
		serverCode: 'web1',
		domain: `${name}.example`,
		username: name,
		status: 'active',
		suspensionReason: null,
		suspendedBy: null,
		planCode: 'starter',
		packageName: 'starter',
		limits: starterLimits,
		standing: 'paid',
		atWork: false,
		changedAt: new Date(0),
		...more,
	};
}

export const suspendedBy = (who: string, suspensionReason: BilledServiceRow['suspensionReason'] = 'overdue') =>
	({ status: 'suspended', suspendedBy: who, suspensionReason }) as const;

/** The account as it is where both sides agree. */
export function accountOf(service: BilledServiceRow, more: Partial<SeenAccount> = {}): SeenAccount {
	const suspended = service.status === 'suspended';
	return {
		username: service.username ?? 'unnamed',
		domain: service.domain,
		packageName: service.packageName,
		suspended,
		suspensionReason: suspended ? 'overdue' : '',
		limits: service.limits ?? {},
		...more,
	};
}

/** Both sides of one server, at hand. */
export interface Sides extends Omit<ServerSides, 'services'> {
	/** All that billing has, of any server and any status. */
	readonly services: readonly BilledServiceRow[];
	readonly accounts: readonly SeenAccount[];
	readonly complete: boolean;
}

/** Compares as the audit does, in one go. */
export function compare({ services, accounts, complete, ...server }: Sides): NewFinding[] {
	const { serverId } = server;
	const comparison = compareServer({ ...server, services: services.filter((service) => livesOn(serverId, service)) });
	const seen = accounts.flatMap((account) => comparison.see(account));
	const { suspicions, findings } = comparison.end(complete);
	return [...findingsOf([...seen, ...suspicions], services, { serverId }), ...findings];
}
