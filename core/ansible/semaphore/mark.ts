/**
 * What is written into a task's message: by it the run is found again, and its limits are known to whoever looks at it.
 * Semaphore has no other place that lists show; it takes 250 characters.
 */
export interface TaskMark {
	readonly runId: string;
	/** Semaphore has no time limit for a task. */
	readonly timeoutSeconds: number;
	/** The commit that was approved. Semaphore tells the commit of a task only when it runs. */
	readonly commit: string | null;
	/** The digest of the request; null in a task from before there was one. */
	readonly request: string | null;
}

export function markText({ runId, timeoutSeconds, commit, request }: TaskMark): string {
	const parts = [commit && `commit=${commit}`, request && `request=${request}`].filter(Boolean);
	return [`msp_run_id=${runId} time=${timeoutSeconds}`, ...parts].join(' ');
}

export function markIn(message: string): TaskMark | undefined {
	const [, runId, time = '0', commit, request] =
		/^msp_run_id=([A-Za-z0-9._-]{1,100}) time=(\d{1,9})(?: commit=([0-9a-f]{7,64}))?(?: request=([0-9a-f]{32}))?$/.exec(
			message.trim(),
		) ?? [];
	return runId === undefined
		? undefined
		: { runId, timeoutSeconds: Number(time), commit: commit ?? null, request: request ?? null };
}
