import { z } from 'zod';

/**
 * Something that goes wrong on purpose.
 *
 * `hold_before`: logged, not carried out, until it is released. `hold_after`: carried out, the answer withheld until it
 * is released. `drop_before` and `drop_after`: the socket is destroyed before or after it is carried out. `answer`: a
 * canned answer instead.
 */
export const fault = z.object({
	/** A regular expression on the name of the request: its method, path and query, or what the vendor calls it. */
	path: z.string().refine((text) => {
		try {
			return new RegExp(text) instanceof RegExp;
		} catch {
			return false;
		}
	}, 'must be a regular expression'),
	/** To how many requests it happens; to one where it is not given. */
	times: z.number().int().positive().default(1),
	kind: z.enum(['hold_before', 'hold_after', 'drop_before', 'drop_after', 'answer']),
	/** For `answer`. */
	status: z.number().int().min(100).max(599).default(200),
	headers: z.record(z.string(), z.string()).default({}),
	body: z.unknown().optional(),
	/** Waits so long before it happens; a held request is released by itself after it. */
	delayMs: z.number().int().nonnegative().optional(),
});
export type Fault = z.input<typeof fault>;
export type PlannedFault = z.output<typeof fault>;

/** The faults still to come, and the requests that are held by one. */
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
		/** The fault that happens to this request; it is used up by one. */
		take(name: string): PlannedFault | undefined {
			const found = planned.find(({ fault: { path }, left }) => left > 0 && new RegExp(path).test(name));
			if (!found) return undefined;
			found.left -= 1;
			return found.fault;
		},
		/** Waits until somebody releases, the time is up, or the client goes; tells whether the client is still there. */
		async hold(gone: AbortSignal, delayMs?: number): Promise<boolean> {
			await new Promise<void>((resolve) => {
				waiting.add(resolve);
				gone.addEventListener('abort', () => resolve(), { once: true });
				if (gone.aborted) resolve();
				if (delayMs !== undefined) setTimeout(resolve, delayMs).unref();
			});
			return !gone.aborted;
		},
		/** Lets every held request go on. */
		release(): void {
			const held = waiting;
			waiting = new Set();
			for (const resolve of held) resolve();
		},
	};
}
export type Faults = ReturnType<typeof openFaults>;
