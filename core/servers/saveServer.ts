import { randomUUID } from 'node:crypto';
import { InputError } from '../kernel/errors';
import type { BackOffice, Transaction } from '../db';
import {
	behindAnsible,
	changeServer,
	changeServerLogIn,
	findServer,
	insertServer,
	type Server,
	type ServerChange,
	type ServerLogIn,
	type ServerToAdd,
} from './servers';

/** How to log in to a panel, in the clear: it stays in memory. */
export interface PlainLogIn extends Omit<ServerLogIn, 'serverId' | 'serverCode' | 'sealedToken'> {
	readonly token: string;
}

/**
 * Adds a server with its log-in, whose token is sealed for this server alone.
 *
 * @throws InputError when another server has the code.
 */
export async function addServer(
	{ store, vault }: BackOffice,
	server: ServerToAdd,
	{ token, ...logIn }: PlainLogIn,
): Promise<Server> {
	const serverId = randomUUID();
	const sealedToken = vault.seal(ownerOf(serverId), token);
	return await store.asStaff(async (transaction) => {
		const made = await insertServer(transaction, serverId, { ...server, ...logIn, sealedToken });
		return await recorded(transaction, server, made, shown(logIn));
	});
}

/**
 * Adds a host behind Ansible: a server without a panel, whose code is its name in the inventory.
 *
 * @throws InputError when another server has the code.
 */
export async function addHost({ store }: Pick<BackOffice, 'store'>, server: ServerToAdd): Promise<Server> {
	return await store.asStaff(async (transaction) => {
		const made = await insertServer(transaction, randomUUID(), { ...server, panel: behindAnsible });
		return await recorded(transaction, server, made, { panel: behindAnsible });
	});
}

async function recorded(
	transaction: Transaction,
	{ serverCode }: ServerToAdd,
	made: Server | undefined,
	logIn: Readonly<Record<string, unknown>>,
): Promise<Server> {
	if (made) {
		await audit(transaction, 'server.create', made.serverId, { serverCode, ...logIn });
		return made;
	}
	throw new InputError(
		'serverCode',
		`'${serverCode}' is taken`,
		'Choose another code, or update the server that has it.',
	);
}

/**
 * Replaces the log-in of a server.
 *
 * @param server its code or its ID.
 * @throws InputError when there is no such server, or it has services on another panel: their accounts are not there.
 */
export async function changeLogIn(
	{ store, vault }: BackOffice,
	server: string,
	{ token, ...logIn }: PlainLogIn,
): Promise<Server> {
	return await store.asStaff(async (transaction) => {
		const { serverId, serverCode, panel, used } = await getServer(transaction, server);
		if (panel !== logIn.panel && used > 0) {
			throw new InputError(
				'panel',
				`is ${logIn.panel}, and ${serverCode} is a server of ${panel} with ${used} services on it`,
				`Choose ${panel} and its credential. If the server has another panel now, create a server of another code.`,
			);
		}
		const sealedToken = vault.seal(ownerOf(serverId), token);
		await changeServerLogIn(transaction, serverId, { ...logIn, sealedToken });
		await audit(transaction, 'server.change_log_in', serverId, shown(logIn));
		return await getServer(transaction, serverId);
	});
}

/**
 * Changes a server's capacity, its group, and whether it accepts new accounts. Fields that the caller leaves out stay
 * as they are.
 *
 * @throws InputError when there is no such server.
 */
export async function updateServer(
	{ store }: Pick<BackOffice, 'store'>,
	server: string,
	change: ServerChange,
): Promise<Server> {
	return await store.asStaff(async (transaction) => {
		const { serverId } = await getServer(transaction, server);
		await changeServer(transaction, serverId, change);
		await audit(transaction, 'server.update', serverId, { ...change });
		return await getServer(transaction, serverId);
	});
}

/**
 * @param server its code or its ID.
 * @throws InputError when there is no such server.
 */
export async function getServer(transaction: Transaction, server: string): Promise<Server> {
	const found = await findServer(transaction, server);
	if (found) return found;
	throw unknownServer(server);
}

export function unknownServer(server: string): InputError {
	return new InputError(
		'server',
		`is unknown: no server has the code ${server}`,
		'Take its code from MSP Customers → Server: List.',
		'not_found',
	);
}

const ownerOf = (serverId: string) => `server:${serverId}`;

function shown({ panel, baseUrl, username, certificateFingerprint }: Omit<PlainLogIn, 'token'>) {
	return { panel, baseUrl, username, certificateFingerprint };
}

async function audit(
	transaction: Transaction,
	action: string,
	subject: string,
	detail: Readonly<Record<string, unknown>>,
): Promise<void> {
	transaction.audit({ customerId: null, action, subject, outcome: 'done', detail, correlationId: '' });
}
