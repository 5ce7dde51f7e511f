import type { z } from 'zod';
import { ExternalError, InputError } from '../../kernel/errors';
import type { RunOrigin, RunRequest } from '../request';
import type { StartedRun } from '../runner';
import { digestOf } from '../api/requestDigest';
import { takenRunId } from '../api/takenRunId';
import { secretsOf } from '../secretsOfRun';
import { launchedJob, named, type AwxTemplate } from './answers';
import { pageSize, type Awx } from './awx';
import type { Pauses } from './cancel';
import { jobsOf, labelOf, type MarkedJob } from './findJob';
import { findInventory } from './inventory';
import { launchBody, type LaunchBody, type RunMark } from './launchBody';
import { checkApproved, inspectTarget } from './origin';
import { checkTemplates } from './settings';
import { attachTo, keepFirst, refuseOther, stopAndThrow } from './otherJob';
import { findTemplate, launchTarget, type LaunchTarget } from './template';

interface Prepared {
	readonly target: LaunchTarget;
	readonly body: LaunchBody;
	readonly mark: RunMark;
	readonly origin: RunOrigin;
}

/** Looks whether all that is asked would be taken, and what the run would be. */
export async function prepare(awx: Awx, request: RunRequest, template?: AwxTemplate): Promise<Prepared> {
	const target = await launchTarget(awx, template ?? (await findTemplate(awx, templateOf(request))));
	const { body, mark } = launchBody(request, target);
	checkProject(request, target);
	await checkTemplates(awx, { ...request.variables, ...request.secretVariables });
	body.inventory = await inventoryFor(awx, request, target);
	return { target, body, mark, origin: await inspectTarget(awx, request, target) };
}

/**
 * Launches a template once for a run ID. AWX has no key for that: the ID travels in the job, and the jobs are looked
 * through before. Of two that were launched at the same time, the later one is cancelled.
 */
export async function startJob(awx: Awx, request: RunRequest, pauses: Pauses): Promise<StartedRun> {
	const template = await templateIfThere(awx, request);
	const [before] = await jobsOf(awx, request.runId, template?.id);
	if (before) {
		await attachTo(awx, before, request, pauses);
		return { existing: true, origin: await originNow(awx, request, template), reference: String(before.id) };
	}
	const { target, body, mark, origin } = await prepare(awx, request, template);
	await refuseTaken(awx, request.runId);
	if (request.approved) body.scm_branch = await checkApproved(awx, request.approved, origin, target);
	if (mark === 'label') body.labels = [await labelFor(awx, labelOf(request.runId, digestOf(request)), target)];
	const job = await launch(awx, { body, request, target }, pauses);
	return { existing: job.existing, origin, reference: String(job.id) };
}

/** Undefined when it is gone: its jobs may be there. */
async function templateIfThere(awx: Awx, request: RunRequest): Promise<AwxTemplate | undefined> {
	return await findTemplate(awx, templateOf(request)).catch((error: unknown) => {
		if (error instanceof ExternalError && ['not_found', 'invalid'].includes(error.errorClass)) return undefined;
		throw error;
	});
}

/** What a launch would run now. Of a template that would not be launched any more, nothing is told. */
async function originNow(awx: Awx, request: RunRequest, template: AwxTemplate | undefined): Promise<RunOrigin> {
	const unknown = { commit: null, changesHash: null, inventoryHash: null, hosts: null };
	if (!template) return unknown;
	return (
		await prepare(awx, request, template).catch((error: unknown) => {
			const refused = error instanceof InputError || (error instanceof ExternalError && !error.transient);
			if (refused) return { origin: unknown };
			throw error;
		})
	).origin;
}

/** Of the latest jobs of all templates: an ID that is used twice is a mistake, and the mistakes are made close together. */
async function refuseTaken(awx: Awx, runId: string): Promise<void> {
	const [other] = await jobsOf(awx, runId, undefined, pageSize);
	if (!other) return;
	throw takenRunId(runId, `AWX's job ${other.id}`, 'is of another template');
}

function templateOf({ work }: Pick<RunRequest, 'work'>): string {
	if (work.kind === 'playbook') return work.playbook;
	throw new InputError(
		'work',
		`is a ${work.kind}, and AWX runs job templates only`,
		'Choose a playbook: the job template.',
	);
}

