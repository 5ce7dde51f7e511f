import { InputError } from '../kernel/errors';
import type { BackOffice } from '../db';
import { listSteps, type Step } from './steps';
import { findTask, type Task } from './tasks';
import { contextOf } from './claimTask';

/** A step as people may see it: without its lease and its secrets. */
export type ShownStep = Omit<
	Step,
	'stepId' | 'customerId' | 'taskId' | 'sealedSecrets' | 'settled' | 'leased' | 'leaseUntil'
>;

export interface ShownTask extends Task {
	readonly customerCode: string;
	readonly domain: string;
	readonly planCode: string;
	readonly serverCode: string | null;
	readonly serviceStatus: string;
	readonly steps: readonly ShownStep[];
}

/**
 * A task with its steps: which is done, which failed, with what class and in whose words.
 *
 * @throws InputError where there is no such task.
 */
export async function showTask({ store }: Pick<BackOffice, 'store'>, taskId: string): Promise<ShownTask> {
	return await store.asStaff(async (transaction) => {
		const task = await findTask(transaction, taskId);
		if (!task)
			throw new InputError(
				'taskId',
				`is unknown: no task has the ID ${taskId}`,
				'Take it from MSP Provisioning → Task: List.',
			);
		const { customer, service, plan, server } = await contextOf(transaction, task.serviceId);
		const steps = await listSteps(transaction, taskId);
		return {
			...task,
			customerCode: customer.customerCode,
			domain: service.domain,
			planCode: plan.planCode,
			serverCode: server?.serverCode ?? null,
			serviceStatus: service.status,
			steps: steps.map(shown),
		};
	});
}

function shown(step: Step): ShownStep {
	const { name, position, effect, serverId, serverCode, status, intent, result, canUndo, attempt } = step;
	const { errorClass, vendorMessage, remedy, startedAt, finishedAt } = step;
	return {
		name,
		position,
		effect,
		serverId,
		serverCode,
		status,
		intent,
		result,
		canUndo,
		attempt,
		errorClass,
		vendorMessage,
		remedy,
		startedAt,
		finishedAt,
	};
}
