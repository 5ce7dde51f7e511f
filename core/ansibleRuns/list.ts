import type { HostResult } from '../ansible';
import type { BackOffice } from '../db';
import { findApproval, findApprovalOfRun, type RunApproval } from './approvals';
import { selectHostResults } from './hostResults';
import { existingRun } from './outcome';
import { clearOldLogs, listAttempts, selectRuns, type AnsibleRun, type RunFilter } from './runs';

/** A run as people see it: without what proves that it is the same. */
export type ShownRun = Omit<AnsibleRun, 'fingerprint' | 'sealedKey' | 'sealedSecrets'>;

export interface WholeRun extends ShownRun {
	readonly hostResults: readonly HostResult[];
	/** That of the run: who may decide on a check run, or who allowed a change. */
	readonly approval: ReturnType<typeof withoutTicket> | null;
	/** The IDs of all its attempts, the first one first. */
	readonly attempts: readonly string[];
}

/**
 * One attempt of a run, with its hosts.
 *
 * @throws InputError when there is no such run.
 */
export async function getRun({ store }: Pick<BackOffice, 'store'>, runId: string): Promise<WholeRun> {
	return await store.asStaff(async (transaction) => {
		const run = await existingRun(transaction, runId);
		const approval =
			run.approvalId === null
				? await findApprovalOfRun(transaction, runId)
				: await findApproval(transaction, run.approvalId);
		return {
			...shownRun(run),
			hostResults: await selectHostResults(transaction, runId),
			approval: approval ? withoutTicket(approval) : null,
			attempts: (await listAttempts(transaction, run.baseRunId)).map((one) => one.runId),
		};
	});
}

/** The runs of the ledger, newest first. */
export async function listRuns({ store }: Pick<BackOffice, 'store'>, filter: RunFilter): Promise<ShownRun[]> {
	const runs = await store.asStaff(async (transaction) => await selectRuns(transaction, filter));
	return runs.map(shownRun);
}

/**
 * Forgets the logs and the differences of runs that ended so many days ago, and says of how many. Who ran what, where, on
 * whose word and with what outcome is kept.
 */
export async function removeOldLogs({ store }: Pick<BackOffice, 'store'>, days: number): Promise<number> {
	return await store.asStaff(async (transaction) => await clearOldLogs(transaction, days));
}

export function shownRun({ fingerprint: _, sealedKey: __, sealedSecrets: ___, ...run }: AnsibleRun): ShownRun {
	return run;
}

export function withoutTicket({
	sealedTicket: _,
	awaitedBy: __,
	...approval
}: RunApproval): Omit<RunApproval, 'sealedTicket' | 'awaitedBy'> {
	return approval;
}
