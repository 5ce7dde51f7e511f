import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import { jsonOf } from '../../kernel/answers';
import { canonicalJson } from '../../kernel/canonicalJson';
import { limitText } from '../api/limit';
import { digestOf } from '../api/requestDigest';
import { takenRunId } from '../api/takenRunId';
import { OtherRunStarted } from '../otherRun';
import type { RunRequest } from '../request';
import type { AwxJob } from './answers';
import type { Awx } from './awx';
import { endJob, goesOn, isEnded, type Pauses } from './cancel';
import type { MarkedJob } from './findJob';
import { findInventory } from './inventory';

/**
 * Attaches to a job that has the run ID, when it was launched for this request.
 *
 * @throws ExternalError `exists` when it was launched for another one; then it is not touched. OtherRunStarted when AWX
 *   made something else of this request; then it is ended.
 */
export async function attachTo(awx: Awx, job: MarkedJob, request: RunRequest, pauses: Pauses): Promise<void> {
	const other = await otherRequest(awx, job, request);
	if (other !== undefined) throw takenRunId(request.runId, `AWX's job ${job.id}`, other);
	await refuseOther(awx, job, request, pauses);
}

/**
 * That a job was launched for another request, in words; undefined when it was for this one. A job without a digest is
 * compared by what it shows.
 */
async function otherRequest(awx: Awx, job: MarkedJob, request: RunRequest): Promise<string | undefined> {
	if (job.request !== undefined) {
		return job.request === digestOf(request) ? undefined : 'was launched for another request';
	}
	return differenceOf(job, request) ?? otherValues(job, request) ?? (await otherInventory(awx, job, request));
}

/**
 * Leaves one job of those that were launched for a run at the same time: the first. The others of the same request are
 * ended; those of another one are for whoever launched them.
 *
 * @param own the job that was launched just now and is what was asked for; undefined when its answer is lost.
 * @throws OtherRunStarted when one does not end.
 */
export async function keepFirst(
	awx: Awx,
	jobs: readonly [MarkedJob, ...MarkedJob[]],
	request: RunRequest,
	{ own, pauses }: { readonly own?: number; readonly pauses: Pauses },
): Promise<MarkedJob> {
	const [first, ...later] = jobs;
	const running: string[] = [];
	for (const job of later) {
		const ours = job.id === own || (await otherRequest(awx, job, request)) === undefined;
		if (!ours || isEnded(job)) continue;
		const status = await endJob(awx, job.id, pauses);
		if (goesOn(status)) running.push(String(job.id));
	}
	const [reference] = running;
	if (reference !== undefined) {
		throw new OtherRunStarted(
			`AWX launched job ${running.join(', ')} besides job ${first.id} for the same run, and it did not end when it was cancelled`,
			'Cancel it at AWX, and look what both did.',
			reference,
		);
	}
	if (first.id !== own) await attachTo(awx, first, request, pauses);
	return first;
}

/**
 * Ends a job that is not what was asked for. AWX says only to whoever launched it what it ignored; the job itself tells
 * everybody. The template may have been changed between the look at it and the launch.
 *
 * @throws OtherRunStarted when the job differs in where or what it runs.
 */
export async function refuseOther(awx: Awx, job: AwxJob, request: RunRequest, pauses: Pauses): Promise<void> {
	const difference = differenceOf(job, request) ?? (await otherInventory(awx, job, request));
	if (difference !== undefined) await stopAndThrow(awx, job, difference, pauses);
}

export async function stopAndThrow(
	awx: Awx,
	job: Pick<AwxJob, 'id' | 'status'>,
	what: string,
	pauses: Pauses,
): Promise<never> {
	const ended = isEnded(job);
	const status = ended ? job.status : await endJob(awx, job.id, pauses);
	throw new OtherRunStarted(
		`AWX launched job ${job.id}, which ${what}; ${ended ? 'it had ended before, as' : 'it was cancelled at once, and is now'} ${status}`,
		'Look at AWX what the job did before it ended. Then switch on Prompt on Launch in the template for what was ignored.',
		goesOn(status) ? String(job.id) : undefined,
	);
}

/** In what a job differs from what was asked, in words. What the request leaves open is the template's. */
function differenceOf(job: AwxJob, request: RunRequest): string | undefined {
	const limit = limitText(request.limit);
	if (limit === null ? job.limit !== '' && job.limit !== 'all' : job.limit !== limit) {
		return `runs on ${hosts(job.limit)} instead of ${hosts(limit ?? '')}`;
	}
	const jobType = request.check ? 'check' : 'run';
	if (job.job_type !== '' && job.job_type !== jobType) return `runs as '${job.job_type}' instead of '${jobType}'`;
	const tags =
		differingTags('tags', job.job_tags, request.tags) ?? differingTags('tags to skip', job.skip_tags, request.skipTags);
	if (tags !== undefined) return tags;
	const taken = variablesOf(job);
	const given = Object.keys({ ...request.variables, ...request.secretVariables });
	const ignored = taken === undefined ? [] : given.filter((name) => !Object.hasOwn(taken, name));
	if (ignored.length > 0) return `ignored the variables ${ignored.join(', ').slice(0, 300)}`;
	return otherCommit(job, request);
}

const hosts = (limit: string) => (limit === '' ? 'all hosts' : `'${limit}'`);

function differingTags(what: string, held: string | null | undefined, asked: readonly string[]): string | undefined {
	const wanted = asked.join(',');
	// Nothing asked leaves the template's own. Versions that tell no tags are believed.
	if (wanted === '' || held === undefined || (held ?? '') === wanted) return undefined;
	return `has the ${what} '${held ?? ''}' instead of '${wanted}'`;
}

function variablesOf({ extra_vars }: AwxJob): Readonly<Record<string, unknown>> | undefined {
	const read = z.record(z.string(), z.json()).safeParse(jsonOf(extra_vars ?? ''));
	return read.success ? read.data : undefined;
}

/** Passwords of a survey are shown as `$encrypted$`, so that only the others can be compared. */
function otherValues(job: AwxJob, { variables }: RunRequest): string | undefined {
	const taken = variablesOf(job) ?? {};
	const others = Object.entries(variables).filter(
		([name, value]) => taken[name] !== '$encrypted$' && canonicalJson(taken[name]) !== canonicalJson(value),
	);
	return others.length === 0
		? undefined
		: `has other values of ${others
				.map(([name]) => name)
				.join(', ')
				.slice(0, 300)}`;
}

/** AWX tells the commit when the job begins. */
function otherCommit({ scm_revision: commit }: AwxJob, { approved }: RunRequest): string | undefined {
	const wanted = approved?.commit ?? null;
	if (wanted === null || commit === '' || commit === wanted) return undefined;
	return `runs the commit ${commit} instead of the approved ${wanted}`;
}

async function otherInventory(awx: Awx, job: AwxJob, { inventory }: RunRequest): Promise<string | undefined> {
	if (inventory.kind !== 'path' || job.inventory === null || job.inventory === undefined) return undefined;
	const wanted = await findInventory(awx, inventory.path).catch((error: unknown) => {
		// Somebody removed it since, or took the right to see it away.
		if (error instanceof ExternalError && ['not_found', 'permission'].includes(error.errorClass)) return undefined;
		throw error;
	});
	if (!wanted || wanted.id === job.inventory) return undefined;
	return `runs on the inventory ${job.inventory} instead of ${wanted.id} (${wanted.name})`;
}
