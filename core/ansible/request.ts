/** A JSON value of a variable. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
export type Variables = Readonly<Record<string, Json>>;

/** What a run does. */
export type RunWork =
	/** AWX and Semaphore: the ID or the name of the template. */
	| { readonly kind: 'playbook'; readonly playbook: string }
	| { readonly kind: 'module'; readonly module: string; readonly arguments: Variables }
	/** An executable file of the project, by its path there. */
	| {
			readonly kind: 'script';
			readonly script: string;
			readonly arguments: readonly string[];
			readonly locale: string;
	  };

/** Hosts in groups, with their variables. */
export interface Inventory {
	readonly hosts: Readonly<Record<string, Variables>>;
	readonly groups: Readonly<
		Record<
			string,
			{ readonly hosts: readonly string[]; readonly children?: readonly string[]; readonly variables?: Variables }
		>
	>;
}

export type InventorySource =
	/** What the project or the template says. */
	| { readonly kind: 'default' }
	| { readonly kind: 'path'; readonly path: string }
	| { readonly kind: 'inline'; readonly inventory: Inventory };

/** Which hosts. There is no default: nothing given is no choice. */
export type RunLimit =
	| { readonly kind: 'all' }
	/** Literal names of hosts and groups. */
	| { readonly kind: 'names'; readonly names: readonly string[] }
	| { readonly kind: 'pattern'; readonly pattern: string };

/** All that is asked of a run. */
export interface RunRequest {
	/** Identifies the run: with the same ID it is started once. The rule is that of a job's ID. */
	readonly runId: string;
	readonly work: RunWork;
	/** A directory on the controller, or the name of a project that was synced. Empty: that of the credential. */
	readonly project: string;
	readonly inventory: InventorySource;
	readonly limit: RunLimit;
	readonly tags: readonly string[];
	readonly skipTags: readonly string[];
	/** Every text is data and never a template, except the values of the names in `templates`. */
	readonly variables: Variables;
	/** Variables that are recorded nowhere. */
	readonly secretVariables: Variables;
	readonly templates: readonly string[];
	readonly vaultPassword?: string;
	readonly check: boolean;
	readonly diff: boolean;
	readonly become: boolean;
	readonly forks?: number;
	/** 0 to 5. */
	readonly verbosity: number;
	readonly timeoutSeconds: number;
	/** What was approved. A run that would be another one is refused. */
	readonly approved?: RunOrigin;
}

/** What a run runs, as it was found right before it began. Null where the backend does not tell. */
export interface RunOrigin {
	/** The commit of the project. */
	readonly commit: string | null;
	/** SHA-256 of the project's files that differ from the commit, or of all its files without git; null when none differ. */
	readonly changesHash: string | null;
	/** SHA-256 of the inventory as Ansible understands it. */
	readonly inventoryHash: string | null;
	/** The hosts that the limit means, in order. */
	readonly hosts: readonly string[] | null;
}
