import { describeTasks, type DescribedTask } from './describeTasks';
import { getTask } from './existingTask';
import type { TaskOffice } from './kind';
import { listSteps, type Step } from './steps';

/** A step as people may see it: without its lease and its secrets. */
export type ShownStep = Omit<Step, 'stepId' | 'taskId' | 'sealedSecrets' | 'replaced' | 'leased' | 'leaseUntil'>;

export type ShownTask = DescribedTask & { readonly steps: readonly ShownStep[] };

/**
 * A task with its steps: which is done, which failed, with what class and in whose words.
 *
 * @throws InputError when there is no such task.
 */
export async function showTask(office: Pick<TaskOffice, 'store' | 'kinds'>, taskId: string): Promise<ShownTask> {
	return await office.store.asStaff(async (transaction) => {
		const task = await getTask(transaction, taskId);
		const [described = task] = await describeTasks(transaction, office, [task]);
		const steps = await listSteps(transaction, taskId);
		return { ...described, steps: steps.map(withoutSecrets) };
	});
}

function withoutSecrets(step: Step): ShownStep {
	const { stepId: _id, taskId: _task, sealedSecrets: _secrets, replaced: _replaced, ...rest } = step;
	const { leased: _leased, leaseUntil: _until, ...shown } = rest;
	return shown;
}
