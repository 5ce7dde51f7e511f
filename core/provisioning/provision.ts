import { z } from 'zod';
import { getPlan } from '../catalog';
import type { Transaction } from '../db';
import { displayDomain } from '../kernel/domainName';
import { InputError } from '../kernel/errors';
import {
	changeStatus,
	findOtherOnDomain,
	lockExistingService,
	mayChange,
	setActivated,
	type Service,
	type ServiceStatus,
} from '../services';
import { listDoneSteps, stopTask, type Task, type TaskKind } from '../tasks';
import { onService } from './serviceContext';

/** Sets a service up. A payment for the service starts it. */
export const provision: TaskKind = {
	...onService,
	name: 'provision',
	input: z.object({}),
	startsOver: true,

	async reopen(transaction, { subjectId }) {
		const service = await lockExistingService(transaction, subjectId);
		if (!mayBeSetUp.includes(service.status)) {
			throw new InputError(
				'taskId',
				`is of a service that is ${service.status}`,
				remedyFor(service.status),
				'conflict',
			);
		}
		await prepareAnew(transaction, service);
	},

	/** A plan that is delivered by panel says on the canvas what belongs to a set-up; one by playbook has one step for it. */
	async checkComplete(transaction, { taskId, subjectId }) {
		const service = await lockExistingService(transaction, subjectId);
		const { delivery } = await getPlan(transaction, service.planCode);
		if (delivery === 'panel' || (await listDoneSteps(transaction, taskId, 'service.create')).length > 0) return;
		throw new InputError(
			'taskId',
			`has no step by which the service of ${displayDomain(service.domain)} was set up`,
			"Put MSP Provisioning → Service: Carry Out before it, with the task's ID.",
		);
	},

	/** A service that a step of its own task has suspended stays suspended. */
	async onCompleted(transaction, { subjectId }) {
		const service = await lockExistingService(transaction, subjectId);
		if (mayChange('setUp', service.status)) await changeStatus(transaction, service, 'setUp');
		else if (service.status === 'active' || service.status === 'suspended') await setActivated(transaction, subjectId);
	},

	/**
	 * If something is left on the server, the service keeps its place there. A service that a step has terminated stays
	 * terminated.
	 */
	async onFailed(transaction, { subjectId }, leftovers) {
		const service = await lockExistingService(transaction, subjectId);
		if (!mayChange('setUpFailed', service.status)) return;
		await changeStatus(transaction, service, 'setUpFailed', { freesServer: leftovers.length === 0 });
	},

	async onCancelled(transaction, { subjectId }) {
		const service = await lockExistingService(transaction, subjectId);
		if (!mayChange('setUpCancelled', service.status)) return;
		await changeStatus(transaction, service, 'setUpCancelled', { freesServer: true });
	},
};

/** Two requests with the same key are the same set-up. */
export const provisionKey = (serviceId: string) => `provision:${serviceId}`;

/** Stops a running set-up, in the caller's transaction, which has locked the task. */
export async function stopProvisioning(transaction: Transaction, task: Task): Promise<void> {
	await stopTask(transaction, provision, task);
}

/**
 * Makes a service ready to be set up again.
 *
 * @throws InputError when another order serves its domain now.
 */
export async function prepareAnew(transaction: Transaction, service: Service): Promise<void> {
	await transaction.lockName('domain', service.domain);
	const other = await findOtherOnDomain(transaction, service);
	if (other) {
		throw new InputError(
			'taskId',
			`is for ${displayDomain(service.domain)}, which the order ${other.orderReference} serves`,
			'End that one first, or refund this one.',
			'conflict',
		);
	}
	if (mayChange('setUpRetried', service.status)) await changeStatus(transaction, service, 'setUpRetried');
}

/** A person may decide to set up a cancelled service after all. */
const mayBeSetUp: readonly ServiceStatus[] = ['pending_setup', 'provisioning', 'provisioning_failed', 'cancelled'];

/** What to do with a service of this status instead of a set-up. */
export function remedyFor(status: ServiceStatus): string {
	if (status === 'pending_payment') return 'Apply its payment first: MSP Billing → Payment: Apply.';
	if (status === 'cancelled') return 'Retry its task to set a cancelled service up after all.';
	return 'A service is set up once; change its package or reactivate it instead.';
}
