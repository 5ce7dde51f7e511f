import { z } from 'zod';
import { InputError } from '../kernel/errors';
import { assignments, type ColumnKind, search, type Transaction } from '../db';

/** The `panel` of a host behind Ansible: nobody logs in to it, and its code is its name in the inventory. */
export const behindAnsible = 'ansible';

/** The data of a server that people may see. It has no log-in. */
export const serverRow = z.object({
	serverId: z.uuid(),
	serverCode: z.string(),
	/** A name of the panels' registry, or `ansible`. */
	panel: z.string(),
	/** Null for a host behind Ansible. */
	baseUrl: z.string().nullable(),
	username: z.string().nullable(),
	hasOwnCertificateAuthority: z.boolean(),
	/** SHA-256 of the only trusted certificate, in lower-case hexadecimal; null if the server trusts authorities. */
	certificateFingerprint: z.string().nullable(),
	ipAddress: z.string().nullable(),
	nameservers: z.array(z.string()),
	serverGroup: z.string(),
	maxAccounts: z.number(),
	fillOrder: z.number(),
	acceptsNew: z.boolean(),
	/** The most changes and lists that the pack runs on it at once. */
	maxConcurrency: z.number(),
	/** Services that count toward its accounts. */
	used: z.number(),
	free: z.number(),
	createdAt: z.date(),
	updatedAt: z.date(),
});
export type Server = Readonly<z.infer<typeof serverRow>>;

/** How to log in to a server's panel. */
export const serverLogIn = z.object({
	serverId: z.uuid(),
	serverCode: z.string(),
	panel: z.string(),
	baseUrl: z.string(),
	username: z.string(),
	/** Sealed for the owner `server:<serverId>`. */
	sealedToken: z.string(),
	/** PEM. */
	certificateAuthority: z.string().nullable(),
	certificateFingerprint: z.string().nullable(),
});
export type ServerLogIn = Readonly<z.infer<typeof serverLogIn>>;
const maybeLogIn = serverLogIn.extend({
	baseUrl: z.string().nullable(),
	username: z.string().nullable(),
	sealedToken: z.string().nullable(),
});

/**
 * Whether the service `s` counts toward its server's accounts. After a failed set-up it has a server only if something
 * is left there.
 */
export const countsTowardCapacity = `s.status in ('pending_setup', 'provisioning', 'active', 'suspended', 'provisioning_failed')`;

const selected = `select v.id as server_id, v.server_code, v.panel, v.base_url, v.username,
	v.certificate_authority is not null as has_own_certificate_authority,
	v.certificate_fingerprint, host(v.ip_address) as ip_address, v.nameservers,
	v.server_group, v.max_accounts, v.fill_order,
	v.accepts_new, v.max_concurrency, u.used, greatest(v.max_accounts - u.used, 0) as free,
	v.created_at, v.updated_at
from msp.server v cross join lateral (
	select count(*) as used from msp.service s where s.server_id = v.id and ${countsTowardCapacity}) u`;

/** The changeable fields of a server besides its log-in. A field that is left out stays as it is. */
export type ServerChange = Partial<
	Pick<
		Server,
		'ipAddress' | 'nameservers' | 'serverGroup' | 'maxAccounts' | 'fillOrder' | 'acceptsNew' | 'maxConcurrency'
	>
>;

/** A server without its log-in. */
export type ServerToAdd = Pick<Server, 'serverCode' | 'maxAccounts'> & ServerChange;
/** The log-in of a server, or that it is a host behind Ansible. */
export type NewLogIn = Omit<ServerLogIn, 'serverId' | 'serverCode'> | { readonly panel: typeof behindAnsible };
export type NewServer = ServerToAdd & NewLogIn;

const changeable = {
	ipAddress: 'value',
	nameservers: 'value',
	serverGroup: 'value',
	maxAccounts: 'value',
	fillOrder: 'value',
	acceptsNew: 'value',
	maxConcurrency: 'value',
} as const satisfies Record<keyof ServerChange, ColumnKind>;

/**
 * Adds a server. Returns undefined when the code is taken.
 *
 * @param serverId the caller chooses it, and seals the token for it.
 */
