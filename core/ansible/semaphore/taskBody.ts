import { InputError } from '../../kernel/errors';
import { limitText } from '../api/limit';
import { digestOf } from '../api/requestDigest';
import { checkVariables, templateIn } from '../api/variables';
import type { RunRequest } from '../request';
import { mustBeHidden } from '../secretsOfRun';
import type { SemaphoreTask, SemaphoreTemplate } from './answers';
import { markText } from './mark';

/** What is posted to start a task. Up to 2.12 the fields count, from 2.13 those in `params` (db/Task.go). */
export interface TaskBody {
	readonly template_id: number;
	readonly message: string;
	readonly debug: boolean;
	readonly dry_run: boolean;
	readonly diff: boolean;
	readonly limit?: string;
	readonly environment?: string;
	readonly secret?: string;
	readonly arguments?: string;
	readonly inventory_id?: number;
	readonly params: {
		readonly debug: boolean;
		readonly debug_level?: number;
		readonly dry_run: boolean;
		readonly diff: boolean;
		readonly limit?: readonly string[];
		readonly tags?: readonly string[];
		readonly skip_tags?: readonly string[];
	};
}

interface Target {
	readonly template: SemaphoreTemplate;
	/** From 2.13. */
	readonly switches: boolean;
	/** Undefined when it is that of the template. */
	readonly inventory: number | undefined;
}

/**
 * Semaphore takes a task with a limit that the template does not allow, stores the limit, and runs everywhere
 * (semaphoreui/semaphore#3029). So whatever would be ignored is refused before.
 *
 * @throws InputError that names the switch of the template.
 */
export function taskBody(request: RunRequest, { template, switches, inventory }: Target): TaskBody {
	const allowed = template.task_params;
	if (template.app !== '' && template.app !== 'ansible') {
		throw new InputError(
			'work',
			`is a template for ${template.app}, not for Ansible`,
			'Choose a template for Ansible.',
		);
	}
	const limit = limitText(request.limit);
	const ownLimit = allowed?.limit ?? [];
	if (switches && limit !== null && !allowed?.allow_override_limit) {
		throw notAllowed('limit', 'a limit, and Semaphore would run on all hosts', 'Limit');
	}
	if (limit === null && ownLimit.length > 0 && !allowed?.allow_override_limit) {
		throw notAllowed('limit', `all hosts, but the template limits its runs to '${ownLimit.join(',')}'`, 'Limit');
	}
	const limits = limit === null ? (ownLimit.length > 0 ? ['all'] : undefined) : limit.split(',');
	if (switches && inventory !== undefined && !allowed?.allow_override_inventory) {
		throw notAllowed('inventory', 'another inventory', 'Inventory');
	}
	if (!switches && inventory !== undefined) {
		throw new InputError('inventory', 'can be chosen from Semaphore 2.13 on', 'Choose a template with this inventory.');
	}
	if (switches && request.tags.length > 0 && !allowed?.allow_override_tags) {
		throw notAllowed('tags', 'tags, and Semaphore would run all of them', 'Tags');
	}
	if (switches && request.skipTags.length > 0 && !allowed?.allow_override_skip_tags) {
		throw notAllowed('skipTags', 'tags to skip, and Semaphore would skip none', 'Skip tags');
	}
	if (switches && request.verbosity > 0 && !allowed?.allow_debug) throw notAllowed('verbosity', 'more words', 'Debug');
	const flags = { debug: request.verbosity > 0, dry_run: request.check, diff: request.diff };
	return {
		template_id: template.id,
		message: markText({
			runId: request.runId,
			timeoutSeconds: request.timeoutSeconds,
			commit: request.approved?.commit ?? null,
			request: digestOf(request),
		}),
		...flags,
		...(limits ? { limit: limits.join(',') } : {}),
		...variablesOf(request),
		...argumentsOf(request, template, switches),
		...(inventory === undefined ? {} : { inventory_id: inventory }),
		params: {
			...flags,
			...(request.verbosity > 0 ? { debug_level: request.verbosity } : {}),
			...(limits ? { limit: limits } : {}),
			...(request.tags.length > 0 ? { tags: request.tags } : {}),
			...(request.skipTags.length > 0 ? { skip_tags: request.skipTags } : {}),
		},
	};
}

function variablesOf({ variables, secretVariables, templates }: RunRequest): Pick<TaskBody, 'environment' | 'secret'> {
	checkVariables(variables, 'variables');
	checkVariables(secretVariables, 'secretVariables');
	mustBeHidden(secretVariables);
	if (templates.length > 0) {
		throw new InputError(
			'templates',
			'names variables whose values are templates, which not every version of Semaphore evaluates',
			"Write the templates into the template's variable group at Semaphore.",
		);
	}
	for (const [field, given] of Object.entries({ variables, secretVariables })) {
		const place = templateIn(given);
		if (place === undefined) continue;
		throw new InputError(
			field,
			// Versions before 2026 hand the values over as they are; later ones mark them, and would keep Ansible's own mark
			// as a key (services/tasks/local_executor.go and extra_vars_file.go).
			`has a text at '${place.slice(0, 200)}' that Ansible would evaluate on the server of Semaphore`,
			'Take the {{, {% or {# out of the value.',
		);
	}
	return {
		...(Object.keys(variables).length > 0 ? { environment: JSON.stringify(variables) } : {}),
		...(Object.keys(secretVariables).length > 0 ? { secret: JSON.stringify(secretVariables) } : {}),
	};
}

/** For what has no field of its own. Semaphore ignores the arguments unless the template allows them. */
function argumentsOf(request: RunRequest, template: SemaphoreTemplate, switches: boolean): Pick<TaskBody, 'arguments'> {
	if (request.vaultPassword !== undefined) {
		throw new InputError(
			'vaultPassword',
			'cannot be given to Semaphore with a task',
			"Keep it in Semaphore's Key Store, and choose it as a vault of the template.",
		);
	}
	const given = [
		...(request.forks === undefined ? [] : [`--forks=${request.forks}`]),
		...(request.become ? ['--become'] : []),
		...(switches || request.tags.length === 0 ? [] : [`--tags=${request.tags.join(',')}`]),
		...(switches || request.skipTags.length === 0 ? [] : [`--skip-tags=${request.skipTags.join(',')}`]),
	];
	if (given.length === 0) return {};
	if (!template.allow_override_args_in_task) {
		throw notAllowed(request.become ? 'become' : 'forks', given.join(' '), 'CLI Args');
	}
	return { arguments: JSON.stringify(given) };
}

/** In what a task differs from what was asked, in words; undefined when in nothing. */
export function ignoredBy(task: SemaphoreTask, body: TaskBody): string | undefined {
	const held = task.params;
	const parts = [
		body.dry_run !== (held?.dry_run ?? false) && body.dry_run !== task.dry_run ? 'check mode' : '',
		body.limit !== undefined && body.limit !== (held?.limit ?? []).join(',') && body.limit !== task.limit
			? 'the limit'
			: '',
		body.diff && !held?.diff && !task.diff ? 'the differences' : '',
		body.environment !== undefined && task.environment === '' ? 'the variables' : '',
		body.inventory_id !== undefined && task.inventory_id !== body.inventory_id ? 'the inventory' : '',
	].filter((part) => part !== '');
	return parts.length === 0 ? undefined : parts.join(', ');
}

function notAllowed(field: string, what: string, name: string): InputError {
	return new InputError(
		field,
		`would be ignored by Semaphore: the run asks for ${what}, and the template does not let it`,
		`Switch on ${name} under Prompts in the template at Semaphore.`,
	);
}
