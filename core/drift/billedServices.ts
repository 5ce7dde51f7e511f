import { z } from 'zod';
import type { Transaction } from '../db';
import { siteKey } from '../kernel/domainName';
import { toldLimits } from '../kernel/hostingLimits';
import { behindAnsible } from '../servers';
import { serviceStatuses, suspensionReasons, type ServiceStatus } from '../services';
import { standings } from './findings';

/** A service as billing has it, to compare with its account. */
const billedServiceRow = z.object({
	serviceId: z.uuid(),
	customerId: z.uuid(),
	serverId: z.uuid().nullable(),
	serverCode: z.string().nullable(),
	domain: z.string(),
	username: z.string().nullable(),
	status: z.enum(serviceStatuses),
	suspensionReason: z.enum(suspensionReasons).nullable(),
	suspendedBy: z.string().nullable(),
	planCode: z.string(),
	packageName: z.string(),
	/** The limits that the plan promises; null when the package of the server defines them. */
	limits: toldLimits.nullable(),
	standing: z.enum(standings),
	/** Whether a task works on it, or will. */
	atWork: z.boolean(),
	/** When it, or the work on it, last changed. */
	changedAt: z.date(),
});
export type BilledServiceRow = Readonly<z.infer<typeof billedServiceRow>>;

const selected = `select s.*, s.id as service_id, v.server_code, p.plan_code, p.package_name, p.limits,
	case when i.invoices = 0 then 'unbilled' when i.owing then 'owing' else 'paid' end as standing,
	coalesce(t.open, false) as at_work, greatest(s.updated_at, t.changed_at) as changed_at
from msp.service s join msp.plan p on p.id = s.plan_id join msp.customer c on c.id = s.customer_id
	left join msp.server v on v.id = s.server_id
	cross join lateral (
		select count(*) as invoices, coalesce(bool_or(i.status = 'uncollectible' or (i.status <> 'paid' and i.balance_minor > 0
			and i.due_on < msp.day_in(c.time_zone, now()))), false) as owing
		from msp.invoice i where i.service_id = s.id and i.status in ('open', 'partial', 'paid', 'uncollectible')) i
	cross join lateral (
		select bool_or(t.status not in ('completed', 'failed', 'cancelled')) as open, max(t.updated_at) as changed_at
		from msp.task t where t.subject_id = s.id) t`;

/** The statuses of a service that ought to have an account. */
const livingStatuses: readonly ServiceStatus[] = ['pending_setup', 'provisioning', 'active', 'suspended'];

/** Whether a service ought to have an account on a server. */
export function livesOn(serverId: string, service: Pick<BilledServiceRow, 'serverId' | 'status'>): boolean {
	return service.serverId === serverId && livingStatuses.includes(service.status);
}

/**
 * A page of the services that live on a server, by their IDs.
 *
 * @param after the last ID of the page before; null for the first page.
 */
export async function livingServicesOn(
	transaction: Transaction,
	serverId: string,
	after: string | null,
	limit: number,
): Promise<BilledServiceRow[]> {
	return await transaction.rows(
		billedServiceRow,
		`${selected} where s.server_id = $1 and s.status = any($4) and ($2::uuid is null or s.id > $2)
		order by s.id limit $3`,
		[serverId, after, limit, livingStatuses],
	);
}

export async function billedServices(
	transaction: Transaction,
	serviceIds: readonly string[],
): Promise<BilledServiceRow[]> {
	return await transaction.rows(billedServiceRow, `${selected} where s.id = any($1)`, [serviceIds]);
}

/** Every service, of any status and on any server, that has or had one of the domains; the newest first. */
export async function servicesOfDomains(
	transaction: Transaction,
	domains: readonly string[],
): Promise<BilledServiceRow[]> {
	return await transaction.rows(
		billedServiceRow,
		`${selected} where s.domain = any($1) order by s.created_at desc, s.id`,
		[domains.map(siteKey).flatMap((site) => [site, `www.${site}`])],
	);
}

const serverInUse = z.object({
	serverId: z.uuid(),
	serverCode: z.string(),
	/** False for a host behind Ansible: there is nothing to compare with. */
	hasPanel: z.boolean(),
});
export type ServerInUse = Readonly<z.infer<typeof serverInUse>>;

/** The servers of these codes; by default those that take new services, have some, or ever had. By code. */
export async function serversInUse(transaction: Transaction, codes: readonly string[] | null): Promise<ServerInUse[]> {
	return await transaction.rows(
		serverInUse,
		`select v.id as server_id, v.server_code, v.panel <> $2 as has_panel from msp.server v
		where case when $1::text[] is null
			then v.accepts_new or exists (select from msp.service s where s.server_id = v.id)
			else v.server_code = any($1) end
		order by v.server_code`,
		[codes, behindAnsible],
	);
}
