import { z } from 'zod';

/**
 * A deliberate fault.
 *
 * `hold_before` logs the request and runs it only after the release. `hold_after` runs the request and holds the answer
 * back until the release. `drop_before` and `drop_after` destroy the socket before or after the stand-in runs the
 * request. `answer` sends a canned answer instead.
 */
export const fault = z.object({
	/** A regular expression on the name of the request: its method, path and query, or the vendor's name for it. */
	path: z.string().refine((text) => {
		try {
			return new RegExp(text) instanceof RegExp;
		} catch {
			return false;
		}
	}, 'must be a regular expression'),
	/** How many requests it affects. The default is one. */
	times: z.number().int().positive().default(1),
	kind: z.enum(['hold_before', 'hold_after', 'drop_before', 'drop_after', 'answer']),
	/** For `answer`. */
	status: z.number().int().min(100).max(599).default(200),
	headers: z.record(z.string(), z.string()).default({}),
	body: z.unknown().optional(),
	/** How long it waits before the fault. A held request continues by itself after that time. */
	delayMs: z.number().int().nonnegative().optional(),
});
export type Fault = z.input<typeof fault>;
export type PlannedFault = z.output<typeof fault>;

/** The pending faults, and the requests that a fault holds. */
export function openFaults() {
	let planned: Array<{ readonly fault: PlannedFault; left: number }> = [];
	let waiting = new Set<() => void>();

	return {
		add(given: unknown): void {
			const parsed = fault.parse(given);
			planned.push({ fault: parsed, left: parsed.times });
		},
		clear(): void {
			planned = [];
		},
		/** Returns the fault for this request, and counts it as used once. */
		take(name: string): PlannedFault | undefined {
			const found = planned.find(({ fault: { path }, left }) => left > 0 && new RegExp(path).test(name));
			if (!found) return undefined;
			found.left -= 1;
			return found.fault;
		},
		/**
		 * Waits until a release, the end of the time, or the client's end. Tells whether the client is still connected.
		 */
		async hold(gone: AbortSignal, delayMs?: number): Promise<boolean> {
			await new Promise<void>((resolve) => {
				waiting.add(resolve);
				gone.addEventListener('abort', () => resolve(), { once: true });
				if (gone.aborted) resolve();
				if (delayMs !== undefined) setTimeout(resolve, delayMs).unref();
			});
			return !gone.aborted;
		},
		/** Releases every held request. */
		release(): void {
			const held = waiting;
			waiting = new Set();
			for (const resolve of held) resolve();
		},
	};
}
export type Faults = ReturnType<typeof openFaults>;
