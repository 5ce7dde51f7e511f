import { jsonOf } from '../../kernel/answers';
import { canonicalJson } from '../../kernel/canonicalJson';
import { digestOf } from '../api/requestDigest';
import { takenRunId } from '../api/takenRunId';
import { OtherRunStarted } from '../otherRun';
import type { RunRequest } from '../request';
import type { SemaphoreTask } from './answers';
import { markIn } from './mark';
import { referenceOf } from './reference';
import type { Semaphore } from './semaphore';
import { ignoredBy, type TaskBody } from './taskBody';
import { endTask, isEnded, type Pauses } from './tasks';

/** What was asked, and where: a project has its own tasks. */
export interface AskedTask {
	readonly project: number;
	readonly request: RunRequest;
	readonly body: TaskBody;
}

/**
 * Attaches to a task that has the run ID, when it was started for this request.
 *
 * @throws ExternalError `exists` when it was started for another one; then it is not touched. OtherRunStarted when
 *   Semaphore made something else of this request; then it is stopped.
 */
export async function attachTo(
	semaphore: Semaphore,
	task: SemaphoreTask,
	asked: AskedTask,
	pauses: Pauses,
): Promise<void> {
	const other = otherRequest(task, asked);
	if (other !== undefined) throw takenRunId(asked.request.runId, nameOf(task), other);
	await refuseIgnored(semaphore, task, asked, pauses);
}

const nameOf = ({ id }: SemaphoreTask) => `Semaphore's task ${id}`;

/**
 * That a task was started for another request, in words; undefined when it was for this one. A task without a digest is
 * compared by what it shows.
 */
function otherRequest(task: SemaphoreTask, { request, body }: Pick<AskedTask, 'request' | 'body'>): string | undefined {
	if (task.template_id !== body.template_id) return 'is of another template';
	const digest = markIn(task.message)?.request ?? null;
	if (digest !== null) return digest === digestOf(request) ? undefined : 'was started for another request';
	const ignored = ignoredBy(task, body);
	if (ignored !== undefined) return `runs without ${ignored}`;
	const held = task.params;
	const more = [
		body.limit === undefined && (task.limit !== '' || (held?.limit ?? []).length > 0) ? 'the limit' : '',
		// Before 2.13 the tags are among the arguments.
		held && canonicalJson(held.tags) !== canonicalJson(body.params.tags ?? []) ? 'the tags' : '',
		held && canonicalJson(held.skip_tags) !== canonicalJson(body.params.skip_tags ?? []) ? 'the tags to skip' : '',
		!body.dry_run && (held?.dry_run ?? task.dry_run) ? 'whether it is a check' : '',
		valuesIn(task.environment) === valuesIn(body.environment) ? '' : 'the variables',
	].filter((part) => part !== '');
	return more.length === 0 ? undefined : `differs in ${more.join(', ')}`;
}

const valuesIn = (text = '') => canonicalJson(text === '' ? {} : (jsonOf(text) ?? text));

/**
 * Leaves one task of those that were started for a run at the same time: the first. The others of the same request are
 * stopped; those of another one are for whoever started them.
 *
 * @param own the task that was started just now and is what was asked for; undefined when its answer is lost.
 * @throws OtherRunStarted when one does not end.
 */
export async function keepFirst(
	semaphore: Semaphore,
	tasks: readonly [SemaphoreTask, ...SemaphoreTask[]],
	asked: AskedTask,
	{ own, pauses }: { readonly own?: number; readonly pauses: Pauses },
): Promise<SemaphoreTask> {
	const [first, ...later] = tasks;
	const running: number[] = [];
	for (const task of later) {
		const ours = task.id === own || otherRequest(task, asked) === undefined;
		if (!ours || isEnded(task)) continue;
		const status = await endTask(semaphore, asked.project, task.id, pauses);
		if (goesOn(status)) running.push(task.id);
	}
	const [id] = running;
	if (id !== undefined) {
		throw new OtherRunStarted(
			`Semaphore started task ${running.join(', ')} besides task ${first.id} for the same run, and it did not end when it was stopped`,
			'Stop it at Semaphore, and look what both did.',
			referenceOf(asked.project, id),
		);
	}
	if (first.id !== own) await attachTo(semaphore, first, asked, pauses);
	return first;
}

const goesOn = (status: string) => status !== 'gone' && !isEnded({ status });

/** @throws OtherRunStarted when Semaphore did not take over all that was asked. */
export async function refuseIgnored(
	semaphore: Semaphore,
	task: SemaphoreTask,
	{ project, body }: Pick<AskedTask, 'project' | 'body'>,
	pauses: Pauses,
): Promise<void> {
	const ignored = ignoredBy(task, body);
	if (ignored) await stopAndThrow(semaphore, { project, task }, `without ${ignored}`, pauses);
}

/**
 * Ends a task that may have ignored what its template does not allow.
 *
 * @throws ExternalError `exists` when it is not known to be of this request; then it is not touched. Else OtherRunStarted.
 */
export async function stopWidened(
	semaphore: Semaphore,
	task: SemaphoreTask,
	{ project, request, field }: { readonly project: number; readonly request: RunRequest; readonly field: string },
	pauses: Pauses,
): Promise<never> {
	const what = `may have ignored the ${field}`;
	const digest = markIn(task.message)?.request ?? null;
	if (digest === digestOf(request)) return await stopAndThrow(semaphore, { project, task }, `and ${what}`, pauses);
	throw takenRunId(request.runId, nameOf(task), digest === null ? what : 'was started for another request');
}

async function stopAndThrow(
	semaphore: Semaphore,
	{ project, task }: { readonly project: number; readonly task: SemaphoreTask },
	what: string,
	pauses: Pauses,
): Promise<never> {
	const ended = isEnded(task);
	const status = ended ? task.status : await endTask(semaphore, project, task.id, pauses);
	throw new OtherRunStarted(
		`Semaphore started task ${task.id} ${what}; ${ended ? 'it had ended before, as' : 'it was stopped at once, and is now'} ${status}`,
		'Look at Semaphore what the task did before it ended. Then allow in the template what was ignored.',
		goesOn(status) ? referenceOf(project, task.id) : undefined,
	);
}