export async function insertServer(
	transaction: Transaction,
	serverId: string,
	server: NewServer,
): Promise<Server | undefined> {
	const { serverCode, panel, maxAccounts } = server;
	const logIn = 'sealedToken' in server ? server : undefined;
	const made = await transaction.run(
		`insert into msp.server (id, server_code, panel, base_url, username, sealed_token, certificate_authority,
			certificate_fingerprint, max_accounts)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (server_code) do nothing`,
		[
			...[serverId, serverCode, panel, logIn?.baseUrl ?? null, logIn?.username ?? null, logIn?.sealedToken ?? null],
			...[logIn?.certificateAuthority ?? null, logIn?.certificateFingerprint ?? null, maxAccounts],
		],
	);
	return made === 0 ? undefined : await changeServer(transaction, serverId, changesOf(server));
}

/** Only what may change: an update refuses any other key. */
function changesOf(server: NewServer): ServerChange {
	const { ipAddress, nameservers, serverGroup, maxAccounts, fillOrder, acceptsNew, maxConcurrency } = server;
	return { ipAddress, nameservers, serverGroup, maxAccounts, fillOrder, acceptsNew, maxConcurrency };
}

/** Changes a server. Returns undefined when there is no such server. */
export async function changeServer(
	transaction: Transaction,
	serverId: string,
	change: ServerChange,
): Promise<Server | undefined> {
	const { sql, values } = assignments<ServerChange>(change, changeable, [serverId]);
	await transaction.run(`update msp.server set ${sql} where id = $1`, values);
	return await findServer(transaction, serverId);
}

/** Replaces the log-in of a server. Returns false when there is no such server. */
export async function changeServerLogIn(
	transaction: Transaction,
	serverId: string,
	logIn: Omit<ServerLogIn, 'serverId' | 'serverCode'>,
): Promise<boolean> {
	const touched = await transaction.run(
		`update msp.server set panel = $2, base_url = $3, username = $4, sealed_token = $5, certificate_authority = $6,
			certificate_fingerprint = $7
		where id = $1`,
		[
			serverId,
			logIn.panel,
			logIn.baseUrl,
			logIn.username,
			logIn.sealedToken,
			logIn.certificateAuthority,
			logIn.certificateFingerprint,
		],
	);
	return touched > 0;
}

/** @param server its code or its ID. */
export async function findServer(transaction: Transaction, server: string): Promise<Server | undefined> {
	return await transaction.row(serverRow, `${selected} where v.server_code = $1 or v.id::text = $1`, [server]);
}

/**
 * Returns the log-in of a server, with its token still sealed. Never put it into an item.
 *
 * @param server its code or its ID.
 * @throws InputError when it is a host behind Ansible.
 */
export async function findServerLogIn(transaction: Transaction, server: string): Promise<ServerLogIn | undefined> {
	const found = await transaction.row(
		maybeLogIn,
		`select id as server_id, server_code, panel, base_url, username, sealed_token, certificate_authority,
			certificate_fingerprint
		from msp.server where server_code = $1 or id::text = $1`,
		[server],
	);
	if (found?.panel === behindAnsible) throw withoutPanel(found.serverCode);
	return found && serverLogIn.parse(found);
}

function withoutPanel(serverCode: string): InputError {
	return new InputError(
		'server',
		`is ${serverCode}, a host behind Ansible: it has no panel`,
		'Change its services with MSP Provisioning → Service: Carry Out, or choose a server with a panel.',
		'conflict',
	);
}

export interface ServerFilter {
	/** In the code or the address. */
	readonly search?: string;
	readonly serverGroup?: string;
	readonly limit: number | null;
}

/** Returns servers by code, and how full each is. */
export async function listServers(transaction: Transaction, filter: ServerFilter): Promise<Server[]> {
	return await transaction.rows(
		serverRow,
		`${selected} where ${search('$1', 'v.server_code', "coalesce(v.base_url, '')")} and ($2::text is null or v.server_group = $2)
		order by v.server_code limit $3`,
		[filter.search ?? null, filter.serverGroup ?? null, filter.limit],
	);
}
