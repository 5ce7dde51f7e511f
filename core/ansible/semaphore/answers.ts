import { z } from 'zod';
import { flag, text } from '../api/readers';

/** What this pack reads of Semaphore's answers. Source: api-docs.yml of 2.16.14, and db/Task.go, db/Template.go. */

const texts = z
	.array(z.string())
	.nullish()
	.transform((value) => value ?? []);

export const info = z.object({ version: text });

export const named = z.object({ id: z.number(), name: text });

export const template = named.extend({
	inventory_id: z.number().nullish(),
	playbook: text,
	/** Empty in versions that know only Ansible. */
	app: text,
	allow_override_args_in_task: flag,
	/** Missing before 2.13. */
	task_params: z
		.object({
			allow_debug: flag,
			allow_override_inventory: flag,
			allow_override_limit: flag,
			allow_override_tags: flag,
			allow_override_skip_tags: flag,
			limit: texts,
		})
		.nullish(),
});
export type SemaphoreTemplate = z.infer<typeof template>;

export const task = z.object({
	id: z.number(),
	template_id: z.number(),
	status: z.string(),
	message: text,
	environment: text,
	inventory_id: z.number().nullish(),
	commit_hash: z.string().nullish(),
	start: z.string().nullish(),
	end: z.string().nullish(),
	/** Before 2.13. */
	dry_run: flag,
	diff: flag,
	limit: text,
	/** From 2.13. */
	params: z.object({ dry_run: flag, diff: flag, limit: texts, tags: texts, skip_tags: texts }).nullish(),
});
export type SemaphoreTask = z.infer<typeof task>;

/** The rows come in no certain order in some versions (semaphoreui/semaphore#3035). Before 2.14 they have no ID. */
export const outputLine = z.object({ id: z.number().optional(), time: text, output: text });
export type OutputLine = z.infer<typeof outputLine>;

export const inventory = named.extend({ inventory: text, type: text });
export type SemaphoreInventory = z.infer<typeof inventory>;
