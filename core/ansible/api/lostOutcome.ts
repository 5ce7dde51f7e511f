import type { RunOutcome } from '../outcome';
import type { RunName } from '../runner';

/** A run that the backend no longer has: backends remove old ones, and people do. */
export function lostOutcome({ runId, check }: RunName, what: string, notReported: readonly string[]): RunOutcome {
	return {
		runId,
		verdict: 'lost',
		explanation: `${what}, so nobody can tell what became of it`,
		exitCode: null,
		startedAt: null,
		endedAt: null,
		check,
		hosts: [],
		stats: {},
		warnings: [],
		logTail: '',
		origin: { commit: null, changesHash: null, inventoryHash: null, hosts: null },
		notReported: [...notReported],
		leftovers: [],
	};
}
