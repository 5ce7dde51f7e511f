import type { HostResult, RunOutcome } from './outcome';
import type { Inventory, RunLimit, RunOrigin, RunRequest, InventorySource } from './request';

export const runnerKinds = ['controller', 'scripts', 'awx', 'semaphore'] as const;
export type RunnerKind = (typeof runnerKinds)[number];

export type RunState = 'unknown' | 'queued' | 'running' | 'done' | 'lost';

export interface StartedRun {
	/** True when the run had been started before; then it is the same one. */
	readonly existing: boolean;
	readonly origin: RunOrigin;
	/** What names the run at the backend: the job's ID at AWX, the task's at Semaphore, the run ID on a controller. */
	readonly reference: string;
}

/** What a look at a run shows. */
export interface RunLook {
	readonly state: RunState;
	/** The hosts as they stand now. */
	readonly hosts: readonly HostResult[];
	/** What came to the log since the last look. */
	readonly log: string;
	/** Opaque: give it to the next look. */
	readonly cursor: string;
	/** Absent until the run is done or lost. */
	readonly outcome?: RunOutcome;
}

/**
 * Where Ansible runs.
 *
 * @throws ExternalError from every method: in the backend's own words, with its class and a remedy.
 */
export interface Runner {
	readonly kind: RunnerKind;
	/** For people: `deploy@office.example.com:22`. */
	readonly name: string;
	/** What this backend cannot report, in words. */
	readonly notReported: readonly string[];
	/**
	 * What a run of this request would run: for a person who approves it.
	 *
	 * @throws ExternalError `invalid` when the limit matches no host, `not_found` when the playbook is not there.
	 */
	inspect(request: RunRequest): Promise<RunOrigin>;
	/**
	 * Starts a run, once for its ID.
	 *
	 * @throws ExternalError `exists` when the ID is of another run, `invalid` when what would run is not what was approved.
	 */
	start(request: RunRequest): Promise<StartedRun>;
	/**
	 * Looks at a run, and waits up to `waitSeconds` for something new.
	 *
	 * @param request the one that it was started with, when it is known: its secrets are taken out of the log.
	 */
	look(run: RunName, cursor?: string, waitSeconds?: number): Promise<RunLook>;
	/** Ends a run, with all its processes. The outcome of the next look says what is left. */
	cancel(run: RunName): Promise<void>;
	/** The hosts and groups with their variables. Those of the vault stay closed. */
	inventory(source: InventorySource, project: string, limit?: RunLimit): Promise<Inventory>;
	/** One sentence for the test of the credential. @throws ExternalError that names what is missing. */
	test(): Promise<string>;
	/** Only on a controller over SSH. */
	readonly projects?: ProjectHost;
	/** Only of the kind `scripts`. */
	readonly scripts?: ScriptHost;
	close(): Promise<void>;
}

/** A playbook to choose from. */
export interface ListedPlaybook {
	/** As a run names it. */
	readonly playbook: string;
	/** For people. */
	readonly name: string;
}

/** How a run is found again. */
export interface RunName {
	readonly runId: string;
	/** As `start` returned it; empty when it is not known. */
	readonly reference: string;
	/** Where it was to be started: it is looked for there while its reference is not known. */
	readonly project?: string;
	readonly check: boolean;
	/** Values that must not be shown. */
	readonly secrets: readonly string[];
}

/** A project that was brought to a controller from git. */
export interface SyncedProject {
	readonly project: string;
	readonly directory: string;
	readonly url: string;
	readonly ref: string;
	readonly commit: string;
	readonly subject: string;
	readonly changed: boolean;
	readonly formerCommit: string | null;
}

export interface ProjectHost {
	/** Fetches a project and checks out the pinned ref, in a directory of its own for each commit. */
	sync(project: { readonly name: string; readonly url: string; readonly ref: string }): Promise<SyncedProject>;
	/** Installs the roles and collections of a requirements file. */
	installRequirements(
		project: string,
		file: string,
	): Promise<{ readonly installed: readonly string[]; readonly log: string }>;
}

/** An executable script of a project. */
export interface Script {
	readonly script: string;
	/** The first sentence of its help; or that it was not asked for help, as it does not know --help. */
	readonly summary: string;
	readonly help: string;
}

export interface ScriptHost {
	/** @param locale the language of the help texts, such as `fr_BE.UTF-8`. */
	list(project: string, directory: string, locale: string): Promise<readonly Script[]>;
}
