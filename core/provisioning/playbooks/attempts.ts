import { getRun, latestAttempt } from '../../ansibleRuns';
import type { HostResult } from '../../ansible';
import type { BackOffice } from '../../db';

type Office = Pick<BackOffice, 'store'>;

/**
 * Whether an attempt of a run may have changed something: one that goes on, ended well, or failed after it reached its host.
 * What was refused, or reached no host, changed nothing.
 */
export async function mayHaveChanged(office: Office, baseRunId: string): Promise<boolean> {
	if (!(await latestAttempt(office, { runId: baseRunId }))) return false;
	const { attempts } = await getRun(office, baseRunId);
	for (const runId of attempts) {
		const { verdict, hostResults } = await getRun(office, runId);
		if (verdict === 'refused' || verdict === 'nothing_ran') continue;
		if (verdict !== 'unreachable' || hostResults.some(hasRun)) return true;
	}
	return false;
}

function hasRun({ counts: { ok, changed, failed, rescued, ignored } }: HostResult): boolean {
	return ok + changed + failed + rescued + ignored > 0;
}

/** How far a change was taken back by a run of its own. */
export async function wasTakenBack(office: Office, undoRunId: string): Promise<'whole' | 'partly' | 'not'> {
	const undoing = await latestAttempt(office, { runId: undoRunId });
	if (!undoing) return 'not';
	return undoing.verdict === 'ok' ? 'whole' : 'partly';
}
