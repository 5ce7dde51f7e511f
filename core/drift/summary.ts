import { InputError } from '../kernel/errors';
import type { BackOffice } from '../db';
import { driftKinds, type DriftKind } from './findings';
import { countFindings, findRun, serversOfRun, type AuditedServer, type DriftRun } from './runs';

/** A run in numbers. */
export interface RunSummary extends DriftRun {
	readonly servers: readonly AuditedServer[];
	/** How many servers could not be read to their end. */
	readonly serversUnread: number;
	readonly accounts: number;
	readonly services: number;
	/** How many are open: neither ignored nor fixed. */
	readonly findings: number;
	readonly newFindings: number;
	/** How many of them the pack can fix, and how many need a person. */
	readonly fixable: number;
	readonly forPerson: number;
	readonly ignored: number;
	readonly byKind: ReadonlyArray<{ readonly kind: DriftKind; readonly count: number }>;
}

/**
 * Adds up a run.
 *
 * @param runId without it the newest run that was finished.
 * @throws InputError when there is no such run.
 */
export async function summarizeRun({ store }: Pick<BackOffice, 'store'>, runId?: string): Promise<RunSummary> {
	const { run, servers, counts } = await store.asStaff(async (transaction) => {
		const found = await findRun(transaction, runId);
		if (!found) throw noRun(runId);
		return {
			run: found,
			servers: await serversOfRun(transaction, found.runId),
			counts: await countFindings(transaction, found.runId),
		};
	});
	const open = counts.filter(({ status }) => status === 'open' || status === 'approved' || status === 'failed');
	const sum = (some: typeof counts) => some.reduce((total, { count }) => total + count, 0);
	return {
		...run,
		servers,
		serversUnread: servers.filter(({ complete }) => !complete).length,
		accounts: servers.reduce((total, { accounts }) => total + accounts, 0),
		services: servers.reduce((total, { services }) => total + services, 0),
		findings: sum(open),
		newFindings: sum(open.filter(({ isNew }) => isNew)),
		fixable: sum(open.filter(({ fixable }) => fixable)),
		forPerson: sum(open.filter(({ fixable }) => !fixable)),
		ignored: sum(counts.filter(({ status }) => status === 'ignored')),
		byKind: driftKinds.flatMap((kind) => {
			const count = sum(open.filter((one) => one.kind === kind));
			return count === 0 ? [] : [{ kind, count }];
		}),
	};
}

function noRun(runId: string | undefined): InputError {
	return runId === undefined
		? new InputError('runId', 'is empty, and no audit has been finished yet', 'Run MSP Drift → Run: Audit first.')
		: new InputError(
				'runId',
				`is unknown: no run has the ID ${runId}`,
				'Take it from MSP Drift → Run: Audit.',
				'not_found',
			);
}
