import type { BackOffice } from '../db';
import type { ControlPanel } from '../panels';
import { openServerPanel } from '../servers';
import { billedServices, servicesOfDomains, type ServerInUse } from './billedServices';
import { compareServer, type Comparison, type MissingCap, type Suspicion } from './comparison';
import { findingOf, type KnownPackages } from './difference';
import { markUnseenGone, recordFindings } from './findings';
import { findingsOf } from './findingsOf';
import { readAccounts, readFailure, readPackages, type ReadFailure } from './readServer';
import { databaseTime, recordServer, type NewServerResult } from './runs';
import { servicesOn } from './serverServices';
import { findUnlisted } from './unlisted';

/** The context of a run. */
export interface AuditContext {
	readonly office: BackOffice;
	readonly runId: string;
	readonly cap: MissingCap;
	readonly open: OpenServer;
}

/** Opens the panel of a server by its code. */
export type OpenServer = (office: BackOffice, serverCode: string) => Promise<{ readonly panel: ControlPanel }>;
export const openServer: OpenServer = openServerPanel;

/** How many suspicions are held before they are judged and written. */
const batchSize = 200;

/**
 * Compares one server with billing, and records what disagrees. It holds a batch of the accounts and a small entry for
 * each service. A server that cannot be read to its end is a finding itself; then no account counts as missing, and no
 * finding as gone.
 *
 * @throws ExternalError when the back office's database fails.
 */
export async function auditServer(context: AuditContext, server: ServerInUse): Promise<NewServerResult> {
	const { office, runId, cap } = context;
	const { store } = office;
	const { serverId } = server;
	const startedAt = await store.asStaff(databaseTime);
	const record = recorder(context, serverId, startedAt);
	const services = await servicesOn(store, serverId);
	const opened = await openPanel(context, server);
	const comparison = compareServer({ serverId, services, packages: opened.packages, cap });
	const { failure, accounts, unlisted } = opened.panel
		? await readAndCompare(opened.panel, comparison, record)
		: { failure: opened.failure, accounts: 0, unlisted: 0 };

	const { suspicions, findings, doubted } = comparison.end(failure === undefined);
	await record(suspicions);
	const result: NewServerResult = {
		serverId,
		complete: failure === undefined,
		accounts,
		services: services.length,
		errorClass: failure?.errorClass ?? null,
		vendorMessage: failure?.vendorMessage ?? null,
		remedy: failure?.remedy ?? null,
		startedAt,
	};
	await store.asStaff(async (transaction) => {
		const unread = failure ? [findingOf(unreadDifference(failure), server)] : [];
		await recordFindings(transaction, runId, [...findings, ...unread]);
		// An unreliable list does not tell which findings are gone.
		const kinds = doubted || unlisted > 0 ? (['server_unread', 'many_missing'] as const) : null;
		if (!failure) await markUnseenGone(transaction, serverId, startedAt, kinds);
		await recordServer(transaction, runId, result);
	});
	return result;
}

interface OpenedPanel {
	/** Undefined when the panel cannot be opened, or not asked for its packages. */
	readonly panel: ControlPanel | undefined;
	readonly packages: KnownPackages;
	readonly failure: ReadFailure | undefined;
}

async function openPanel({ office, open }: AuditContext, { serverCode }: ServerInUse): Promise<OpenedPanel> {
	try {
		const { panel } = await open(office, serverCode);
		return { panel, packages: await readPackages(panel), failure: undefined };
	} catch (error) {
		const failure = readFailure(error);
		if (!failure) throw error;
		return { panel: undefined, packages: undefined, failure };
	}
}

type RecordSuspicions = (suspicions: readonly Suspicion[]) => Promise<void>;

interface ReadServer {
	readonly failure: ReadFailure | undefined;
	readonly accounts: number;
	/** How many accounts exist that the list left out. */
	readonly unlisted: number;
}

async function readAndCompare(
	panel: ControlPanel,
	comparison: Comparison,
	record: RecordSuspicions,
): Promise<ReadServer> {
	const listed = await compareListed(panel, comparison, record);
	if (listed.failure || comparison.end(true).doubted) return { ...listed, unlisted: 0 };
	const { found, failure } = await findUnlisted(panel, comparison.missing());
	await record(found.flatMap((account) => comparison.see(account)));
	if (failure) return { ...listed, failure, unlisted: 0 };
	return { failure, accounts: listed.accounts + found.length, unlisted: found.length };
}

async function compareListed(
	panel: ControlPanel,
	comparison: Comparison,
	record: RecordSuspicions,
): Promise<Pick<ReadServer, 'failure' | 'accounts'>> {
	const list = readAccounts(panel);
	let accounts = 0;
	let suspicions: Suspicion[] = [];
	try {
		for (;;) {
			const { done, value } = await list.next();
			if (done) {
				await record(suspicions);
				return { failure: value, accounts };
			}
			accounts += 1;
			suspicions.push(...comparison.see(value));
			if (suspicions.length < batchSize) continue;
			await record(suspicions);
			suspicions = [];
		}
	} finally {
		await list.return(undefined);
	}
}

/** Judges suspicions by what billing says now, and records the findings, batch by batch. */
function recorder({ office: { store }, runId }: AuditContext, serverId: string, since: Date): RecordSuspicions {
	return async (suspicions) => {
		for (let from = 0; from < suspicions.length; from += batchSize) {
			const batch = suspicions.slice(from, from + batchSize);
			const ids = batch.flatMap((one) => ('orphan' in one ? [] : [one.serviceId]));
			const domains = batch.flatMap((one) => ('orphan' in one ? [one.orphan.domain] : []));
			await store.asStaff(async (transaction) => {
				const ofDomains = domains.length === 0 ? [] : await servicesOfDomains(transaction, domains);
				const suspected = ids.length === 0 ? [] : await billedServices(transaction, ids);
				await recordFindings(transaction, runId, findingsOf(batch, [...ofDomains, ...suspected], { serverId, since }));
			});
		}
	};
}

function unreadDifference({ vendorMessage, remedy }: ReadFailure) {
	const sides = { billing: {}, panel: { vendorMessage, remedy } };
	return { kind: 'server_unread', severity: 'error', detail: '', fix: null, ...sides } as const;
}
