import { randomUUID } from 'node:crypto';
import { InputError } from '../kernel/errors';
import type { BackOffice, Transaction } from '../store';
import { addAudit } from '../store/auditLog';
import { changeServerLogIn, findServer, insertServer, type NewServer, type Server } from '../store/servers';

/** How to log in to a panel, in the clear: it stays in memory. */
export interface PlainLogIn extends Pick<NewServer, 'panel' | 'baseUrl' | 'username' | 'certificateAuthority'> {
	readonly token: string;
}

export type ServerToAdd = Omit<NewServer, keyof PlainLogIn | 'sealedToken'>;

/**
 * Adds a server with its log-in, whose token is sealed for this server alone.
 *
 * @throws InputError where the code is taken.
 */
export async function addServer(
	{ store, vault, actor }: BackOffice,
	server: ServerToAdd,
	{ token, ...logIn }: PlainLogIn,
): Promise<Server> {
	const serverId = randomUUID();
	const sealedToken = vault.seal(ownerOf(serverId), token);
	return await store.asStaff(async (transaction) => {
		const made = await insertServer(transaction, serverId, { ...server, ...logIn, sealedToken });
		if (!made) {
			throw new InputError(
				'serverCode',
				`'${server.serverCode}' is taken`,
				'Choose another code, or update the server that has it.',
			);
		}
		await audit(transaction, actor, 'server.create', serverId, { serverCode: server.serverCode, ...shown(logIn) });
		return made;
	});
}

/**
 * Gives a server another log-in.
 *
 * @throws InputError where there is no such server.
 */
export async function changeLogIn(
	{ store, vault, actor }: BackOffice,
	serverId: string,
	{ token, ...logIn }: PlainLogIn,
): Promise<Server> {
	const sealedToken = vault.seal(ownerOf(serverId), token);
	return await store.asStaff(async (transaction) => {
		const known = await changeServerLogIn(transaction, serverId, { ...logIn, sealedToken });
		const server = known ? await findServer(transaction, serverId) : undefined;
		if (!server) {
			throw new InputError('serverId', `names no server: ${serverId}`, 'Take it from MSP Customers → Server: List.');
		}
		await audit(transaction, actor, 'server.change_log_in', serverId, shown(logIn));
		return server;
	});
}

const ownerOf = (serverId: string) => `server:${serverId}`;

function shown({ panel, baseUrl, username }: Omit<PlainLogIn, 'token'>) {
	return { panel, baseUrl, username };
}

async function audit(
	transaction: Transaction,
	actor: string,
	action: string,
	subject: string,
	detail: Readonly<Record<string, unknown>>,
): Promise<void> {
	await addAudit(transaction, { customerId: null, actor, action, subject, outcome: 'done', detail, correlationId: '' });
}
