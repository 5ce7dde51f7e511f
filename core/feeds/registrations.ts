import { z } from 'zod';
import { json, type Transaction } from '../db';

export const registrationKinds = ['production', 'test', 'manual'] as const;
export type RegistrationKind = (typeof registrationKinds)[number];

const registrationRow = z.object({
	registrationId: z.uuid(),
	workflowId: z.string(),
	nodeId: z.string(),
	kind: z.enum(registrationKinds),
	companyCode: z.string(),
	address: z.string(),
	events: z.array(z.string()),
	sealedSecret: z.string(),
	/** Invoice Ninja's ID of the webhook of each event. */
	webhooks: z.record(z.string(), z.string()),
	registeredAt: z.date(),
	endedAt: z.date().nullable(),
});
export type Registration = Readonly<z.infer<typeof registrationRow>>;

/** The node whose address it is. Addresses that are added by hand belong to no node. */
export type RegistrationKey = Pick<Registration, 'workflowId' | 'nodeId' | 'kind' | 'companyCode'>;

const columns = `r.id as registration_id, r.workflow_id, r.node_id, r.kind, r.company_code, r.address, r.events,
	r.sealed_secret, r.webhooks, r.registered_at, r.ended_at`;

/** The registration of a node that is in force. */
export async function findRegistration(
	transaction: Transaction,
	key: RegistrationKey,
): Promise<Registration | undefined> {
	return await transaction.row(
		registrationRow,
		`select ${columns} from msp.feed_registration r where r.workflow_id = $1 and r.node_id = $2 and r.kind = $3
			and r.company_code = $4 and r.ended_at is null`,
		[key.workflowId, key.nodeId, key.kind, key.companyCode],
	);
}

/** Everything that a node has registered and that is not known to be gone, for every company. */
export async function registrationsOfNode(
	transaction: Transaction,
	workflowId: string,
	nodeId: string,
): Promise<Registration[]> {
	return await transaction.rows(
		registrationRow,
		`select ${columns} from msp.feed_registration r where r.workflow_id = $1 and r.node_id = $2 and r.kind <> 'manual'
		order by r.registered_at`,
		[workflowId, nodeId],
	);
}

/** What is registered at a company: in force, given up, and left by tests. */
export async function registrationsOfCompany(transaction: Transaction, companyCode: string): Promise<Registration[]> {
	return await transaction.rows(
		registrationRow,
		`select ${columns} from msp.feed_registration r where r.company_code = $1 and r.kind <> 'manual'
		order by r.registered_at`,
		[companyCode],
	);
}

export type NewRegistration = RegistrationKey & Pick<Registration, 'address' | 'events'>;

/**
 * Adds a registration, or gives the one in force.
 *
 * @param seal seals the new secret for its owner.
 */
export async function startRegistration(
	transaction: Transaction,
	registrationId: string,
	asked: NewRegistration,
	sealedSecret: string,
): Promise<Registration | undefined> {
	await transaction.run(
		`insert into msp.feed_registration (id, workflow_id, node_id, kind, company_code, address, events, sealed_secret)
		values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
		[
			registrationId,
			asked.workflowId,
			asked.nodeId,
			asked.kind,
			asked.companyCode,
			asked.address,
			asked.events,
			sealedSecret,
		],
	);
	return await findRegistration(transaction, asked);
}

/** Notes which webhooks a registration has at Invoice Ninja. */
export async function setWebhooks(
	transaction: Transaction,
	registrationId: string,
	{ address, events, webhooks }: Pick<Registration, 'address' | 'events' | 'webhooks'>,
): Promise<void> {
	await transaction.run(
		`update msp.feed_registration set address = $2, events = $3, webhooks = $4 where id = $1 and ended_at is null`,
		[registrationId, address, events, json(webhooks)],
	);
}

/** The node gives its registration up. From now on its secret opens nothing. */
export async function endRegistration(transaction: Transaction, registrationId: string): Promise<void> {
	await transaction.run(`update msp.feed_registration set ended_at = coalesce(ended_at, now()) where id = $1`, [
		registrationId,
	]);
}

/** Forgets a registration whose webhooks are gone. */
export async function forgetRegistration(transaction: Transaction, registrationId: string): Promise<void> {
	await transaction.run(`delete from msp.feed_registration where id = $1 and ended_at is not null`, [registrationId]);
}
