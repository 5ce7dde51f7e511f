import type { Transaction } from '../db';
import type { TaskOffice } from './kind';
import type { Task } from './tasks';

/** A task with what its domain says of its subject, such as the domain name of a service. */
export type DescribedTask = Task & Readonly<Record<string, unknown>>;

/** Adds to each task what its kind's domain says of its subject; a kind that this n8n does not know adds nothing. */
export async function describeTasks(
	transaction: Transaction,
	{ kinds }: Pick<TaskOffice, 'kinds'>,
	tasks: readonly Task[],
): Promise<DescribedTask[]> {
	const words = new Map<string, object>();
	for (const name of new Set(tasks.map(({ kind }) => kind))) {
		const ids = tasks.filter(({ kind }) => kind === name).map(({ subjectId }) => subjectId);
		const found = await kinds.get(name)?.describe?.(transaction, [...new Set(ids)]);
		for (const [subjectId, about] of found ?? []) words.set(`${name} ${subjectId}`, about);
	}
	return tasks.map((task) => ({ ...task, ...words.get(`${task.kind} ${task.subjectId}`) }));
}
