import type { IBinaryData } from 'n8n-workflow';
import type { ProjectHost, Runner } from '../../core/ansible';
import { InputError } from '../../core/kernel/errors';
import type { TaskOffice } from '../../core/tasks';
import type { StepChoice } from '../shared/durableStep';

/** What an operation works with, for one item. */
export interface AnsibleContext {
	/** Where Ansible runs. */
	readonly runner: Runner;
	/** The scripts of the same controller. @throws InputError when the node runs on none. */
	readonly scripts: () => Runner;
	/** The projects of the same controller. */
	readonly projects: ProjectHost | undefined;
	/** Of the controller's credential. */
	readonly vaultPassword: string | undefined;
	/** The back office, when it is connected. */
	readonly office: TaskOffice | undefined;
	/** @throws InputError when the MSP Database credential is not chosen. */
	readonly openOffice: () => Promise<TaskOffice>;
	/** The durable step that is chosen. */
	readonly step: StepChoice | undefined;
	/** Identifies this item of this run of the node. */
	readonly ownRunId: string;
	/** Aborted when the execution is cancelled. */
	readonly signal: AbortSignal | undefined;
	readonly makeFile: (text: string, name: string) => Promise<IBinaryData>;
	/** Shown below the node's output. */
	readonly hint: (message: string) => void;
}

/** @throws InputError when the node does not run on a controller. */
export function projectsOf({ projects }: AnsibleContext): ProjectHost {
	if (projects) return projects;
	throw new InputError(
		'runOn',
		'keeps its projects by itself',
		'Choose Controller over SSH, or sync the project there.',
	);
}
