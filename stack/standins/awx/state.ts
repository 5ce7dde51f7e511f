import type { PlayedTask } from '../shared';

/** The fields of a template that a launch may override, each with the switch that lets it. Source: JobTemplate.get_ask_mapping. */
export const askFields = {
	limit: 'ask_limit_on_launch',
	job_type: 'ask_job_type_on_launch',
	job_tags: 'ask_tags_on_launch',
	skip_tags: 'ask_skip_tags_on_launch',
	diff_mode: 'ask_diff_mode_on_launch',
	verbosity: 'ask_verbosity_on_launch',
	forks: 'ask_forks_on_launch',
	timeout: 'ask_timeout_on_launch',
	inventory: 'ask_inventory_on_launch',
	scm_branch: 'ask_scm_branch_on_launch',
	labels: 'ask_labels_on_launch',
	job_slice_count: 'ask_job_slice_count_on_launch',
} as const;
export type AskSwitch = (typeof askFields)[keyof typeof askFields] | 'ask_variables_on_launch';

export interface AwxTemplateRow {
	id: number;
	name: string;
	project: number;
	inventory: number | null;
	playbook: string;
	job_type: 'run' | 'check';
	limit: string;
	job_tags: string;
	skip_tags: string;
	verbosity: number;
	forks: number;
	timeout: number;
	diff_mode: boolean;
	become_enabled: boolean;
	job_slice_count: number;
	scm_branch: string;
	extra_vars: string;
	organization: number;
	/** Those that are on. */
	asks: AskSwitch[];
	survey: Array<{ variable: string; type: string; required: boolean }>;
	passwords: string[];
	/** What its playbook does. */
	play: PlayedTask[];
	/** What it sets by set_stats. */
	artifacts: Record<string, unknown>;
}

export interface AwxEventRow {
	counter: number;
	event: string;
	host_name: string;
	task: string;
	failed: boolean;
	changed: boolean;
	stdout: string;
	event_data: Record<string, unknown>;
}

export interface AwxJobRow {
	id: number;
	job_template: number;
	name: string;
	status: 'pending' | 'waiting' | 'running' | 'successful' | 'failed' | 'error' | 'canceled';
	job_type: string;
	limit: string;
	/** Source: JobOptionsSerializer in awx/api/serializers.py, which every job has. */
	job_tags: string;
	skip_tags: string;
	inventory: number | null;
	extra_vars: string;
	labels: number[];
	scm_revision: string;
	scm_branch: string;
	job_explanation: string;
	artifacts: Record<string, unknown>;
	started: string | null;
	finished: string | null;
	event_processing_finished: boolean;
	/** All that it will tell. */
	events: AwxEventRow[];
	/** How many of them are in the database by now. */
	shown: number;
	/** How far an event may be ahead of one before it: AWX's processes write them side by side. */
	shuffled: boolean;
	summaries: Array<Record<string, unknown> & { host_name: string }>;
	failedHosts: boolean;
}

export interface AwxState {
	version: string;
	users: Array<{
		username: string;
		password: string;
		token: string;
		superuser: boolean;
		sees: 'all' | 'templates' | 'nothing';
	}>;
	templates: AwxTemplateRow[];
	projects: Array<{
		id: number;
		name: string;
		scm_revision: string;
		scm_update_on_launch: boolean;
		allow_override: boolean;
	}>;
	inventories: Array<{ id: number; name: string; script: Record<string, unknown> }>;
	labels: Array<{ id: number; name: string }>;
	jobs: AwxJobRow[];
	/** ALLOW_JINJA_IN_EXTRA_VARS. */
	jinja: 'template' | 'always' | 'never';
	/** Later versions leave heavy fields out of lists (`?include=` brings them back). */
	shortLists: boolean;
	/** How many looks at a job one phase of it lasts: 0 keeps it pending. */
	looksPerPhase: number;
	/** What goes wrong at the next launches, by template: switches that are turned off between the look and the launch. */
	turnOffAtLaunch: AskSwitch[];
	/** The last events of ended jobs stay away for ever (ansible/awx#9286). */
	losesEvents: boolean;
	/** A cancelled job goes on to its end (ansible/awx#378). */
	deafToCancel: boolean;
}

export const initialState = (): AwxState => ({
	version: '24.6.1',
	users: [],
	templates: [],
	projects: [
		{ id: 6, name: 'Playbooks', scm_revision: 'a'.repeat(40), scm_update_on_launch: false, allow_override: false },
	],
	inventories: [
		{
			id: 2,
			name: 'Servers',
			script: {
				_meta: { hostvars: { 'web1.example.com': { site: 'north' }, 'web2.example.com': {}, 'db1.example.com': {} } },
				all: { children: ['ungrouped', 'web', 'db'] },
				web: { hosts: ['web1.example.com', 'web2.example.com'], vars: { http_port: 80 } },
				db: { hosts: ['db1.example.com'] },
			},
		},
	],
	labels: [],
	jobs: [],
	jinja: 'template',
	shortLists: false,
	looksPerPhase: 1,
	turnOffAtLaunch: [],
	losesEvents: false,
	deafToCancel: false,
});

export const everySwitch: readonly AskSwitch[] = [...Object.values(askFields), 'ask_variables_on_launch'];

export function newTemplate(state: AwxState, given: Partial<AwxTemplateRow>): AwxTemplateRow {
	const template: AwxTemplateRow = {
		id: 10 + state.templates.length,
		name: 'Deploy site',
		project: 6,
		inventory: 2,
		playbook: 'site.yml',
		job_type: 'run',
		limit: '',
		job_tags: '',
		skip_tags: '',
		verbosity: 0,
		forks: 0,
		timeout: 0,
		diff_mode: false,
		become_enabled: false,
		job_slice_count: 1,
		scm_branch: '',
		extra_vars: '',
		organization: 1,
		asks: [...everySwitch],
		survey: [],
		passwords: [],
		play: [{ task: 'Write the site', on: { '*': { kind: 'changed' } } }],
		artifacts: {},
		...given,
	};
	state.templates.push(template);
	return template;
}
