import { stopProvisioning } from '../provisioning';
import { withdrawStop, type Task } from '../tasks';
import type { Transaction } from '../db';
import type { SetupDecision } from '../invoices';
import { changeStatus, findOtherOnDomain, findService, type Service, type ServiceStatus } from '../services';

/** A service whose invoice was settled anew. The caller has locked the service, its task and the invoice. */
export interface SettledService {
	readonly service: Service;
	/** Its provisioning task, if there is one. */
	readonly task: Task | undefined;
	/** What the payments meant for the service when they were last settled, and what they mean now. */
	readonly before: SetupDecision;
	readonly now: SetupDecision;
	/** The invoice is of a later period: what it is paid or not does not set the service up. */
	readonly isRenewal: boolean;
	/** The invoice lives in an accounting system, where a later one may be paid before the first. */
	readonly isMirrored: boolean;
}

export interface Following {
	readonly service: Service;
	/** What a person has to know when the service does not follow its money; empty when all is well. */
	readonly note: string;
}

/**
 * Lets a service follow its payments. Only a service that is not set up yet changes: a running one is never stopped here.
 * It is stopped or cancelled once, when the decision changes, and not again at each settlement: so what a person decided
 * afterwards stays.
 */
export async function followSettlement(transaction: Transaction, settled: SettledService): Promise<Following> {
	const note = await follow(transaction, settled);
	const service = await findService(transaction, settled.service.serviceId);
	if (!service) throw new RangeError(`the service ${settled.service.serviceId} went away while it was locked`);
	if (service.status !== settled.service.status) {
		transaction.audit({
			customerId: service.customerId,
			action: `service.${service.status}`,
			subject: service.serviceId,
			outcome: 'done',
			detail: { was: settled.service.status },
			correlationId: service.orderReference,
		});
	}
	return { service, note };
}

async function follow(transaction: Transaction, settled: SettledService): Promise<string> {
	if (settled.isRenewal) return noteOnRenewal(settled);
	switch (settled.now) {
		case 'set_up':
			return await setUp(transaction, settled);
		case 'cancel':
			return await cancel(transaction, settled);
		case 'wait':
			return await wait(transaction, settled);
	}
}

function noteOnRenewal({ service: { status }, now, isMirrored }: SettledService): string {
	if (now === 'set_up' && status === 'pending_payment' && isMirrored) {
		return 'an earlier invoice of its service is not paid, and nothing is set up before: have it paid, or cancel it and repeat this payment';
	}
	if (now !== 'set_up' || (status !== 'terminated' && status !== 'cancelled')) return '';
	return `its service is ${status}: end the subscription at the provider, and refund it`;
}

async function setUp(transaction: Transaction, { service, task, before }: SettledService): Promise<string> {
	const { status } = service;
	if (status === 'terminated') return 'its service is terminated: open a new order, or refund it';
	if (status === 'pending_payment' || (status === 'cancelled' && before === 'cancel')) {
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

async function cancel(transaction: Transaction, settled: SettledService): Promise<string> {
	const { service, before } = settled;
	if (service.status === 'active' || service.status === 'suspended') {
		return `its service is ${service.status}: suspend or terminate it if it should not run on`;
	}
	if (service.status === 'provisioning_failed' && service.serverId) {
		return 'something of its failed set-up is left on the server: see its task';
	}
	if (before !== 'cancel') await stop(transaction, settled, 'cancelled');
	return '';
}

async function wait(transaction: Transaction, settled: SettledService): Promise<string> {
	const { service, before } = settled;
	if (service.status === 'cancelled' && before === 'cancel') {
		await changeStatus(transaction, service, 'unpaid');
	} else if (before === 'set_up') {
		await stop(transaction, settled, 'pending_payment');
	}
	return '';
}

/** Keeps a service from being set up: through its task, if one goes on. */
async function stop(
	transaction: Transaction,
	{ service, task }: SettledService,
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
