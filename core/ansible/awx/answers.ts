import { z } from 'zod';
import { flag, text } from '../api/readers';

/** What this pack reads of AWX's answers. Source: awx/api/serializers.py of AWX 24.6.1, and its OPTIONS. */

const count = z
	.number()
	.nullish()
	.transform((value) => value ?? 0);

export const jobStatuses = [
	'new',
	'pending',
	'waiting',
	'running',
	'successful',
	'failed',
	'error',
	'canceled',
] as const;

export const awxJob = z.object({
	id: z.number(),
	status: z.enum(jobStatuses),
	name: text,
	job_type: text,
	limit: text,
	started: z.string().nullish(),
	finished: z.string().nullish(),
	job_explanation: text,
	result_traceback: text,
	scm_revision: text,
	inventory: z.number().nullish(),
	job_tags: z.string().nullish(),
	skip_tags: z.string().nullish(),
	/** Missing in lists of later versions. */
	extra_vars: z.string().optional(),
	artifacts: z.record(z.string(), z.json()).catch({}),
	/** Missing in lists. */
	event_processing_finished: z.boolean().optional(),
	job_template: z.number().nullish(),
});
export type AwxJob = z.infer<typeof awxJob>;

export const launchedJob = awxJob.extend({
	/** The ID of a sliced job's workflow is that of `id` too. */
	workflow_job: z.number().optional(),
	job: z.number().optional(),
	ignored_fields: z.record(z.string(), z.json()).catch({}),
	type: text,
});

export const awxTemplate = z.object({
	id: z.number(),
	name: z.string(),
	job_type: text,
	inventory: z.number().nullish(),
	project: z.number().nullish(),
	playbook: text,
	limit: text,
	job_tags: text,
	skip_tags: text,
	verbosity: count,
	forks: count,
	diff_mode: flag,
	become_enabled: flag,
	job_slice_count: count,
	organization: z.number().nullish(),
	summary_fields: z
		.object({
			project: z.object({ name: text }).optional(),
			inventory: z.object({ name: text }).optional(),
		})
		.catch({}),
});
export type AwxTemplate = z.infer<typeof awxTemplate>;

export const launchInfo = z.object({
	ask_diff_mode_on_launch: flag,
	ask_forks_on_launch: flag,
	ask_inventory_on_launch: flag,
	ask_job_type_on_launch: flag,
	ask_labels_on_launch: flag,
	ask_limit_on_launch: flag,
	ask_scm_branch_on_launch: flag,
	ask_skip_tags_on_launch: flag,
	ask_tags_on_launch: flag,
	ask_timeout_on_launch: flag,
	ask_variables_on_launch: flag,
	ask_verbosity_on_launch: flag,
	survey_enabled: flag,
	passwords_needed_to_start: z.array(z.string()).catch([]),
	variables_needed_to_start: z.array(z.string()).catch([]),
	inventory_needed_to_start: flag,
});
export type LaunchInfo = z.infer<typeof launchInfo>;

export const surveySpec = z.object({
	spec: z.array(z.object({ variable: z.string(), type: text })).catch([]),
});

export const awxProject = z.object({
	id: z.number(),
	name: text,
	scm_type: text,
	scm_revision: text,
	scm_update_on_launch: flag,
	allow_override: flag,
	status: text,
});
export type AwxProject = z.infer<typeof awxProject>;

export const awxEvent = z.object({
	counter: z.number(),
	event: z.string(),
	host_name: text,
	task: text,
	failed: flag,
	changed: flag,
	stdout: text,
	event_data: z.record(z.string(), z.json()).catch({}),
});
export type AwxEvent = z.infer<typeof awxEvent>;

export const hostSummary = z.object({
	host_name: z.string(),
	changed: count,
	dark: count,
	failures: count,
	ok: count,
	processed: count,
	skipped: count,
	ignored: count,
	rescued: count,
});
export type HostSummary = z.infer<typeof hostSummary>;

export const named = z.object({ id: z.number(), name: z.string() });

export const pageOf = <Row>(row: z.ZodType<Row>) =>
	z.object({ count, next: z.string().nullish(), results: z.array(row) });

/** The inventory in the form of a script (`inventories/ID/script/`). */
export const inventoryScript = z.record(z.string(), z.json());
