import { openServerPanel } from '../servers';
import { type Account, type ControlPanel } from '../panels';
import type { BackOffice } from '../db';
import { markUnseenGone, recordFindings, type NewFinding } from './findings';
import { databaseTime, recordServer, type NewServerResult } from './runs';
import type { ServerInUse } from './billedServices';
import { comparePlans } from './compare';
import { comparison, type Comparison, type Missing } from './comparison';
import { findingOf, type BilledService, type KnownPackages } from './difference';
import { findingsOf, type Suspicion } from './findingsOf';
import { missingAccount, tooManyMissing, type MissingCap } from './missing';
import { passedOver } from './passedOver';
import { readAccounts, readFailure, readPackages, type ReadFailure } from './readServer';
import { servicesOn } from './serverServices';

/** What a run works with. */
export interface AuditContext {
	readonly office: BackOffice;
	readonly runId: string;
	readonly cap: MissingCap;
	readonly open: OpenServer;
}

/** Opens the panel of a server by its code. */
export type OpenServer = (office: BackOffice, serverCode: string) => Promise<{ readonly panel: ControlPanel }>;
export const openServer: OpenServer = openServerPanel;

/** How many suspicions are held before they are looked into and written. */
const batchSize = 200;

/**
 * Compares one server with billing, and records what is found. Of the accounts only a batch is ever held, of the services
 * a small entry each. A server that cannot be read, or not to its end, is a finding itself; then nothing is said to be
 * missing or gone.
 *
 * @throws ExternalError where the back office's database fails.
 */
export async function auditServer(context: AuditContext, server: ServerInUse): Promise<NewServerResult> {
	const { office, runId } = context;
	const { store } = office;
	const startedAt = await store.asStaff(databaseTime);
	const services = await servicesOn(store, server.serverId);
	const told = await openAndRead(context, server, services, startedAt);
	const { failure, accounts, missing } = told;

	const tooMany = failure ? undefined : tooManyMissing(missing.length, services.length, context.cap);
	if (!failure && !tooMany) {
		const suspicions = missing.map(({ service, instead }) => ({
			serviceId: service.serviceId,
			account: service,
			difference: missingAccount({ service, instead }),
		}));
		await record(context, server, startedAt, suspicions);
	}
	const ofServer: NewFinding[] = [
		...comparePlans(server.serverId, services, told.packages),
		...(tooMany ? [findingOf(tooMany, server)] : []),
		...(failure ? [findingOf(unread(failure), server)] : []),
	];
	const result: NewServerResult = {
		serverId: server.serverId,
		complete: failure === undefined,
		accounts,
		services: services.length,
		errorClass: failure?.errorClass ?? null,
		vendorMessage: failure?.vendorMessage ?? null,
		remedy: failure?.remedy ?? null,
		startedAt,
	};
	await store.asStaff(async (transaction) => {
		await recordFindings(transaction, runId, ofServer);
		// A list that cannot be believed says nothing of what is gone.
		const kinds = tooMany || told.passedOver > 0 ? (['server_unread', 'many_missing'] as const) : null;
		if (!failure) await markUnseenGone(transaction, server.serverId, startedAt, kinds);
		await recordServer(transaction, runId, result);
	});
	return result;
}

interface Told {
	readonly failure: ReadFailure | undefined;
	readonly packages: KnownPackages;
	readonly accounts: number;
	readonly missing: ReadonlyArray<Missing<BilledService>>;
	/** How many accounts are there that the list did not tell. */
	readonly passedOver: number;
}

async function openAndRead(
	context: AuditContext,
	server: ServerInUse,
	services: readonly BilledService[],
	startedAt: Date,
): Promise<Told> {
	const nothing = { packages: undefined, accounts: 0, missing: [], passedOver: 0 };
	let opened: { panel: ControlPanel; packages: KnownPackages };
	try {
		const { panel } = await context.open(context.office, server.serverCode);
		opened = { panel, packages: await readPackages(panel) };
	} catch (error) {
		const failure = readFailure(error);
		if (!failure) throw error;
		return { failure, ...nothing };
	}

	const { panel, packages } = opened;
	const compared = comparison(services, packages);
	const accounts = readAccounts(panel);
	let count = 0;
	let suspicions: Suspicion[] = [];
	try {
		for (;;) {
			const { done, value } = await accounts.next();
			if (done) {
				await record(context, server, startedAt, suspicions);
				if (value) return { ...nothing, failure: value, packages, accounts: count };
				break;
			}
			count += 1;
			suspicions.push(...suspicionsOf(compared, value));
			if (suspicions.length < batchSize) continue;
			await record(context, server, startedAt, suspicions);
			suspicions = [];
		}
	} finally {
		await accounts.return(undefined);
	}

	const missing = compared.missing();
	const told = { ...nothing, failure: undefined, packages, accounts: count };
	if (tooManyMissing(missing.length, services.length, context.cap)) return { ...told, missing };
	const { found, failure } = await passedOver(panel, missing);
	const late = found.flatMap((account) => suspicionsOf(compared, account));
	await record(context, server, startedAt, late);
	if (failure) return { ...told, failure };
	return { ...told, accounts: count + found.length, missing: compared.missing(), passedOver: found.length };
}

function suspicionsOf(compared: Comparison<BilledService>, account: Account): Suspicion[] {
	const { of: service, differences } = compared.see(account);
	if (!service) return [{ unclaimed: account }];
	return differences.map((difference) => ({ serviceId: service.serviceId, account, difference }));
}

async function record(
	{ office: { store }, runId }: AuditContext,
	{ serverId }: ServerInUse,
	since: Date,
	suspicions: readonly Suspicion[],
): Promise<void> {
	for (let from = 0; from < suspicions.length; from += batchSize) {
		const batch = suspicions.slice(from, from + batchSize);
		await store.asStaff(async (transaction) => {
			await recordFindings(transaction, runId, await findingsOf(transaction, { serverId, since }, batch));
		});
	}
}

function unread({ vendorMessage, remedy }: ReadFailure) {
	const said = { billing: {}, panel: { vendorMessage, remedy } };
	return { kind: 'server_unread', severity: 'error', detail: '', fix: null, ...said } as const;
}
