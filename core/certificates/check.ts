import type { BackOffice } from '../db';
import { systemClock, type Clock } from '../kernel/clock';
import { normalDomain } from '../kernel/domainName';
import { ExternalError, InputError } from '../kernel/errors';
import type { Account, Certificate, ControlPanel } from '../panels';
import { behindAnsible, listServers, openServerPanel } from '../servers';
import {
	forgetUnseen,
	listCertificates,
	saveAccount,
	saveHostLook,
	type Look,
	type WatchedCertificate,
} from './certificates';
import { probeHost, wasReached, type Probe } from './probe';

export interface CheckOptions {
	/** Server codes; null for every server with a panel. */
	readonly servers: readonly string[] | null;
	/** Whether the domains of the accounts are looked at as a visitor does, beside what the panel says. */
	readonly probeAccounts: boolean;
	/** How many looks at a time. */
	readonly atOnce: number;
}

/** A panel that could not be read to its end, in its own words. */
export interface UnreadServer {
	readonly serverCode: string;
	readonly vendorMessage: string;
	readonly remedy: string;
}

export interface CheckedCertificates {
	readonly servers: number;
	readonly accounts: number;
	readonly hosts: number;
	/** Hosts that nobody could reach. */
	readonly unreachable: number;
	readonly unread: readonly UnreadServer[];
}

export type OpenCertificates = (
	office: BackOffice,
	serverCode: string,
) => Promise<{ readonly panel: Pick<ControlPanel, 'listAccounts' | 'certificateOf'> }>;

interface Tools {
	readonly open: OpenCertificates;
	readonly probe: Probe;
	readonly clock: Clock;
}

const standardTools: Tools = { open: openServerPanel, probe: probeHost(), clock: systemClock };

/**
 * Looks at the certificates of all accounts on the panels, and of the hosts that somebody added, and keeps what it finds. A
 * panel that cannot be read is told of, and does not end the run. It changes nothing on a server.
 *
 * @throws ExternalError when the back office's database fails.
 */
export async function checkCertificates(
	office: BackOffice,
	options: CheckOptions,
	tools: Partial<Tools> = {},
): Promise<CheckedCertificates> {
	const used = { ...standardTools, ...tools };
	const servers = await serversToRead(office, options.servers);
	const unread: UnreadServer[] = [];
	let accounts = 0;
	for (const server of servers) {
		const read = await checkServer(office, server, options, used);
		accounts += read.accounts;
		if (read.failure) unread.push({ serverCode: server.serverCode, ...read.failure });
	}
	const hosts = await checkHosts(office, options, used);
	return { servers: servers.length, accounts, ...hosts, unread };
}

interface ServerToRead {
	readonly serverId: string;
	readonly serverCode: string;
}

async function serversToRead({ store }: BackOffice, codes: readonly string[] | null): Promise<ServerToRead[]> {
	const all = await store.asStaff(async (transaction) => await listServers(transaction, { limit: null }));
	const unknown = (codes ?? []).filter((code) => !all.some(({ serverCode }) => serverCode === code));
	if (unknown.length > 0) {
		throw new InputError(
			'servers',
			`is unknown: no server has the code ${unknown.join(', ')}`,
			'Take the codes from MSP Customers → Server: List.',
			'not_found',
		);
	}
	return all.filter(({ panel, serverCode }) => panel !== behindAnsible && (codes?.includes(serverCode) ?? true));
}

type Failure = Omit<UnreadServer, 'serverCode'>;

function failureOf(error: unknown): Failure {
	if (error instanceof ExternalError) return { vendorMessage: error.vendorMessage, remedy: error.remedy };
	if (error instanceof InputError) return { vendorMessage: error.message, remedy: error.remedy };
	throw error;
}