function checkProject({ project }: RunRequest, { template }: LaunchTarget): void {
	const [id, name] = [String(template.project ?? ''), template.summary_fields.project?.name ?? ''];
	if (project.trim() === '' || [id, name].includes(project.trim())) return;
	throw new InputError(
		'project',
		`is not that of the template (${name || id})`,
		'Leave it empty: the template decides.',
	);
}

async function inventoryFor(
	awx: Awx,
	{ inventory }: RunRequest,
	{ template, info }: LaunchTarget,
): Promise<number | undefined> {
	if (inventory.kind === 'default') {
		if (!info.inventory_needed_to_start) return undefined;
		throw new InputError(
			'inventory',
			'is missing: the template has none',
			'Name an inventory of AWX, by its ID or its name.',
		);
	}
	if (inventory.kind === 'inline') {
		throw new InputError(
			'inventory',
			'is given in the request, and AWX runs on its own only',
			'Name an inventory of AWX.',
		);
	}
	const found = await findInventory(awx, inventory.path);
	if (found.id === template.inventory) return undefined;
	if (info.ask_inventory_on_launch) return found.id;
	throw new InputError(
		'inventory',
		`would be ignored by AWX: the template runs on '${template.summary_fields.inventory?.name ?? 'its own'}'`,
		'Switch on Prompt on Launch at Inventory in the template at AWX.',
	);
}

async function labelFor(awx: Awx, name: string, { template }: LaunchTarget): Promise<number> {
	const [known] = await awx.rows({ path: '/labels/', query: { name } }, named, 1);
	if (known) return known.id;
	const body = { name, organization: template.organization };
	return (await awx.json({ method: 'POST', path: '/labels/', body, changes: true }, named)).id;
}

async function launch(
	awx: Awx,
	{ body, request, target }: { body: LaunchBody; request: RunRequest; target: LaunchTarget },
	pauses: Pauses,
): Promise<{ id: number; existing: boolean }> {
	const { id: template } = target.template;
	const secrets = secretsOf(request);
	let launched: z.infer<typeof launchedJob> | undefined;
	try {
		launched = await awx.json(
			{ method: 'POST', path: `/job_templates/${template}/launch/`, body, changes: true, secrets },
			launchedJob,
		);
	} catch (error) {
		if (!(error instanceof ExternalError) || !error.outcomeUnknown) throw error;
		// The answer is lost, and the job may have been launched.
		const [found, ...more] = await findAfterwards(awx, request.runId, template, pauses);
		if (!found) throw error;
		return { id: (await keepFirst(awx, [found, ...more], request, { pauses })).id, existing: false };
	}
	await refuseIgnored(awx, launched, request, pauses);
	const { id: own } = launched;
	const listed = await jobsOf(awx, request.runId, template);
	const earlier = listed.filter(({ id }) => id < own);
	const later = listed.filter(({ id }) => id > own);
	const [first = launched, ...rest] = [...earlier, launched, ...later];
	const { id } = await keepFirst(awx, [first, ...rest], request, { own, pauses });
	return { id, existing: id !== own };
}

async function findAfterwards(
	awx: Awx,
	runId: string,
	template: number,
	{ lookAgainMs }: Pauses,
): Promise<MarkedJob[]> {
	for (const pause of [0, ...lookAgainMs]) {
		await wait(pause);
		const jobs = await jobsOf(awx, runId, template);
		if (jobs.length > 0) return jobs;
	}
	return [];
}
const wait = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

async function refuseIgnored(
	awx: Awx,
	launched: z.infer<typeof launchedJob>,
	request: RunRequest,
	pauses: Pauses,
): Promise<void> {
	if (launched.type === 'workflow_job' || launched.workflow_job !== undefined) {
		const id = launched.workflow_job ?? launched.id;
		await awx.text({ method: 'POST', path: `/workflow_jobs/${id}/cancel/`, changes: true });
		throw new ExternalError(
			'invalid',
			`AWX launched the workflow ${id} instead of a job; it was cancelled at once`,
			'Set Job Slicing to 1 in the template. Look at AWX what the workflow did before it ended.',
		);
	}
	const ignored = Object.keys(launched.ignored_fields);
	if (ignored.length > 0) {
		await stopAndThrow(awx, launched, `ignored ${ignored.join(', ').slice(0, 300)}`, pauses);
	}
	await refuseOther(awx, launched, request, pauses);
}
