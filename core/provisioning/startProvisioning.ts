import type { BackOffice } from '../db';
import { InputError } from '../kernel/errors';
import { lockExistingService, type ServiceStatus } from '../services';
import { lockTaskByKey, reopenTask, startTask, type StartedTask } from '../tasks';
import { prepareAnew, provision, provisionKey, remedyFor } from './provision';

export type ServiceTask = StartedTask & { readonly serviceId: string };

/**
 * Starts the set-up of a service, once: a repeat returns the existing task. It opens a failed or cancelled task again
 * if its service needs a new set-up.
 *
 * @throws InputError when the service does not exist, is not paid for, or is set up already.
 */
export async function startProvisioning({ store }: Pick<BackOffice, 'store'>, serviceId: string): Promise<ServiceTask> {
	return await store.asStaff(async (transaction) => {
		const taskKey = provisionKey(serviceId);
		const known = await lockTaskByKey(transaction, taskKey);
		const service = await lockExistingService(transaction, serviceId);
		const isOver = known?.status === 'failed' || known?.status === 'cancelled';
		if (known && !(isOver && isToBeSetUp(service.status))) return { ...known, created: false, serviceId };
		if (!isToBeSetUp(service.status)) {
			throw new InputError(
				'serviceId',
				`is a service that is ${service.status}`,
				remedyFor(service.status),
				'conflict',
			);
		}
		if (!known) {
			const { customerId } = service;
			const started = await startTask(transaction, provision, { customerId, subjectId: serviceId, input: {}, taskKey });
			return { ...started, serviceId };
		}
		await prepareAnew(transaction, service);
		const { customerId, taskId: subject, correlationId } = known;
		const detail = { subjectId: serviceId, reopened: true };
		transaction.audit({ customerId, action: 'task.start', subject, outcome: 'done', detail, correlationId });
		return { ...(await reopenTask(transaction, known)), created: true, serviceId };
	});
}

function isToBeSetUp(status: ServiceStatus): boolean {
	return status === 'pending_setup' || status === 'provisioning_failed';
}
