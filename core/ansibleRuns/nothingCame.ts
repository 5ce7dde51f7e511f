import type { HostResult } from '../ansible';
import type { Transaction } from '../db';
import { selectHostResults } from './hostResults';
import { listAttempts, type AnsibleRun } from './runs';

/** Whether nothing came of any attempt of a run: none began, or none was planned. */
export async function nothingCame(transaction: Transaction, baseRunId: string): Promise<boolean> {
	for (const run of await listAttempts(transaction, baseRunId)) {
		if (!(await wasHarmless(transaction, run))) return false;
	}
	return true;
}

/**
 * Whether a run was refused, or was cancelled before it began, and no host has done a task. A backend may refuse one too
 * late.
 */
export async function wasHarmless(transaction: Transaction, run: AnsibleRun): Promise<boolean> {
	const neverBegan = run.verdict === 'cancelled' && run.reference === '' && run.startedAt === null;
	if (run.verdict !== 'refused' && !neverBegan) return false;
	return nobodyWorked(await selectHostResults(transaction, run.runId));
}

export const nobodyWorked = (hosts: readonly HostResult[]) =>
	hosts.every(({ counts: { ok, changed } }) => ok + changed === 0);
