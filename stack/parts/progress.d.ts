/** Such as `41 s` or `3 min 41 s`. */
export function elapsed(milliseconds: number): string;

/** Where progress is written: `process.stdout`, or something like it. */
export interface ProgressStream {
	readonly isTTY?: boolean;
	readonly columns?: number;
	write(text: string): unknown;
}

export interface Progress {
	/** Says something beside what goes on. */
	note(text: string): void;
	/** Does a piece of work, shows that it goes on, and tells how long it took. */
	during<Result>(title: string, work: () => Promise<Result>): Promise<Result>;
}

/**
 * Shows what takes long: on a terminal in one line that is written over, elsewhere a line when it begins, a sign of life
 * now and then, and a line when it ends.
 */
export function openProgress(options?: { readonly stream?: ProgressStream; readonly signEveryMs?: number }): Progress;

/** The last lines of a log that say something, each indented. */
export function endOf(logFile: string, lines?: number): string;

/** How a program ended. */
export interface LoggedRun {
	readonly code?: number;
	/** The signal that ended it. */
	readonly ended?: string;
	/** Why it could not be started. */
	readonly error?: NodeJS.ErrnoException;
}

/** Runs a program to its end, and adds what it says to a log. */
export function runLogged(
	command: readonly [string, ...string[]],
	options: {
		readonly folder: string;
		readonly logFile: string;
		readonly environment?: NodeJS.ProcessEnv;
		readonly shell?: boolean;
		readonly signal?: AbortSignal;
	},
): Promise<LoggedRun>;