async function checkServer(
	office: BackOffice,
	{ serverId, serverCode }: ServerToRead,
	{ probeAccounts, atOnce }: CheckOptions,
	{ open, probe, clock }: Tools,
): Promise<{ readonly accounts: number; readonly failure?: Failure }> {
	const begun = clock.now();
	let accounts = 0;
	let failure: Failure | undefined;
	const panel = await open(office, serverCode)
		.then(({ panel: opened }) => opened)
		.catch((error: unknown) => {
			failure = failureOf(error);
			return undefined;
		});
	if (!panel) return { accounts, ...(failure && { failure }) };
	const look = async (account: Account) => {
		const told = await certificateOf(panel, account);
		if ('vendorMessage' in told) failure ??= told;
		else {
			const found = probeAccounts && !account.suspended ? await asVisitor(probe, account.domain, told) : told;
			const seen = {
				...found,
				serverId,
				host: account.domain,
				username: account.username,
				renewable: !account.suspended,
			};
			await office.store.asStaff(async (transaction) => await saveAccount(transaction, seen, clock.now()));
			accounts += 1;
		}
	};
	const listed = readAccounts(panel);
	for (;;) {
		const batch: Account[] = [];
		while (batch.length < atOnce) {
			const next = await listed.next();
			if (next.done) {
				failure ??= next.value;
				break;
			}
			batch.push(next.value);
		}
		await Promise.all(batch.map(look));
		if (batch.length < atOnce) break;
	}
	// A list that broke off does not tell which accounts are gone.
	if (!failure) await office.store.asStaff(async (transaction) => await forgetUnseen(transaction, serverId, begun));
	return { accounts, ...(failure && { failure }) };
}

/** Yields the accounts as they come. It returns a failure of the panel instead of throwing it. */
async function* readAccounts(panel: Pick<ControlPanel, 'listAccounts'>): AsyncGenerator<Account, Failure | undefined> {
	try {
		yield* panel.listAccounts();
		return undefined;
	} catch (error) {
		return failureOf(error);
	}
}

/** Of a suspended account nobody sees a certificate; what it has is asked for when it is live again. */
async function certificateOf(panel: Pick<ControlPanel, 'certificateOf'>, account: Account): Promise<Look | Failure> {
	const { username, domain, suspended } = account;
	if (suspended) return { state: 'none', says: '', expiresAt: null, issuer: '', fingerprint: null };
	try {
		return ofPanel(await panel.certificateOf({ username, domain }));
	} catch (error) {
		return failureOf(error);
	}
}

function ofPanel({ state, issuer, expiresAt, obstacle }: Certificate): Look {
	return {
		state,
		says: obstacle ?? '',
		issuer,
		fingerprint: null,
		expiresAt: expiresAt === null ? null : new Date(expiresAt),
	};
}

/** A domain may lead to another server than the account's: then the panel's word counts, and not what that one shows. */
async function asVisitor(probe: Probe, host: string, told: Look): Promise<Look> {
	const shown = await probe({ host, port: 443, protocol: 'tls' });
	if (!wasReached(shown) || shown.state === 'wrong_name' || shown.state === 'self_signed') return told;
	return shown;
}

const pageSize = 500;

async function checkHosts(
	{ store }: BackOffice,
	{ atOnce }: CheckOptions,
	{ probe, clock }: Tools,
): Promise<{ readonly hosts: number; readonly unreachable: number }> {
	const hosts = await store.asStaff(
		async (transaction) => await listCertificates(transaction, { source: 'host', limit: null }),
	);
	let unreachable = 0;
	const look = async ({ certificateId, host, port, protocol }: WatchedCertificate) => {
		const shown = await probe({ host, port, protocol });
		const reached = wasReached(shown);
		if (!reached) unreachable += 1;
		const found: Look = reached
			? shown
			: { state: 'unreachable', says: shown.vendorMessage, expiresAt: null, issuer: '', fingerprint: null };
		await store.asStaff(async (transaction) => await saveHostLook(transaction, certificateId, found, clock.now()));
	};
	for (let from = 0; from < hosts.length; from += Math.min(atOnce, pageSize)) {
		await Promise.all(hosts.slice(from, from + Math.min(atOnce, pageSize)).map(look));
	}
	return { hosts: hosts.length, unreachable };
}

/** The normal form of a host that somebody writes: a domain in ASCII, or an IP address without brackets. */
export function hostOf(text: string): string | undefined {
	const bare = text
		.trim()
		.toLowerCase()
		.replace(/^\[|\]$/g, '');
	return isAddress(bare) ? bare : normalDomain(bare);
}

const isAddress = (text: string): boolean =>
	/^[0-9a-f:.]*:[0-9a-f:.]*$/.test(text) || /^(\d{1,3}\.){3}\d{1,3}$/.test(text);
