/** When answers are held back, and how many of them. */
export interface PaceLimits {
	/** So many are sent at once… */
	readonly free: number;
	/** …within so many milliseconds. The others wait. */
	readonly withinMs: number;
	readonly delayMs: number;
	/** So many wait at the same time; one more is sent at once, so that nobody fills the memory with them. */
	readonly mostHeld: number;
}

export interface Pace {
	/** Sends an answer: at once while there are few, later when there are many. It never fails. */
	send(answer: () => void): void;
	/** Forgets what was sent. */
	calmDown(): void;
}

/**
 * Slows down those who are refused again and again. Whoever waits for an answer asks nothing else on that connection, and a
 * held answer costs no processor time.
 */
export function openPace({ free, withinMs, delayMs, mostHeld }: PaceLimits): Pace {
	let began = -Infinity;
	let sent = 0;
	let held = 0;
	return {
		send: (answer) => {
			const now = performance.now();
			if (now - began >= withinMs) {
				began = now;
				sent = 0;
			}
			sent++;
			if (sent <= free || held >= mostHeld) {
				answer();
				return;
			}
			held++;
			setTimeout(() => {
				held--;
				answer();
			}, delayMs).unref();
		},
		calmDown: () => {
			sent = 0;
		},
	};
}
