import type { HostResult } from '../ansible';
import type { Transaction } from '../db';
import { selectHostResults } from './hostResults';
import { listAttempts, type AnsibleRun } from './runs';

/** Whether nothing came of any attempt of a run: each was refused, or none was planned. */
export async function nothingCame(transaction: Transaction, baseRunId: string): Promise<boolean> {
	for (const run of await listAttempts(transaction, baseRunId)) {
		if (!(await wasHarmless(transaction, run))) return false;
	}
	return true;
}

/** Whether a run was refused before a host had done a task. A backend may refuse one too late. */
export async function wasHarmless(
	transaction: Transaction,
	{ runId, verdict }: Pick<AnsibleRun, 'runId' | 'verdict'>,
): Promise<boolean> {
	return verdict === 'refused' && nobodyWorked(await selectHostResults(transaction, runId));
}

export const nobodyWorked = (hosts: readonly HostResult[]) =>
	hosts.every(({ counts: { ok, changed } }) => ok + changed === 0);
