import { InputError } from '../kernel/errors';
import type { BackOffice } from '../db';
import { dropMissingElsewhere } from './findings';
import { finishRun, insertRun } from './runs';
import { serversInUse } from './billedServices';
import { auditServer, openServer, type OpenServer } from './auditServer';
import { summaryOf, type RunSummary } from './summary';

export interface AuditOptions {
	/** Codes; null is every server that is in use. */
	readonly servers: readonly string[] | null;
	/** How many servers are read at a time. */
	readonly atOnce: number;
	/** More missing accounts than this on one server, and than the share, are doubted: one finding instead of many. */
	readonly mostMissing: number;
	/** Of the services of the server, from 0 to 1. */
	readonly mostMissingShare: number;
}

export const standardAudit: AuditOptions = { servers: null, atOnce: 4, mostMissing: 20, mostMissingShare: 0.1 };

/**
 * Compares billing with the panels of the fleet, several servers at a time, and records where they disagree. Nothing is
 * changed on any panel. A server that cannot be read is a finding of the run, and never its end.
 *
 * @param open how a server's panel is opened.
 * @throws InputError where a code names no server. ExternalError where the back office's database fails.
 */
export async function auditFleet(
	office: BackOffice,
	wish: AuditOptions = standardAudit,
	open: OpenServer = openServer,
): Promise<RunSummary> {
	const { store } = office;
	const { run, servers } = await store.asStaff(async (transaction) => {
		const found = await serversInUse(transaction, wish.servers);
		const lost = (wish.servers ?? []).filter((code) => !found.some(({ serverCode }) => serverCode === code));
		if (lost.length > 0) {
			throw new InputError(
				'servers',
				`is unknown: no server has the code ${lost.join(', ')}`,
				'Take the codes from MSP Customers → Server: List.',
			);
		}
		return { run: await insertRun(transaction), servers: found };
	});

	const { runId } = run;
	const cap = { count: wish.mostMissing, share: wish.mostMissingShare };
	await severalAtOnce(servers, wish.atOnce, async (server) => {
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
			detail: { servers: servers.length },
			correlationId: runId,
		});
	});
	return await summaryOf(office, runId);
}

/** Does the work for each, no more than so many at a time; the first that fails ends it. */
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
