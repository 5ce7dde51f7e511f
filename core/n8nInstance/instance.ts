import type { DressedWorkflow, KeptWorkflow, PickedCredential } from '../starterWorkflows';

/** A credential as n8n lists it, without what is in it. */
export interface ListedCredential extends PickedCredential {
	readonly type: string;
}

/** What is sent to n8n. */
export interface SentWorkflow extends DressedWorkflow {
	/** Examples on triggers. An n8n that takes none goes without. */
	readonly pinData?: Readonly<Record<string, unknown>> | null;
}

/** A running n8n, or one that is worked on by its command line: the two ways in do the same. */
export interface N8nInstance {
	/** For people: its address, or the command. */
	readonly where: string;
	/** Whether a change holds only once n8n is started again. */
	readonly needsRestart: boolean;
	/** Every credential that is there; undefined when this n8n lists none (before 2.8). */
	credentials(): Promise<ListedCredential[] | undefined>;
	/** The one credential of a type with this name, as n8n finds it; undefined when there is none, or more than one. */
	credentialNamed(type: string, name: string): Promise<ListedCredential | undefined>;
	workflows(): Promise<KeptWorkflow[]>;
	/** A workflow as it is now; undefined when it is gone. n8n's command line is too slow to look again. */
	reread?(id: string): Promise<KeptWorkflow | undefined>;
	/** Makes a workflow; gives the ID that it has. */
	create(workflow: SentWorkflow, wantedId: string): Promise<string>;
	/** Replaces what a workflow does. A published one stays published, with the new content. */
	replace(kept: KeptWorkflow, workflow: SentWorkflow): Promise<void>;
	publish(id: string): Promise<void>;
	unpublish(id: string): Promise<void>;
	/** Removes a workflow for good; false when this way into n8n cannot, and it is only unpublished. */
	remove(kept: KeptWorkflow): Promise<boolean>;
}
