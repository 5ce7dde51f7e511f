/**
 * A job: a command on a host that goes on when the connection, n8n or both are gone. It lives in a directory of its own
 * there; its ID decides that it is started once.
 */
export interface JobSpec {
	/** Up to 100 of `A-Za-z0-9._-`, not beginning with a dot or a hyphen. */
	readonly jobId: string;
	/** The program and its arguments. `jobFile` becomes the absolute path of a file of the job. */
	readonly argv: ReadonlyArray<string | JobPath>;
	/** All that the command has in its environment: it begins empty. */
	readonly environment: Readonly<Record<string, string | JobPath>>;
	/** Absolute, or relative to the home of the user; the job's own directory when it is left out. */
	readonly workingDirectory?: string;
	readonly files: readonly JobFile[];
	/** After so long the job is ended like a cancelled one. */
	readonly timeoutSeconds: number;
	/** Of the jobs with one lock, one runs at a time; the others are queued. */
	readonly lock?: { readonly name: string; readonly waitSeconds: number };
}

/** `prefix` is put before the path, as in `@/…/vars.json`. */
export interface JobPath {
	readonly jobFile: string;
	readonly prefix?: string;
}

export interface JobFile {
	/** Relative to the job's directory. What lies in `secrets/` is removed when the command ends. */
	readonly path: string;
	readonly content: string | Buffer;
	readonly mode: number;
}

export type JobState = 'unknown' | 'starting' | 'queued' | 'running' | 'done' | 'lost';

/** How a job ended. */
export interface JobEnding {
	readonly why: 'exit' | 'timeout' | 'cancelled' | 'lock_timeout';
	/** Null when it never ran. */
	readonly exitCode: number | null;
	readonly startedAt: Date | null;
	readonly endedAt: Date;
}

/** How far the outputs of a job were read, in bytes. */
export interface JobCursor {
	readonly events: number;
	readonly log: number;
	readonly errors: number;
}
export const jobBeginning: JobCursor = { events: 0, log: 0, errors: 0 };

/** What a look at a job shows. */
export interface JobLook {
	readonly state: JobState;
	/** Absent until it is done. */
	readonly ending?: JobEnding;
	/** What came since the cursor: whole lines of `events`; `log` is the standard output, `errors` the standard error. */
	readonly events: readonly string[];
	readonly log: string;
	readonly errors: string;
	readonly cursor: JobCursor;
	/** True when more lies there already. */
	readonly more: boolean;
	/** Once it is done or lost: processes of the job that were still there, as `host: pid program`. */
	readonly leftovers?: readonly string[];
}

/** What became of the processes of a cancelled job. */
export interface CancelledJob {
	readonly state: JobState;
	/** Processes of the job that are still there, as `host: pid program`. */
	readonly leftovers: readonly string[];
}

export interface StartedJob {
	readonly existing: boolean;
	readonly state: JobState;
}

/** The jobs of one user on one host. */
export interface JobHost {
	/** @throws ExternalError `exists` when the ID is of a job with another content. */
	start(job: JobSpec): Promise<StartedJob>;
	/** Waits up to `waitSeconds` for something new. */
	look(jobId: string, after?: JobCursor, waitSeconds?: number): Promise<JobLook>;
	/** Ends the whole process tree: INT, TERM, KILL, then a sweep by the mark in the environment. A repeat does no harm. */
	cancel(jobId: string, graceSeconds?: number): Promise<CancelledJob>;
	/** Removes the directories of jobs that ended so long ago. */
	removeOld(days: number): Promise<number>;
}
