import { ExternalError, InputError } from '../../kernel/errors';
import { differenceOf } from '../api/approval';
import { hashOf, hostsWithin } from '../api/hostsWithin';
import type { RunOrigin, RunRequest } from '../request';
import type { StartedRun } from '../runner';
import { secretsOf } from '../secretsOfRun';
import { task, type SemaphoreInventory, type SemaphoreTask, type SemaphoreTemplate } from './answers';
import { readStatic } from './inventory';
import { attachTo, keepFirst, refuseIgnored, stopWidened } from './otherTask';
import { referenceOf } from './reference';
import { findInventory, findProject, findTemplate, type Semaphore } from './semaphore';
import { taskBody, type TaskBody } from './taskBody';
import { tasksOf, type Pauses } from './tasks';

/** What a run would be: the body of its task, and what Semaphore tells of what it runs. */
export interface Prepared {
	readonly project: number;
	readonly body: TaskBody;
	readonly origin: RunOrigin;
	readonly template: SemaphoreTemplate;
}

export async function prepare(semaphore: Semaphore, request: RunRequest, defaultProject: string): Promise<Prepared> {
	const { work, inventory: source } = request;
	if (work.kind !== 'playbook') {
		throw new InputError(
			'work',
			`is a ${work.kind}, and Semaphore runs templates only`,
			'Choose a playbook: the template.',
		);
	}
	if (source.kind === 'inline') {
		throw new InputError(
			'inventory',
			'is given in the request, and Semaphore runs on its own only',
			'Name an inventory of the project, by its ID or its name.',
		);
	}
	const project = await findProject(semaphore, request.project.trim() || defaultProject);
	const template = await findTemplate(semaphore, project, work.playbook);
	const wanted = source.kind === 'path' ? source.path : String(template.inventory_id ?? '');
	const inventory = wanted === '' ? undefined : await findInventory(semaphore, project, wanted);
	const other = inventory && inventory.id !== template.inventory_id ? inventory.id : undefined;
	const switches = await semaphore.hasSwitches();
	return {
		project,
		template,
		body: taskBody(request, { template, switches, inventory: other }),
		origin: originOf(inventory, request),
	};
}

function originOf(inventory: SemaphoreInventory | undefined, { limit }: RunRequest): RunOrigin {
	const read = inventory ? readStatic(inventory) : undefined;
	return {
		// Semaphore fetches the repository when the task begins, and tells the commit then.
		commit: null,
		changesHash: null,
		inventoryHash: read ? hashOf(read) : null,
		hosts: read ? hostsWithin(read, limit) : null,
	};
}

/**
 * Starts a template once for a run ID. Semaphore has no key for that: the ID is in the task's message, and the latest
 * tasks are looked through before. Of two that were started at the same time, the later one is stopped.
 */
export async function startTask(
	semaphore: Semaphore,
	request: RunRequest,
	defaultProject: string,
	pauses: Pauses,
): Promise<StartedRun> {
	const prepared = await prepare(semaphore, request, defaultProject).catch(async (error: unknown) => {
		await refuseWidened(semaphore, request, { defaultProject, error }, pauses);
		throw error;
	});
	const { project, body, origin } = prepared;
	const asked = { project, request, body };
	const [before] = await tasksOf(semaphore, project, request.runId);
	if (before) {
		await attachTo(semaphore, before, asked, pauses);
		return { existing: true, origin, reference: referenceOf(project, before.id) };
	}
	if (request.approved) {
		// The commit is compared when the task tells it.
		const different = differenceOf({ ...request.approved, commit: null, changesHash: null }, origin);
		if (different) {
			throw new ExternalError(
				'invalid',
				`what Semaphore would run is not what was approved: ${different}`,
				'Make a new check run, and have that approved.',
			);
		}
	}
	const secrets = secretsOf(request);
	const { answered, tasks } = await post(semaphore, project, { body, runId: request.runId, secrets }, pauses);
	if (!answered) {
		const { id } = await keepFirst(semaphore, tasks, asked, { pauses });
		return { existing: false, origin, reference: referenceOf(project, id) };
	}
	const [started] = tasks;
	await refuseIgnored(semaphore, started, asked, pauses);
	const listed = await tasksOf(semaphore, project, request.runId);
	const earlier = listed.filter(({ id }) => id < started.id);
	const later = listed.filter(({ id }) => id > started.id);
	const [first = started, ...rest] = [...earlier, started, ...later];
	const { id } = await keepFirst(semaphore, [first, ...rest], asked, { own: started.id, pauses });
	return { existing: id !== started.id, origin, reference: referenceOf(project, id) };
}

/** What the template of a task decides on where it runs and what. */
const widening = new Set(['limit', 'inventory', 'tags', 'skipTags']);

/**
 * Semaphore keeps a limit that it ignores in the task, so that only the template tells. One that would ignore it now may
 * have done so when an earlier try of this run started the task.
 */
async function refuseWidened(
	semaphore: Semaphore,
	request: RunRequest,
	{ defaultProject, error }: { readonly defaultProject: string; readonly error: unknown },
	pauses: Pauses,
): Promise<void> {
	if (!(error instanceof InputError) || !widening.has(error.field)) return;
	const project = await findProject(semaphore, request.project.trim() || defaultProject);
	const [task] = await tasksOf(semaphore, project, request.runId);
	if (task) await stopWidened(semaphore, task, { project, request, field: error.field }, pauses);
}

/** @returns the task that was started. When the answer is lost, those that are there then: others may be among them. */
async function post(
	semaphore: Semaphore,
	project: number,
	{ body, runId, secrets }: { body: TaskBody; runId: string; secrets: readonly string[] },
	{ lookAgainMs }: Pauses,
): Promise<{ readonly answered: boolean; readonly tasks: readonly [SemaphoreTask, ...SemaphoreTask[]] }> {
	try {
		const path = `/project/${project}/tasks`;
		const started = await semaphore.json({ method: 'POST', path, body, changes: true, secrets }, task);
		return { answered: true, tasks: [started] };
	} catch (error) {
		if (!(error instanceof ExternalError) || !error.outcomeUnknown) throw error;
		// The answer is lost, and the task may have been started.
		for (const pause of [0, ...lookAgainMs]) {
			await new Promise((resolve) => setTimeout(resolve, pause));
			const [found, ...more] = await tasksOf(semaphore, project, runId);
			if (found) return { answered: false, tasks: [found, ...more] };
		}
		throw error;
	}
}
