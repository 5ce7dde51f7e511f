import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import { task, type SemaphoreTask } from './answers';
import { markIn } from './mark';
import type { Semaphore } from './semaphore';

/** Milliseconds between looks. A test can shorten them. */
export interface Pauses {
	/** Before each further look for a task whose start got no answer. */
	readonly lookAgainMs: readonly number[];
	/** Before each further look at a task that is being stopped: first gracefully, then by force. */
	readonly stopMs: readonly number[];
	readonly forceMs: readonly number[];
	/** Between two looks at a running task. */
	readonly tickMs: number;
	/** How long the last lines of an ended task are waited for. */
	readonly lastLinesMs: number;
}

export const standardPauses: Pauses = {
	lookAgainMs: [1_000, 3_000, 6_000],
	stopMs: [500, 1_000, 2_000, 4_000],
	forceMs: [500, 1_000, 2_000, 4_000, 8_000],
	tickMs: 1_000,
	lastLinesMs: 15_000,
};

/** Source: pkg/task_logger/status.go, IsFinished. */
const endStatuses = new Set(['stopped', 'success', 'error', 'rejected']);
export const isEnded = ({ status }: Pick<SemaphoreTask, 'status'>) => endStatuses.has(status);

/**
 * The task; undefined when Semaphore no longer has it. It answers that with an empty 400 (GetTaskMiddleware), or 404. It
 * answers every other trouble with a task in the same way, so that its lists are asked as well.
 *
 * @throws ExternalError `unknown` when the lists have it.
 */
export async function taskOf(
	semaphore: Semaphore,
	project: number,
	id: number | string,
): Promise<SemaphoreTask | undefined> {
	const found = await lookFor(semaphore, project, id);
	if (!(found instanceof ExternalError)) return found;
	const listed = (tasks: readonly SemaphoreTask[]) => tasks.some((one) => String(one.id) === String(id));
	if (!listed(await latestTasks(semaphore, project)) && !listed(await allTasks(semaphore, project))) {
		// The lists show the latest thousand only.
		const again = await lookFor(semaphore, project, id);
		return again instanceof ExternalError ? undefined : again;
	}
	throw new ExternalError(
		'unknown',
		`${found.vendorMessage}, and lists the task all the same`,
		"Look into Semaphore's log: it, or its database, is in trouble.",
	);
}

/** @returns the error that says that there is no such task. */
async function lookFor(
	semaphore: Semaphore,
	project: number,
	id: number | string,
): Promise<SemaphoreTask | ExternalError> {
	const path = `/project/${project}/tasks/${encodeURIComponent(id)}`;
	return await semaphore.json({ method: 'GET', path }, task).catch((error: unknown) => {
		const missing = error instanceof ExternalError && ['invalid', 'not_found'].includes(error.errorClass);
		if (missing && / \((400\): no reason given$|404\): )/.test(error.vendorMessage)) return error;
		throw error;
	});
}

/**
 * The tasks that were started for a run, the first one first. Semaphore lists the latest 200 of a project, or all that
 * it shows, which are 1000.
 */
export async function tasksOf(semaphore: Semaphore, project: number, runId: string): Promise<SemaphoreTask[]> {
	const ours = (tasks: readonly SemaphoreTask[]) =>
		tasks.filter(({ message }) => markIn(message)?.runId === runId).sort((one, other) => one.id - other.id);
	const last = await latestTasks(semaphore, project);
	const found = ours(last);
	if (found.length > 0 || last.length < mostLatest) return found;
	return ours(await allTasks(semaphore, project));
}

const mostLatest = 200;
const latestTasks = async (semaphore: Semaphore, project: number) =>
	await semaphore.json({ method: 'GET', path: `/project/${project}/tasks/last`, query: { limit: mostLatest } }, lists);
const allTasks = async (semaphore: Semaphore, project: number) =>
	await semaphore.json({ method: 'GET', path: `/project/${project}/tasks` }, lists);
/** Go writes an empty list as null. */
const lists = z
	.array(task)
	.nullable()
	.transform((tasks) => tasks ?? []);

/**
 * Stops a task, gracefully and then by force, and waits until it has ended.
 *
 * @returns the status in which it is then.
 */
export async function endTask(semaphore: Semaphore, project: number, id: number, pauses: Pauses): Promise<string> {
	let now = await taskOf(semaphore, project, id);
	for (const [force, waits] of [
		[false, pauses.stopMs],
		[true, pauses.forceMs],
	] as const) {
		if (!now || isEnded(now)) break;
		await stop(semaphore, project, id, force);
		for (const pause of waits) {
			await new Promise((resolve) => setTimeout(resolve, pause));
			now = await taskOf(semaphore, project, id);
			if (!now || isEnded(now)) break;
		}
	}
	return now?.status ?? 'gone';
}

async function stop(semaphore: Semaphore, project: number, id: number, force: boolean): Promise<void> {
	try {
		await semaphore.text({
			method: 'POST',
			path: `/project/${project}/tasks/${id}/stop`,
			body: { force },
			changes: true,
		});
	} catch (error) {
		// Without an answer the next look tells. A task that ended in the meantime is refused by some versions.
		if (!(error instanceof ExternalError)) throw error;
		const now = await taskOf(semaphore, project, id);
		if (error.outcomeUnknown || !now || isEnded(now)) return;
		if (!force && error.errorClass === 'invalid') return;
		throw error;
	}
}
