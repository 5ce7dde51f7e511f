import { z } from 'zod';
import { InputError } from '../kernel/errors';
import type { BackOffice, Transaction } from '../db';
import { countsTowardCapacity } from '../servers';
import { changeTask, lockTask, type TaskStatus } from '../tasks';
import { choosePlace, type PlacementPolicy } from './placement';

/** How soon a task that found every server full looks again. */
const waitSeconds = 300;

/** A run that comes so late that another one has ended the task gives nothing a place any more. */
const tooLate: readonly TaskStatus[] = ['compensating', 'failed', 'cancelled'];

export type Placed =
	| ({ readonly placed: true } & PlacedOn)
	| { readonly placed: false; readonly serverGroup: string; readonly reason: string };

/** The server that was chosen, as the next steps and the customer need to know it. */
export interface PlacedOn {
	readonly serverId: string;
	readonly serverCode: string;
	/** Where its panel answers, without the port. */
	readonly hostname: string;
	readonly ipAddress: string | null;
	readonly nameservers: readonly string[];
}

/**
 * Gives the task's service a place on a server of its plan's group, or the one it has already. The place is taken in
 * the transaction that counts: two orders for the last one cannot both get it. Where all are full the task waits and
 * says so.
 */
export async function placeService({ store }: BackOffice, taskId: string): Promise<Placed> {
	return await store.asStaff(async (transaction) => {
		const task = await lockTask(transaction, taskId);
		if (!task)
			throw new InputError(
				'taskId',
				`is unknown: no task has the ID ${taskId}`,
				'Take it from MSP Provisioning → Task: Claim.',
			);
		if (tooLate.includes(task.status)) {
			throw new InputError('taskId', `is ${task.status}`, 'Only a task that goes on gives its service a place.');
		}
		const wish = await wishOf(transaction, task.serviceId);
		if (wish.serverId) {
			// One whose roll-back left something on the server has kept its place, and is set up anew.
			await transaction.run(
				`update msp.service set status = 'provisioning' where id = $1 and status = 'pending_setup'`,
				[task.serviceId],
			);
			return { placed: true, ...(await placeOn(transaction, wish.serverId)) };
		}

		const server = choosePlace(await lockPlaces(transaction, wish.serverGroup), wish.policy);
		if (server) {
			await transaction.run(`update msp.service set server_id = $2, status = 'provisioning' where id = $1`, [
				task.serviceId,
				server.serverId,
			]);
			const { customerId, serviceId, correlationId } = task;
			transaction.audit({
				customerId,
				action: 'service.place',
				subject: serviceId,
				outcome: 'done',
				detail: { taskId, serverCode: server.serverCode },
				correlationId,
			});
			return { placed: true, ...(await placeOn(transaction, server.serverId)) };
		}
		const reason = `no server of the group '${wish.serverGroup}' has room; add a server or raise a server's max accounts`;
		await changeTask(transaction, taskId, {
			status: 'waiting',
			statusDetail: reason,
			leaseSeconds: null,
			nextAttemptInSeconds: waitSeconds,
		});
		return { placed: false, serverGroup: wish.serverGroup, reason };
	});
}

const wishRow = z.object({
	serverId: z.uuid().nullable(),
	serverGroup: z.string(),
	policy: z.enum(['least_full', 'fill_then_next'] satisfies PlacementPolicy[]),
});

async function wishOf(transaction: Transaction, serviceId: string): Promise<z.infer<typeof wishRow>> {
	const [wish] = await transaction.rows(
		wishRow,
		`select s.server_id, p.server_group, p.placement as policy
		from msp.service s join msp.plan p on p.id = s.plan_id where s.id = $1 for update of s`,
		[serviceId],
	);
	if (!wish) throw new InputError('taskId', 'leads to no service', 'Start a task for a service that exists.');
	return wish;
}

const placedOnRow = z.object({
	serverId: z.uuid(),
	serverCode: z.string(),
	baseUrl: z.url(),
	ipAddress: z.string().nullable(),
	nameservers: z.array(z.string()),
});

async function placeOn(transaction: Transaction, serverId: string): Promise<PlacedOn> {
	const [server] = await transaction.rows(
		placedOnRow,
		`select id as server_id, server_code, base_url, host(ip_address) as ip_address, nameservers
		from msp.server where id = $1`,
		[serverId],
	);
	if (!server) throw new RangeError(`the server ${serverId} went away while a service was placed on it`);
	const { baseUrl, ...place } = server;
	return { ...place, hostname: new URL(baseUrl).hostname };
}

const placeRow = z.object({
	serverId: z.uuid(),
	serverCode: z.string(),
	used: z.number(),
	maxAccounts: z.number(),
	fillOrder: z.number(),
});

/** Two statements: the count must be taken after the lock is held, or it is the count of before the wait. */
async function lockPlaces(transaction: Transaction, serverGroup: string): Promise<Array<z.infer<typeof placeRow>>> {
	await transaction.run(
		`select id from msp.server where server_group = $1 and accepts_new order by server_code for update`,
		[serverGroup],
	);
	return await transaction.rows(
		placeRow,
		`select v.id as server_id, v.server_code, v.max_accounts,
			v.fill_order,
			(select count(*) from msp.service s where s.server_id = v.id and ${countsTowardCapacity}) as used
		from msp.server v where v.server_group = $1 and v.accepts_new`,
		[serverGroup],
	);
}
