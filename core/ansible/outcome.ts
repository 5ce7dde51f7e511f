import { z } from 'zod';

/** A host's part in a run. The first that is true counts: a host with a failed task is `failed`, also when others changed. */
export const hostStatuses = ['unreachable', 'failed', 'changed', 'ok', 'skipped', 'not_attempted'] as const;
export type HostStatus = (typeof hostStatuses)[number];

const taskOnHost = z.object({
	task: z.string(),
	/** The module's own words; `censored` for a task with `no_log`. */
	message: z.string(),
	/** The item of a loop. */
	item: z.string().nullable(),
});

export const hostResult = z.object({
	host: z.string(),
	status: z.enum(hostStatuses),
	counts: z.object({
		ok: z.number(),
		changed: z.number(),
		unreachable: z.number(),
		failed: z.number(),
		skipped: z.number(),
		rescued: z.number(),
		ignored: z.number(),
	}),
	failedTasks: z.array(taskOnHost),
	/** Failures that the play rescued or ignored. */
	rescuedTasks: z.array(taskOnHost),
	ignoredTasks: z.array(taskOnHost),
	/** What changed, or in a check run would change. `done`: a task that changes also in check mode has changed it. */
	changes: z.array(
		z.object({ task: z.string(), done: z.boolean(), before: z.string().nullable(), after: z.string().nullable() }),
	),
	/** What the play set for this host by `set_stats` (`per_host`). */
	stats: z.record(z.string(), z.json()),
	/** What the play started detached, as `task: job or pid`. */
	detached: z.array(z.string()),
});
export type HostResult = Readonly<z.infer<typeof hostResult>>;

/** How a run as a whole came out. `nothing_ran`: no host matched, or no task was chosen. */
export const runVerdicts = [
	'ok',
	'failed',
	'unreachable',
	'refused',
	'nothing_ran',
	'timed_out',
	'cancelled',
	'lost',
] as const;
export type RunVerdict = (typeof runVerdicts)[number];

export const runOutcome = z.object({
	runId: z.string(),
	verdict: z.enum(runVerdicts),
	/** One sentence: why it is this verdict, with Ansible's own words. */
	explanation: z.string(),
	exitCode: z.number().nullable(),
	startedAt: z.string().nullable(),
	endedAt: z.string().nullable(),
	check: z.boolean(),
	hosts: z.array(hostResult),
	/** What the play set by `set_stats` for the whole run. */
	stats: z.record(z.string(), z.json()),
	warnings: z.array(z.string()),
	/** The end of the log, without secrets. */
	logTail: z.string(),
	origin: z.object({
		commit: z.string().nullable(),
		changesHash: z.string().nullable(),
		inventoryHash: z.string().nullable(),
		hosts: z.array(z.string()).nullable(),
	}),
	/** What the backend cannot report, in words. */
	notReported: z.array(z.string()),
	/** What may still run somewhere, as `host: process`. */
	leftovers: z.array(z.string()),
});
export type RunOutcome = Readonly<z.infer<typeof runOutcome>>;
