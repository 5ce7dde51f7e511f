import { setTimeout as wait } from 'node:timers/promises';

interface Tally {
	count: number;
	writing: boolean;
}

/** Counts one more under a key. */
export type Count = (
	/** What is counted, and where. */
	key: readonly string[],
	/** Writes how many there were since the last time. */
	write: (count: number) => Promise<void>,
	/** Gets the error when a count cannot be written; it is lost then. */
	failed: (error: unknown) => void,
) => void;

/**
 * Opens counters that nobody waits for. While a count is being written, and for a while afterwards, the next ones add up
 * and are written together: a flood takes one connection for each key, a few times a second, and never waits for its own
 * row lock.
 *
 * @param pauseMs how long nothing is written under a key after it was written.
 */
export function openTally(pauseMs = 100): Count {
	const tallies = new Map<string, Tally>();
	return (key, write, failed) => {
		const name = JSON.stringify(key);
		const tally = tallies.get(name) ?? { count: 0, writing: false };
		tallies.set(name, tally);
		tally.count++;
		if (tally.writing) return;

		tally.writing = true;
		const writeAll = async (): Promise<void> => {
			try {
				while (tally.count > 0) {
					const { count } = tally;
					tally.count = 0;
					await write(count);
					await wait(pauseMs, undefined, { ref: false });
				}
			} finally {
				tallies.delete(name);
			}
		};
		writeAll().catch(failed);
	};
}
