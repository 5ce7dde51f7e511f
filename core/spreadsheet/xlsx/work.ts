import { setImmediate } from 'node:timers/promises';
import { beyondLimit, type SpreadsheetLimits } from '../limits';

/** The time that the reader works on one workbook, and how it lets others work too. */
export interface Work {
	/** To call before a piece of work. `end` throws when the time is over, or the caller wants no more. */
	begin(): { end(): void };
	/** Lets what else waits in this process have its turn. */
	giveWay(): Promise<void>;
}

export function measureWork(limits: SpreadsheetLimits, signal: AbortSignal | undefined): Work {
	let spent = 0;
	return {
		begin: () => {
			signal?.throwIfAborted();
			const began = performance.now();
			return {
				end: () => {
					spent += performance.now() - began;
					if (spent > limits.seconds * 1_000) throw beyondLimit('seconds', limits);
					signal?.throwIfAborted();
				},
			};
		},
		giveWay: async () => await setImmediate(),
	};
}
