import { z } from 'zod';
import { jsonOf } from '../../kernel/answers';
import { awxJob, type AwxJob } from './answers';
import type { Awx } from './awx';
import { runVariable } from './launchBody';

/** How many of a template's latest jobs are looked through for a run. */
const mostJobs = 1_000;

/** The label of a run that has no variable to be found by. AWX takes 512 characters. */
export const labelOf = (runId: string) => `msp_run_id=${runId}`;

/**
 * The jobs that were launched for a run, the first one first. AWX lets nobody search in extra variables
 * (`prevent_search`), so the latest jobs are read.
 *
 * @param template only its jobs; all jobs without it.
 */
export async function jobsOf(awx: Awx, runId: string, template?: number, most = mostJobs): Promise<AwxJob[]> {
	const query = { order_by: '-id', ...(template === undefined ? {} : { job_template: template }) };
	let jobs = await awx.rows({ path: '/jobs/', query }, awxJob, most);
	// Later versions leave the variables out of lists, and earlier ones refuse to be asked for them.
	if (jobs.some(({ extra_vars }) => extra_vars === undefined)) {
		jobs = await awx.rows({ path: '/jobs/', query: { ...query, include: 'extra_vars' } }, awxJob, most);
	}
	const marked = jobs.filter(({ extra_vars }) => runIdIn(extra_vars) === runId);
	return [...marked, ...(await labelled(awx, runId, template))].sort((one, other) => one.id - other.id);
}

function runIdIn(extraVars: string | undefined): string | undefined {
	const read = variables.safeParse(jsonOf(extraVars ?? ''));
	return read.success ? read.data[runVariable] : undefined;
}
const variables = z.object({ [runVariable]: z.string().optional() });

async function labelled(awx: Awx, runId: string, template?: number): Promise<AwxJob[]> {
	const query = { order_by: '-id', labels__name: labelOf(runId), job_template: template };
	return await awx.rows({ path: '/jobs/', query }, awxJob, 50);
}
