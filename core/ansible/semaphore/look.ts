import { z } from 'zod';
import { redact } from '../../kernel/redaction';
import { jsonOf } from '../../kernel/answers';
import { plainText } from '../api/text';
import type { RunLook, RunName } from '../runner';
import { outputLine, type OutputLine, type SemaphoreTask } from './answers';
import { markIn } from './mark';
import { lostOutcome, outcomeOf } from './outcome';
import { parseLog } from './parseLog';
import type { Semaphore } from './semaphore';
import { endTask, isEnded, taskOf, tasksOf, type Pauses } from './tasks';

/** When ended tasks were first seen without their last lines, by `performance.now()`. */
export type EndedTasks = Map<string, number>;

interface Place {
	readonly project: number;
	readonly id: number;
}

export async function lookAt(
	semaphore: Semaphore,
	ended: EndedTasks,
	run: RunName,
	{ cursor = '', waitSeconds = 0, project }: { cursor?: string; waitSeconds?: number; project: () => Promise<number> },
	pauses: Pauses,
): Promise<RunLook> {
	const at = await placeOf(semaphore, run, project);
	if (!at) return { state: 'unknown', hosts: [], log: '', cursor };
	const after = place.parse(jsonOf(cursor)).lines;
	const until = performance.now() + waitSeconds * 1_000;
	for (;;) {
		const look = await lookOnce(semaphore, ended, run, { ...at, after }, pauses);
		const news = look.log !== '' || look.state === 'done' || look.state === 'lost';
		if (news || performance.now() + pauses.tickMs > until) return look;
		await new Promise((resolve) => setTimeout(resolve, pauses.tickMs));
	}
}
const place = z.object({ lines: z.number().int().min(0) }).catch({ lines: 0 });

/** Finds a run by its reference, or by its ID. */
export async function placeOf(
	semaphore: Semaphore,
	{ runId, reference }: RunName,
	project: () => Promise<number>,
): Promise<Place | undefined> {
	const [, own, id] = /^(\d+)\/(\d+)$/.exec(reference) ?? [];
	if (own !== undefined && id !== undefined) return { project: Number(own), id: Number(id) };
	const default_ = await project();
	const [first] = await tasksOf(semaphore, default_, runId);
	return first && { project: default_, id: first.id };
}

async function lookOnce(
	semaphore: Semaphore,
	ended: EndedTasks,
	run: RunName,
	{ project, id, after }: Place & { after: number },
	pauses: Pauses,
): Promise<RunLook> {
	let task = await taskOf(semaphore, project, id);
	if (task && (await overdue(semaphore, project, task, pauses))) task = await taskOf(semaphore, project, id);
	if (!task) {
		return { state: 'lost', hosts: [], log: '', cursor: JSON.stringify({ lines: after }), outcome: lostOutcome(run) };
	}
	const lines = await linesOf(semaphore, { project, id }, run.secrets);
	const log = lines.map((line) => `${line}\n`).join('');
	const parsed = parseLog(log, run.check, run.secrets);
	const told = {
		hosts: parsed.hosts,
		log: lines
			.slice(after)
			.map((line) => `${line}\n`)
			.join(''),
		cursor: JSON.stringify({ lines: lines.length }),
	};
	if (!isEnded(task)) {
		const queued = ['waiting', 'starting', 'waiting_confirmation', 'confirmed'].includes(task.status);
		return { ...told, state: queued ? 'queued' : 'running' };
	}
	// The lines are stored apart from the status, so that the last may come after it (services/tasks, logger).
	const key = `${project}/${id}`;
	const since = ended.get(key) ?? performance.now();
	ended.set(key, since);
	const mayLack = task.status === 'success' || task.status === 'error';
	if (mayLack && !parsed.hasRecap && parsed.error === '' && performance.now() - since < pauses.lastLinesMs) {
		return { ...told, state: 'running' };
	}
	ended.delete(key);
	return { ...told, state: 'done', outcome: outcomeOf(run, task, { parsed, log, server: semaphore.base }) };
}

async function linesOf(semaphore: Semaphore, { project, id }: Place, secrets: readonly string[]): Promise<string[]> {
	const path = `/project/${project}/tasks/${id}/output`;
	const rows = await semaphore.json({ method: 'GET', path }, z.array(outputLine).nullable());
	return [...(rows ?? [])]
		.sort(byAge)
		.flatMap(({ output }) => redact(plainText(output).replace(/\n$/, ''), secrets).split('\n'));
}

const byAge = (one: OutputLine, other: OutputLine) =>
	one.id !== undefined && other.id !== undefined
		? one.id - other.id
		: one.time < other.time
			? -1
			: one.time > other.time
				? 1
				: 0;

/**
 * Stops a task that runs longer than it may, or that runs another commit than was approved: Semaphore does neither.
 *
 * @returns true when it stopped it.
 */
async function overdue(semaphore: Semaphore, project: number, task: SemaphoreTask, pauses: Pauses): Promise<boolean> {
	const mark = markIn(task.message);
	if (!mark || isEnded(task)) return false;
	const late =
		mark.timeoutSeconds > 0 &&
		task.status === 'running' &&
		typeof task.start === 'string' &&
		Date.now() - Date.parse(task.start) > mark.timeoutSeconds * 1_000;
	const other = mark.commit !== null && Boolean(task.commit_hash) && task.commit_hash !== mark.commit;
	if (!late && !other) return false;
	await endTask(semaphore, project, task.id, pauses);
	return true;
}
