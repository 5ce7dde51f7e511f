import { z } from 'zod';
import { getPlan, type Delivery } from '../catalog';
import type { BackOffice, Transaction } from '../db';
import { InputError } from '../kernel/errors';
import { behindAnsible, countsTowardCapacity } from '../servers';
import { changeStatus, lockExistingService, setServer } from '../services';
import { lockExistingTask, postponeTask, type TaskStatus } from '../tasks';
import { chooseServer } from './placement';
import { onService } from './serviceContext';

/** How soon a task looks again after it found every server full. */
const waitSeconds = 300;

/** A late run, whose task another run has ended already, places nothing. */
const tooLate: readonly TaskStatus[] = ['compensating', 'failed', 'cancelled'];

export type Placement =
	| ({ readonly placed: true } & ChosenServer)
	| { readonly placed: false; readonly serverGroup: string; readonly reason: string };

/** The chosen server, with the details for the next steps and the customer. */
export interface ChosenServer {
	readonly serverId: string;
	readonly serverCode: string;
	/** The host name of its panel, without the port; of a host behind Ansible its name in the inventory. */
	readonly hostname: string;
	readonly ipAddress: string | null;
	readonly nameservers: readonly string[];
}

/**
 * Gives the task's service a place on a server of its plan's group, or returns the place it has already. The
 * transaction that counts also takes the place, so two orders cannot both get the last one. When all servers are full,
 * the task waits and says so.
 */
export async function placeService({ store }: Pick<BackOffice, 'store'>, taskId: string): Promise<Placement> {
	return await store.asStaff(async (transaction) => {
		const task = await lockExistingTask(transaction, taskId);
		if (tooLate.includes(task.status)) {
			throw new InputError('taskId', `is ${task.status}`, 'Only a task that goes on gives its service a place.');
		}
		if (task.subjectType !== onService.subjectType) {
			throw new InputError('taskId', `is a task on a ${task.subjectType}`, 'Choose a server for a task on a service.');
		}
		const service = await lockExistingService(transaction, task.subjectId);
		if (service.serverId) {
			// A service whose roll-back left something on the server kept its place. Its set-up starts anew.
			if (service.status === 'pending_setup') await changeStatus(transaction, service, 'placed');
			return { placed: true, ...(await chosenServer(transaction, service.serverId)) };
		}

		const { serverGroup, placement, delivery } = await getPlan(transaction, service.planCode);
		const server = chooseServer(await lockServers(transaction, serverGroup, delivery), placement);
		if (server) {
			await setServer(transaction, service.serviceId, server.serverId);
			await changeStatus(transaction, service, 'placed');
			transaction.audit({
				customerId: task.customerId,
				action: 'service.place',
				subject: service.serviceId,
				outcome: 'done',
				detail: { taskId, serverCode: server.serverCode },
				correlationId: task.correlationId,
			});
			return { placed: true, ...(await chosenServer(transaction, server.serverId)) };
		}
		const what = delivery === 'playbook' ? 'host behind Ansible' : 'server';
		const reason = `no ${what} of the group '${serverGroup}' has room; add a ${what} or raise a server's max accounts`;
		await postponeTask(transaction, task, { seconds: waitSeconds, statusDetail: reason });
		return { placed: false, serverGroup, reason };
	});
}

const chosenRow = z.object({
	serverId: z.uuid(),
	serverCode: z.string(),
	baseUrl: z.url().nullable(),
	ipAddress: z.string().nullable(),
	nameservers: z.array(z.string()),
});

async function chosenServer(transaction: Transaction, serverId: string): Promise<ChosenServer> {
	const [server] = await transaction.rows(
		chosenRow,
		`select id as server_id, server_code, base_url, host(ip_address) as ip_address, nameservers
		from msp.server where id = $1`,
		[serverId],
	);
	if (!server) throw new RangeError(`the server ${serverId} went away while a service was placed on it`);
	const { baseUrl, ...place } = server;
	return { ...place, hostname: baseUrl === null ? place.serverCode : new URL(baseUrl).hostname };
}

const serverRow = z.object({
	serverId: z.uuid(),
	serverCode: z.string(),
	used: z.number(),
	maxAccounts: z.number(),
	fillOrder: z.number(),
});

/**
 * The servers of a group on which a service may be delivered so: playbooks on hosts behind Ansible, accounts on panels.
 * Two statements: the second must count after the first has the lock, else it counts the state before the wait.
 */
async function lockServers(
	transaction: Transaction,
	serverGroup: string,
	delivery: Delivery,
): Promise<Array<z.infer<typeof serverRow>>> {
	transaction.locking('server', serverGroup);
	await transaction.run(
		`select id from msp.server where server_group = $1 and accepts_new order by server_code for no key update`,
		[serverGroup],
	);
	return await transaction.rows(
		serverRow,
		`select v.id as server_id, v.server_code, v.max_accounts,
			v.fill_order,
			(select count(*) from msp.service s where s.server_id = v.id and ${countsTowardCapacity}) as used
		from msp.server v where v.server_group = $1 and v.accepts_new and (v.panel = $2) = $3`,
		[serverGroup, behindAnsible, delivery === 'playbook'],
	);
}
