import type { PlayedTask } from '../shared';

export interface SemaphoreTemplateRow {
	id: number;
	project_id: number;
	name: string;
	inventory_id: number;
	repository_id: number;
	playbook: string;
	app: string;
	allow_override_args_in_task: boolean;
	task_params: {
		allow_debug?: boolean;
		allow_override_inventory?: boolean;
		allow_override_limit?: boolean;
		allow_override_tags?: boolean;
		allow_override_skip_tags?: boolean;
		limit?: string[];
	};
	play: PlayedTask[];
}

export interface SemaphoreTaskRow {
	id: number;
	template_id: number;
	project_id: number;
	status: 'waiting' | 'starting' | 'running' | 'stopping' | 'stopped' | 'success' | 'error';
	message: string;
	environment: string;
	arguments: string | null;
	inventory_id: number | null;
	commit_hash: string | null;
	created: string;
	start: string | null;
	end: string | null;
	limit: string;
	params: Record<string, unknown>;
	/** Up to 2.12. */
	dry_run: boolean;
	diff: boolean;
	/** All lines that it will write, and how many are stored. */
	lines: string[];
	stored: number;
	/** Whether the hosts let it end well. */
	well: boolean;
	/** The hosts that it really runs on. */
	ranOn: string[];
}

export interface SemaphoreState {
	version: string;
	token: string;
	projects: Array<{ id: number; name: string }>;
	templates: SemaphoreTemplateRow[];
	inventories: Array<{ id: number; project_id: number; name: string; type: string; inventory: string }>;
	tasks: SemaphoreTaskRow[];
	commit: string;
	looksPerPhase: number;
	/** The last lines are stored a look after the status. */
	lateLines: boolean;
	/** Rows of the output in the order of their text: semaphoreui/semaphore#3035. */
	unordered: boolean;
	/** A graceful stop changes nothing (semaphoreui/semaphore#1737). */
	deafToStop: boolean;
	/** A stop by force changes nothing either. */
	deafToForce: boolean;
}

export const initialState = (token: string): SemaphoreState => ({
	version: '2.16.14-abcdef0-1750000000',
	token,
	projects: [{ id: 1, name: 'Servers' }],
	templates: [],
	inventories: [
		{
			id: 3,
			project_id: 1,
			name: 'Servers',
			type: 'static',
			inventory: '[web]\nweb1.example.com site=north\nweb2.example.com\n\n[db]\ndb1.example.com\n',
		},
	],
	tasks: [],
	commit: 'a'.repeat(40),
	looksPerPhase: 1,
	lateLines: false,
	unordered: false,
	deafToStop: false,
	deafToForce: false,
});

export function newTemplate(state: SemaphoreState, given: Partial<SemaphoreTemplateRow>): SemaphoreTemplateRow {
	const template: SemaphoreTemplateRow = {
		id: 20 + state.templates.length,
		project_id: 1,
		name: 'Deploy site',
		inventory_id: 3,
		repository_id: 1,
		playbook: 'site.yml',
		app: 'ansible',
		allow_override_args_in_task: true,
		task_params: {
			allow_debug: true,
			allow_override_inventory: true,
			allow_override_limit: true,
			allow_override_tags: true,
			allow_override_skip_tags: true,
		},
		play: [{ task: 'Write the site', on: { '*': { kind: 'changed' } } }],
		...given,
	};
	state.templates.push(template);
	return template;
}
