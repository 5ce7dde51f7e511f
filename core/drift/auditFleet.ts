import type { BackOffice } from '../db';
import { InputError } from '../kernel/errors';
import { auditServer, openServer, type OpenServer } from './auditServer';
import { serversInUse } from './billedServices';
import { dropMissingElsewhere } from './findings';
import { finishRun, insertRun } from './runs';
import { summarizeRun, type RunSummary } from './summary';

export interface AuditOptions {
	/** Server codes. Null means every server that is in use. */
	readonly servers: readonly string[] | null;
	/** How many servers are read at a time. */
	readonly atOnce: number;
	/** More missing accounts than this on one server, and than the share, are doubtful: one finding instead of many. */
	readonly mostMissing: number;
	/** Of the services of the server, from 0 to 1. */
	readonly mostMissingShare: number;
}

export const standardAudit: AuditOptions = { servers: null, atOnce: 4, mostMissing: 20, mostMissingShare: 0.1 };

export interface AuditedFleet extends RunSummary {
	/** The hosts behind Ansible, by code. They have no panel to compare with: a check run of their playbooks tells. */
	readonly hostsSkipped: readonly string[];
}

/**
 * Compares billing with the panels of the fleet, several servers at a time, and records where they disagree. It changes
 * nothing on any panel. A server that cannot be read is a finding of the run, and never its end.
 *
 * @param open opens the panel of a server.
 * @throws InputError when no server has one of the codes. ExternalError when the back office's database fails.
 */
export async function auditFleet(
	office: BackOffice,
	options: AuditOptions = standardAudit,
	open: OpenServer = openServer,
): Promise<AuditedFleet> {
	const { store } = office;
	const { run, servers, hostsSkipped } = await store.asStaff(async (transaction) => {
		const found = await serversInUse(transaction, options.servers);
		const unknown = (options.servers ?? []).filter((code) => !found.some(({ serverCode }) => serverCode === code));
		if (unknown.length > 0) {
			throw new InputError(
				'servers',
				`is unknown: no server has the code ${unknown.join(', ')}`,
				'Take the codes from MSP Customers → Server: List.',
				'not_found',
			);
		}
		return {
			run: await insertRun(transaction),
			servers: found.filter(({ hasPanel }) => hasPanel),
			hostsSkipped: found.filter(({ hasPanel }) => !hasPanel).map(({ serverCode }) => serverCode),
		};
	});

	const { runId } = run;
	const cap = { count: options.mostMissing, share: options.mostMissingShare };
	await severalAtOnce(servers, options.atOnce, async (server) => {
		await auditServer({ office, runId, cap, open }, server);
	});

	await store.asStaff(async (transaction) => {
		await dropMissingElsewhere(transaction, runId);
		await finishRun(transaction, runId);
		transaction.audit({
			customerId: null,
			action: 'drift.audit',
			subject: runId,
			outcome: 'done',
			detail: { servers: servers.length, hostsSkipped },
			correlationId: runId,
		});
	});
	return { ...(await summarizeRun(office, runId)), hostsSkipped };
}

/** Does the work for each item, several at a time. The first failure ends it. */
async function severalAtOnce<Item>(
	items: readonly Item[],
	atOnce: number,
	work: (item: Item) => Promise<void>,
): Promise<void> {
	const waiting = items.values();
	const worker = async (): Promise<void> => {
		for (const item of waiting) await work(item);
	};
	await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
