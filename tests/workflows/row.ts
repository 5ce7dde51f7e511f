import type { Arrival, Played, WorkflowScene } from '../support/workflowScene';

/** One way through a starter workflow. */
export interface Row {
	/** What it shows. */
	readonly title: string;
	/** What this machine lacks to play it; undefined where nothing is missing. */
	readonly lacking?: string;
	/** The name of the node that starts it. */
	readonly start: string;
	/** Sets the scene, and gives what comes to that node. */
	readonly given: (scene: WorkflowScene) => Promise<Arrival> | Arrival;
	/** The node that ran last; without it the trigger has answered by itself and nothing ran. */
	readonly last?: string;
	/** With what the run ends as failed, on purpose; without it the run must not fail. */
	readonly fails?: RegExp;
	/** What it gave, over all its outputs; each is matched as far as it is told. */
	readonly items?: readonly object[];
	/** What the sender of a request gets, as far as it is told. */
	readonly answer?: object;
	/** What else has become of it: rows, accounts, mails. */
	readonly then?: (scene: WorkflowScene, played: Played) => Promise<void>;
}
