import { displayDomain } from '../kernel/domainName';
import { InputError } from '../kernel/errors';
import type { BackOffice, Transaction } from '../db';
import { findService, lockExistingService, type Service, type SuspensionReason } from './services';
import { changeStatus } from './transitions';

/** The actor of automatic work, such as a nightly run or a payment that arrives. */
export const system = 'system';

export interface SuspensionChange {
	readonly service: Service;
	readonly changed: boolean;
	/** Why nothing changed. Empty if something changed. */
	readonly why: string;
}

/**
 * Records that a service is suspended, after its panel confirmed it. A service that is suspended already keeps its
 * first reason, and who did it.
 *
 * @param by `system`, or whoever did it.
 * @throws InputError when there is no such service, or it is not active.
 */
export async function markSuspended(
	{ store }: Pick<BackOffice, 'store'>,
	serviceId: string,
	{ reason, by }: { readonly reason: SuspensionReason; readonly by: string },
): Promise<SuspensionChange> {
	return await store.asStaff(async (transaction) => {
		const service = await lockExistingService(transaction, serviceId);
		if (service.status === 'suspended') {
			return { service, changed: false, why: `was suspended before by ${service.suspendedBy ?? system}` };
		}
		if (service.status !== 'active') throw notNow(service, 'Only an active service can be suspended.');
		await changeStatus(transaction, service, 'suspended', { suspension: { reason, by } });
		await audit(transaction, service, 'service.suspend', { reason, by });
		return await changed(transaction, serviceId);
	});
}

/**
 * Records that a suspended service is active again, after its panel confirmed it. The system does not unsuspend a
 * service that a person suspended. Then nothing changes, and `why` says so.
 *
 * @param by `system`, or whoever did it.
 * @throws InputError when there is no such service, or it is neither suspended nor active.
 */
export async function markActive(
	{ store }: Pick<BackOffice, 'store'>,
	serviceId: string,
	{ by }: { readonly by: string },
): Promise<SuspensionChange> {
	return await store.asStaff(async (transaction) => {
		const service = await lockExistingService(transaction, serviceId);
		if (service.status === 'active') return { service, changed: false, why: 'is active already' };
		if (service.status !== 'suspended') throw notNow(service, 'Only a suspended service can be made active.');
		if (by === system && service.suspendedBy !== system) {
			const why = `was suspended by ${service.suspendedBy ?? 'a person'} (${service.suspensionReason ?? 'manual'}): a person decides`;
			return { service, changed: false, why };
		}
		await changeStatus(transaction, service, 'unsuspended');
		await audit(transaction, service, 'service.unsuspend', { by, reason: service.suspensionReason });
		return await changed(transaction, serviceId);
	});
}

/**
 * Records that a service is gone for good, after its panel confirmed it. Its place on the server is free. Doing it
 * again changes nothing.
 *
 * @throws InputError when there is no such service, or it was never set up.
 */
export async function markTerminated(
	{ store }: Pick<BackOffice, 'store'>,
	serviceId: string,
	{ by }: { readonly by: string },
): Promise<SuspensionChange> {
	return await store.asStaff(async (transaction) => {
		const service = await lockExistingService(transaction, serviceId);
		const { status } = service;
		if (status === 'terminated') return { service, changed: false, why: 'is terminated already' };
		if (status !== 'active' && status !== 'suspended') {
			throw notNow(service, 'Only a service that is set up can be terminated; cancel its task instead.');
		}
		await changeStatus(transaction, service, 'terminated');
		await audit(transaction, service, 'service.terminate', { by, was: status });
		return await changed(transaction, serviceId);
	});
}

function notNow({ status, domain }: Service, remedy: string): InputError {
	return new InputError('serviceId', `is the service of ${displayDomain(domain)}, which is ${status}`, remedy);
}

async function changed(transaction: Transaction, serviceId: string): Promise<SuspensionChange> {
	const service = await findService(transaction, serviceId);
	if (!service) throw new RangeError(`the service ${serviceId} went away while it was locked`);
	return { service, changed: true, why: '' };
}

async function audit(
	transaction: Transaction,
	{ customerId, serviceId, orderReference }: Service,
	action: string,
	detail: Readonly<Record<string, unknown>>,
): Promise<void> {
	transaction.audit({
		customerId,
		action,
		subject: serviceId,
		outcome: 'done',
		detail,
		correlationId: orderReference,
	});
}
