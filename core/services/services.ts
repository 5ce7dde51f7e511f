import { z } from 'zod';
import { search } from '../db/sql';
import type { Transaction } from '../db/store';

export const serviceStatuses = [
	'pending_payment',
	'pending_setup',
	'provisioning',
	'active',
	'suspended',
	'termination_pending',
	'terminated',
	'provisioning_failed',
	'cancelled',
] as const;
export type ServiceStatus = (typeof serviceStatuses)[number];

export const suspensionReasons = ['overdue', 'abuse', 'security', 'resource', 'manual'] as const;
export type SuspensionReason = (typeof suspensionReasons)[number];

export const serviceRow = z.object({
	serviceId: z.uuid(),
	customerId: z.uuid(),
	customerCode: z.string(),
	planId: z.uuid(),
	planCode: z.string(),
	serverId: z.uuid().nullable(),
	orderReference: z.string(),
	domain: z.string(),
	username: z.string().nullable(),
	status: z.enum(serviceStatuses),
	suspensionReason: z.enum(suspensionReasons).nullable(),
	/** `system`, or whoever did it. */
	suspendedBy: z.string().nullable(),
	suspendedAt: z.date().nullable(),
	activatedAt: z.date().nullable(),
	terminatedAt: z.date().nullable(),
	createdAt: z.date(),
	updatedAt: z.date(),
});
export type Service = Readonly<z.infer<typeof serviceRow>>;

const selected = `select s.id as service_id, s.customer_id, c.customer_code,
	s.plan_id, p.plan_code, s.server_id,
	s.order_reference, s.domain, s.username, s.status, s.suspension_reason,
	s.suspended_by, s.suspended_at, s.activated_at,
	s.terminated_at, s.created_at, s.updated_at
from msp.service s join msp.customer c on c.id = s.customer_id join msp.plan p on p.id = s.plan_id`;

export interface NewService {
	readonly customerId: string;
	readonly planId: string;
	/** What makes a repeat the same order. */
	readonly orderReference: string;
	readonly domain: string;
}

/** Adds a service that waits for its payment; false where its order is there already. */
export async function insertService(transaction: Transaction, service: NewService): Promise<boolean> {
	const made = await transaction.run(
		`insert into msp.service (customer_id, plan_id, order_reference, domain) values ($1, $2, $3, $4)
		on conflict (order_reference) do nothing`,
		[service.customerId, service.planId, service.orderReference, service.domain],
	);
	return made > 0;
}

export async function findService(transaction: Transaction, serviceId: string): Promise<Service | undefined> {
	return await transaction.row(serviceRow, `${selected} where s.id = $1`, [serviceId]);
}

/** The service, held against changes by others until the transaction ends. */
export async function lockService(transaction: Transaction, serviceId: string): Promise<Service | undefined> {
	return await transaction.row(serviceRow, `${selected} where s.id = $1 for update of s`, [serviceId]);
}

export async function findServiceOfOrder(
	transaction: Transaction,
	orderReference: string,
): Promise<Service | undefined> {
	return await transaction.row(serviceRow, `${selected} where s.order_reference = $1`, [orderReference]);
}

/** The service of another order that serves the domain, or is about to. */
export async function findOtherOnDomain(
	transaction: Transaction,
	{ domain, orderReference }: Pick<Service, 'domain' | 'orderReference'>,
): Promise<Service | undefined> {
	return await transaction.row(
		serviceRow,
		`${selected} where s.domain = $1 and s.order_reference <> $2
			and s.status in ('pending_setup', 'provisioning', 'active', 'suspended', 'termination_pending')`,
		[domain, orderReference],
	);
}

/** Moves a service to a status without a suspension. The caller has locked it. */
export async function setServiceStatus(
	transaction: Transaction,
	serviceId: string,
	status: Exclude<ServiceStatus, 'suspended'>,
): Promise<void> {
	await transaction.run(
		`update msp.service set status = $2, suspension_reason = null, suspended_by = null, suspended_at = null
		where id = $1`,
		[serviceId, status],
	);
}

/** Marks a service as suspended. The caller has locked it, and looked whether it may be. */
export async function setSuspended(
	transaction: Transaction,
	serviceId: string,
	{ reason, by }: { readonly reason: SuspensionReason; readonly by: string },
): Promise<void> {
	await transaction.run(
		`update msp.service set status = 'suspended', suspension_reason = $2, suspended_by = $3, suspended_at = now()
		where id = $1`,
		[serviceId, reason, by],
	);
}

/** Marks a service as gone for good; its place on the server is free, and its row still says where it was. */
export async function setTerminated(transaction: Transaction, serviceId: string): Promise<void> {
	await transaction.run(
		`update msp.service set status = 'terminated', terminated_at = now(), suspension_reason = null,
			suspended_by = null, suspended_at = null
		where id = $1`,
		[serviceId],
	);
}

/** What a change of a service's status or plan replaces, as it is kept to be restored. */
export const formerService = z.object({
	status: z.enum(serviceStatuses),
	suspensionReason: z.enum(suspensionReasons).nullable(),
	suspendedBy: z.string().nullable(),
	suspendedAt: z.coerce.date().nullable(),
	planId: z.uuid(),
});
export type FormerService = Readonly<z.infer<typeof formerService>>;

/** Gives a service its former status again; its plan stays. The caller has locked it, and looked whether it may be. */
export async function restoreStatus(transaction: Transaction, serviceId: string, former: FormerService): Promise<void> {
	await transaction.run(
		`update msp.service set status = $2, suspension_reason = $3, suspended_by = $4, suspended_at = $5 where id = $1`,
		[serviceId, former.status, former.suspensionReason, former.suspendedBy, former.suspendedAt],
	);
}

export async function setPlan(transaction: Transaction, serviceId: string, planId: string): Promise<void> {
	await transaction.run(`update msp.service set plan_id = $2 where id = $1`, [serviceId, planId]);
}

export interface ServiceFilter {
	/** In the domain, the order reference or the user name. */
	readonly search?: string;
	readonly customerCode?: string;
	readonly statuses?: readonly ServiceStatus[];
	readonly limit: number | null;
}

/** Newest first. */
export async function listServices(transaction: Transaction, filter: ServiceFilter): Promise<Service[]> {
	return await transaction.rows(
		serviceRow,
		`${selected} where ${search('$1', 's.domain', 's.order_reference', "coalesce(s.username, '')")}
			and ($2::text is null or c.customer_code = $2) and ($3::text[] is null or s.status = any($3))
		order by s.created_at desc, s.id limit $4`,
		[filter.search ?? null, filter.customerCode ?? null, filter.statuses ?? null, filter.limit],
	);
}
