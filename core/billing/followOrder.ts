import { stopProvisioning } from '../provisioning';
import { withdrawStop, type Task } from '../tasks';
import type { Transaction } from '../db';
import type { ServiceOrder } from '../invoices';
import { findOtherOnDomain, findService, changeStatus, type Service, type ServiceStatus } from '../services';

/** A service whose invoice was settled anew, and what it was like before. The caller has locked both rows. */
export interface Followed {
	readonly service: Service;
	/** Its provisioning task, where there is one. */
	readonly task: Task | undefined;
	/** What the payments meant for it when they were last settled, and now. */
	readonly before: ServiceOrder;
	readonly now: ServiceOrder;
}

export interface Following {
	readonly service: Service;
	/** What a person has to know, where the service does not follow its money; empty where all is well. */
	readonly note: string;
}

/**
 * Lets a service follow what its payments came to. Only a service that is not set up yet is changed: what runs is never
 * stopped by this. It is stopped or called off when the payments come to mean that, and not again each time that they are
 * settled: so what a person decided afterwards stays.
 */
export async function followOrder(transaction: Transaction, followed: Followed): Promise<Following> {
	const note = await follow(transaction, followed);
	const service = await findService(transaction, followed.service.serviceId);
	if (!service) throw new RangeError(`the service ${followed.service.serviceId} went away while it was locked`);
	if (service.status !== followed.service.status) {
		transaction.audit({
			customerId: service.customerId,
			action: `service.${service.status}`,
			subject: service.serviceId,
			outcome: 'done',
			detail: { was: followed.service.status },
			correlationId: service.orderReference,
		});
	}
	return { service, note };
}

async function follow(transaction: Transaction, followed: Followed): Promise<string> {
	switch (followed.now) {
		case 'set_up':
			return await setUp(transaction, followed);
		case 'call_off':
			return await callOff(transaction, followed);
		case 'wait':
			return await wait(transaction, followed);
	}
}

async function setUp(transaction: Transaction, { service, task, before }: Followed): Promise<string> {
	const { status } = service;
	if (status === 'terminated') return 'its service is terminated: open a new order, or refund it';
	if (status === 'pending_payment' || (status === 'cancelled' && before === 'call_off')) {
		return await makeReady(transaction, service);
	}
	if (status === 'cancelled') return 'its service was cancelled: retry its task, or refund it';
	if (status === 'provisioning_failed') return 'its set-up failed: retry its task, or refund it';
	if (task?.status === 'compensating') return 'its set-up is being taken back: retry its task afterwards, or refund it';
	if (task?.cancelRequested && before !== 'set_up') await withdrawStop(transaction, task);
	return '';
}

/** Two orders for one domain: the one that is paid first gets it. */
async function makeReady(transaction: Transaction, service: Service): Promise<string> {
	await transaction.lockName('domain', service.domain);
	const other = await findOtherOnDomain(transaction, service);
	if (other)
		return `${service.domain} is served already, by the order ${other.orderReference}: refund it, or end that one`;
	await changeStatus(transaction, service, 'paid');
	return '';
}

async function callOff(transaction: Transaction, followed: Followed): Promise<string> {
	const { service, before } = followed;
	if (service.status === 'active' || service.status === 'suspended') {
		return `its service is ${service.status}: suspend or terminate it if it should not run on`;
	}
	if (service.status === 'provisioning_failed' && service.serverId) {
		return 'something of its failed set-up is left on the server: see its task';
	}
	if (before !== 'call_off') await stop(transaction, followed, 'cancelled');
	return '';
}

async function wait(transaction: Transaction, followed: Followed): Promise<string> {
	const { service, before } = followed;
	if (service.status === 'cancelled' && before === 'call_off') {
		await changeStatus(transaction, service, 'unpaid');
	} else if (before === 'set_up') {
		await stop(transaction, followed, 'pending_payment');
	}
	return '';
}

/** Keeps a service from being set up: through its task where there is one that goes on. */
async function stop(
	transaction: Transaction,
	{ service, task }: Followed,
	status: 'cancelled' | 'pending_payment',
): Promise<void> {
	const stoppable: readonly ServiceStatus[] =
		status === 'cancelled'
			? ['pending_payment', 'pending_setup', 'provisioning', 'provisioning_failed']
			: ['pending_setup', 'provisioning'];
	if (!stoppable.includes(service.status)) return;
	const goesOn = task && task.status !== 'completed' && task.status !== 'failed' && task.status !== 'cancelled';
	if (goesOn) await stopProvisioning(transaction, task);
	else await changeStatus(transaction, service, status === 'cancelled' ? 'calledOff' : 'unpaid');
}
