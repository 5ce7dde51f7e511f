import { z } from 'zod';
import { jsonOf } from '../../kernel/answers';
import { awxJob, named, type AwxJob } from './answers';
import type { Awx } from './awx';
import { requestVariable, runVariable } from './launchBody';

/** How many of a template's latest jobs are looked through for a run. */
const mostJobs = 1_000;

/** The label of a run that has no variable to be found by. AWX takes 512 characters. */
export const labelOf = (runId: string, digest: string) => `${beginOf(runId)}${digest}`;
const beginOf = (runId: string) => `${runVariable}=${runId} ${requestVariable}=`;
/** As it was before the request had a digest. */
const formerLabelOf = (runId: string) => `${runVariable}=${runId}`;

/** A job of a run. */
export type MarkedJob = AwxJob & {
	/** The digest of the request that it was launched for; undefined when it has none. */
	readonly request?: string;
};

/**
 * The jobs that were launched for a run, the first one first. AWX lets nobody search in extra variables
 * (`prevent_search`), so the latest jobs are read.
 *
 * @param template only its jobs; all jobs without it.
 */
export async function jobsOf(awx: Awx, runId: string, template?: number, most = mostJobs): Promise<MarkedJob[]> {
	const query = { order_by: '-id', ...(template === undefined ? {} : { job_template: template }) };
	let jobs = await awx.rows({ path: '/jobs/', query }, awxJob, most);
	// Later versions leave the variables out of lists, and earlier ones refuse to be asked for them.
	if (jobs.some(({ extra_vars }) => extra_vars === undefined)) {
		jobs = await awx.rows({ path: '/jobs/', query: { ...query, include: 'extra_vars' } }, awxJob, most);
	}
	const marked = jobs.flatMap((job) => {
		const mark = markIn(job.extra_vars);
		return mark?.[runVariable] === runId ? [{ ...job, request: mark[requestVariable] }] : [];
	});
	return [...marked, ...(await labelled(awx, runId, template))].sort((one, other) => one.id - other.id);
}

function markIn(extraVars: string | undefined) {
	const read = variables.safeParse(jsonOf(extraVars ?? ''));
	return read.success ? read.data : undefined;
}
const variables = z.object({
	[runVariable]: z.string().optional(),
	[requestVariable]: z.string().optional().catch(undefined),
});

async function labelled(awx: Awx, runId: string, template?: number): Promise<MarkedJob[]> {
	const query = { order_by: '-id', job_template: template };
	const former = { ...query, labels__name: formerLabelOf(runId) };
	const found: MarkedJob[] = await awx.rows({ path: '/jobs/', query: former }, awxJob, 50);
	const begin = beginOf(runId);
	for (const job of await awx.rows(
		{ path: '/jobs/', query: { ...query, labels__name__startswith: begin } },
		awxJob,
		50,
	)) {
		const labels = await awx.rows({ path: `/jobs/${job.id}/labels/` }, named);
		const own = labels.find(({ name }) => name.startsWith(begin));
		found.push({ ...job, request: own?.name.slice(begin.length) });
	}
	return found;
}
