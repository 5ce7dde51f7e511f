import { setTimeout } from 'node:timers/promises';
import type { RunLook, RunName, Runner, RunOutcome } from '../ansible';
import { systemClock, type Clock } from '../kernel/clock';
import { ExternalError } from '../kernel/errors';

/** How to wait for a run. */
export interface RunWait {
	/** The longest wait in seconds; 0 only looks. Without it an hour more than the run itself may take. */
	readonly seconds?: number;
	/** Ends the waiting. The run goes on. */
	readonly signal?: AbortSignal;
	/** Told of each look. */
	readonly onProgress?: (look: RunLook) => void;
	/** Between two tries after the connection was lost, in milliseconds. When all have failed, the error is thrown. */
	readonly pausesMs?: readonly number[];
	readonly clock?: Clock;
	/** The run may not have been started yet: then the backend knows none, and nothing is lost. */
	readonly planned?: boolean;
}

/** One look waits so long for something new. It is also how long an end of the waiting may be late. */
const lookSeconds = 10;
const standardPausesMs = [1_000, 2_000, 5_000, 10_000, 30_000, 60_000];

/**
 * Waits until a run has ended. A connection that is lost is tried again a few times: the run goes on without it.
 *
 * @returns undefined when the wait is over and the run is not, or at once when it is planned and unknown.
 * @throws ExternalError when the backend cannot be asked.
 */
export async function followRun(
	runner: Pick<Runner, 'look' | 'name'>,
	run: RunName,
	{ seconds, signal, onProgress, pausesMs = standardPausesMs, clock = systemClock, planned = false }: RunWait = {},
): Promise<RunOutcome | undefined> {
	const end = seconds === undefined ? Infinity : clock.now().getTime() + seconds * 1_000;
	let cursor: string | undefined;
	let failures = 0;
	for (;;) {
		const left = Math.max(0, (end - clock.now().getTime()) / 1_000);
		try {
			const look = await runner.look(run, cursor, Math.min(lookSeconds, left));
			failures = 0;
			({ cursor } = look);
			onProgress?.(look);
			if (planned && look.state === 'unknown') return undefined;
			if (look.outcome) return look.outcome;
			if (look.state === 'lost' || look.state === 'unknown' || look.state === 'done') {
				return lostOutcome(run, `${runner.name} does not know the run any more`);
			}
		} catch (error) {
			const pause = pausesMs[failures];
			failures += 1;
			if (!(error instanceof ExternalError) || !error.transient || pause === undefined) throw error;
			if (end - clock.now().getTime() < pause) throw error;
			await setTimeout(pause, undefined, { signal }).catch(() => undefined);
		}
		if (signal?.aborted === true || clock.now().getTime() >= end) return undefined;
	}
}

export const unknownOrigin = { commit: null, changesHash: null, inventoryHash: null, hosts: null } as const;

/** What is said of a run of which nobody knows what became. */
function lostOutcome({ runId, check }: RunName, explanation: string): RunOutcome {
	return {
		...{ runId, check, explanation, verdict: 'lost', exitCode: null, startedAt: null, endedAt: null },
		...{ hosts: [], stats: {}, warnings: [], logTail: '', notReported: [], leftovers: [] },
		origin: unknownOrigin,
	};
}

/** A run that was never started: nothing of it happened. */
export function refusedOutcome(run: Pick<RunName, 'runId' | 'check'>, explanation: string): RunOutcome {
	return { ...lostOutcome({ ...run, reference: '', secrets: [] }, explanation), verdict: 'refused' };
}
