import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { InputError } from '../kernel/errors';
import type { BackOffice, Transaction } from '../db';
import { findOtherOnDomain, findService } from '../services';
import { changeTask, insertTask, lockTaskByKey, type Task } from '../tasks';

export interface StartedTask extends Task {
	/** False where the task was there already, and this call changed nothing. */
	readonly created: boolean;
}

/**
 * Starts the provisioning of a service, once: a repeat gives the task that is there. A task that failed or was
 * cancelled is opened again when its service is to be set up again.
 *
 * @throws InputError where the service does not exist, is not paid for, or is set up already.
 */
export async function startTask({ store }: BackOffice, serviceId: string): Promise<StartedTask> {
	return await store.asStaff(async (transaction) => {
		const service = await lockService(transaction, serviceId);
		const taskKey = `provision:${serviceId}`;
		const known = await lockTaskByKey(transaction, taskKey);
		if (known && !(isOver(known) && isToBeSetUp(service.status))) return { ...known, created: false };
		if (!isToBeSetUp(service.status)) {
			throw new InputError('serviceId', `is a service that is ${service.status}`, remedyFor(service.status));
		}
		const task = known
			? await reopenTask(transaction, known)
			: await insertTask(transaction, {
					customerId: service.customerId,
					serviceId,
					kind: 'provision',
					taskKey,
					correlationId: randomUUID(),
				});
		if (!task) throw new RangeError(`the task ${taskKey} came into being while its service was locked`);
		transaction.audit({
			customerId: task.customerId,
			action: 'task.start',
			subject: task.taskId,
			outcome: 'done',
			detail: { serviceId, reopened: known !== undefined },
			correlationId: task.correlationId,
		});
		return { ...task, created: true };
	});
}

/**
 * Runs a task again that failed, was cancelled, waits, or is to be retried later: from its first unfinished step.
 *
 * @throws InputError where it does not exist, runs now, or is completed, or its service cannot be set up any more.
 */
export async function retryTask({ store }: BackOffice, taskId: string): Promise<Task> {
	return await store.asStaff(async (transaction) => {
		const [found] = await transaction.rows(
			z.object({ serviceId: z.uuid(), taskKey: z.string() }),
			`select service_id, task_key from msp.provisioning_task where id = $1`,
			[taskId],
		);
		if (!found)
			throw new InputError(
				'taskId',
				`is unknown: no task has the ID ${taskId}`,
				'Take it from MSP Provisioning → Task: List.',
			);
		const service = await lockService(transaction, found.serviceId);
		const task = await lockTaskByKey(transaction, found.taskKey);
		if (!task || task.status === 'completed' || task.status === 'running' || task.status === 'compensating') {
			throw new InputError(
				'taskId',
				`is ${task?.status ?? 'gone'}`,
				'Only a task that failed, waits or was cancelled is run again.',
			);
		}
		if (task.kind === 'provision' && !mayBeSetUp.includes(service.status)) {
			throw new InputError('taskId', `is of a service that is ${service.status}`, remedyFor(service.status));
		}
		transaction.audit({
			customerId: task.customerId,
			action: 'task.retry',
			subject: taskId,
			outcome: 'done',
			detail: { was: task.status },
			correlationId: task.correlationId,
		});
		return await reopenTask(transaction, task);
	});
}

async function reopenTask(transaction: Transaction, task: Task): Promise<Task> {
	if (task.kind === 'provision') {
		await mustBeAlone(transaction, task);
		await transaction.run(
			`update msp.service set status = 'pending_setup'
		where id = $1 and status in ('provisioning_failed', 'cancelled', 'pending_setup')`,
			[task.serviceId],
		);
	}
	return await changeTask(transaction, task.taskId, {
		status: 'pending',
		attempt: 0,
		nextAttemptInSeconds: 60,
		leaseSeconds: null,
		cancelRequested: false,
		failure: null,
		statusDetail: '',
		cleared: false,
	});
}

/** A domain is served once at a time: while a service was not set up, another order may have come to serve its domain. */
async function mustBeAlone(transaction: Transaction, { serviceId }: Task): Promise<void> {
	const service = await findService(transaction, serviceId);
	const other = service && (await findOtherOnDomain(transaction, service));
	if (!other) return;
	throw new InputError(
		'taskId',
		`is for ${service.domain}, which the order ${other.orderReference} serves`,
		'End that one first, or refund this one.',
	);
}

const serviceRow = z.object({ customerId: z.uuid(), status: z.string() });

async function lockService(transaction: Transaction, serviceId: string): Promise<z.infer<typeof serviceRow>> {
	const [service] = await transaction.rows(
		serviceRow,
		`select customer_id, status from msp.service where id = $1 for update`,
		[serviceId],
	);
	if (service) return service;
	throw new InputError(
		'serviceId',
		`is unknown: no service has the ID ${serviceId}`,
		'Take it from MSP Customers → Service: List.',
	);
}

const isOver = ({ status }: Task) => status === 'failed' || status === 'cancelled';
/** A person may have a cancelled service set up after all. */
const mayBeSetUp: readonly string[] = ['pending_setup', 'provisioning', 'provisioning_failed', 'cancelled'];
const isToBeSetUp = (serviceStatus: string) =>
	serviceStatus === 'pending_setup' || serviceStatus === 'provisioning_failed';

function remedyFor(serviceStatus: string): string {
	if (serviceStatus === 'pending_payment') return 'Apply its payment first: MSP Billing → Payment: Apply.';
	if (serviceStatus === 'cancelled') return 'Retry its task to set a cancelled service up after all.';
	return 'A service is set up once; change its package or reactivate it instead.';
}
