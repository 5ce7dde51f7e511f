import { z } from 'zod';
import { domainSearch } from '../kernel/domainName';
import { InputError } from '../kernel/errors';
import { ofCustomerCode, search, type Transaction } from '../db';

export const serviceStatuses = [
	'pending_payment',
	'pending_setup',
	'provisioning',
	'active',
	'suspended',
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
	/** `system`, or the name of the person who did it. */
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
	/** A repeat with the same reference is the same order. */
	readonly orderReference: string;
	readonly domain: string;
	/** `pending_setup` for a service that needs no payment first. */
	readonly status?: 'pending_payment' | 'pending_setup';
}

/** Adds a service. Returns false when its order exists already. */
export async function insertService(transaction: Transaction, service: NewService): Promise<boolean> {
	const made = await transaction.run(
		`insert into msp.service (customer_id, plan_id, order_reference, domain, status) values ($1, $2, $3, $4, $5)
		on conflict (order_reference) do nothing`,
		[service.customerId, service.planId, service.orderReference, service.domain, service.status ?? 'pending_payment'],
	);
	return made > 0;
}

export async function findService(transaction: Transaction, serviceId: string): Promise<Service | undefined> {
	return await transaction.row(serviceRow, `${selected} where s.id = $1`, [serviceId]);
}

/** Returns the service, locked until the transaction ends. */
export async function lockService(transaction: Transaction, serviceId: string): Promise<Service | undefined> {
	transaction.locking('service', serviceId);
	return await transaction.row(serviceRow, `${selected} where s.id = $1 for no key update of s`, [serviceId]);
}

export async function findServiceOfOrder(
	transaction: Transaction,
	orderReference: string,
): Promise<Service | undefined> {
	return await transaction.row(serviceRow, `${selected} where s.order_reference = $1`, [orderReference]);
}

/** Returns the oldest service of the customer that waits for the first payment of this plan on this domain. */
export async function findWaitingService(
	transaction: Transaction,
	{ customerId, planId, domain }: Pick<Service, 'customerId' | 'planId' | 'domain'>,
): Promise<Service | undefined> {
	return await transaction.row(
		serviceRow,
		`${selected} where s.customer_id = $1 and s.plan_id = $2 and s.domain = $3 and s.status = 'pending_payment'
		order by s.created_at, s.id limit 1`,
		[customerId, planId, domain],
	);
}

/** What an order is for, when that changes before it is paid. */
export type ChangedOrder = Pick<Service, 'planId' | 'domain'>;

/** Changes what an order is for, as long as it waits for its payment. */
export async function changeWaitingOrder(
	transaction: Transaction,
	serviceId: string,
	{ planId, domain }: ChangedOrder,
): Promise<boolean> {
	const changed = await transaction.run(
		`update msp.service set plan_id = $2, domain = $3 where id = $1 and status in ('pending_payment')`,
		[serviceId, planId, domain],
	);
	return changed > 0;
}

/** Gives an order its name, when it was opened under a made-up one and no other order has the name. */
export async function adoptOrderReference(
	transaction: Transaction,
	serviceId: string,
	{ from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
	await transaction.run(
		`update msp.service set order_reference = $3
		where id = $1 and starts_with(order_reference, $2) and not exists (select from msp.service where order_reference = $3)`,
		[serviceId, from, to],
	);
}

/** Returns the service of another order that serves the domain, or is about to. */
export async function findOtherOnDomain(
	transaction: Transaction,
	{ domain, orderReference }: Pick<Service, 'domain' | 'orderReference'>,
): Promise<Service | undefined> {
	return await transaction.row(
		serviceRow,
		// A service from before domains had one form may still have the other spelling.
		`${selected} where s.domain in ($1, 'www.' || $1) and s.order_reference <> $2
			and s.status in ('pending_setup', 'provisioning', 'active', 'suspended')`,
		[domain, orderReference],
	);
}

/** The values that a change of a service's status or plan replaces. An undo restores them. */
export const formerService = z.object({
	status: z.enum(serviceStatuses),
	suspensionReason: z.enum(suspensionReasons).nullable(),
	suspendedBy: z.string().nullable(),
	suspendedAt: z.coerce.date().nullable(),
	planId: z.uuid(),
});
export type FormerService = Readonly<z.infer<typeof formerService>>;

/** @throws InputError when there is no such service. */
export async function getService(transaction: Transaction, serviceId: string): Promise<Service> {
	return (await findService(transaction, serviceId)) ?? unknownService(serviceId);
}

/**
 * Returns the service, locked until the transaction ends.
 *
 * @throws InputError when there is no such service.
 */
export async function lockExistingService(transaction: Transaction, serviceId: string): Promise<Service> {
	return (await lockService(transaction, serviceId)) ?? unknownService(serviceId);
}

function unknownService(serviceId: string): never {
	throw new InputError(
		'serviceId',
		`is unknown: no service has the ID ${serviceId}`,
		'Take it from MSP Customers → Service: List.',
		'not_found',
	);
}

/** Records the user name of a service's account. */
export async function setUsername(transaction: Transaction, serviceId: string, username: string): Promise<void> {
	await transaction.run(`update msp.service set username = $2 where id = $1`, [serviceId, username]);
}

/** Gives a service a place on a server. */
export async function setServer(transaction: Transaction, serviceId: string, serverId: string): Promise<void> {
	await transaction.run(`update msp.service set server_id = $2 where id = $1`, [serviceId, serverId]);
}

/** Records that a service was set up, once. */
export async function setActivated(transaction: Transaction, serviceId: string): Promise<void> {
	await transaction.run(`update msp.service set activated_at = coalesce(activated_at, now()) where id = $1`, [
		serviceId,
	]);
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
			and ($2::text is null or ${ofCustomerCode('$2')}) and ($3::text[] is null or s.status = any($3))
		order by s.created_at desc, s.id limit $4`,
		[
			filter.search === undefined ? null : domainSearch(filter.search),
			filter.customerCode ?? null,
			filter.statuses ?? null,
			filter.limit,
		],
	);
}
