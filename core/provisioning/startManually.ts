import { displayDomain, sameSite, siteKey } from '../kernel/domainName';
import { InputError } from '../kernel/errors';
import { getPlan } from '../catalog';
import { getCustomer } from '../customers';
import type { BackOffice } from '../db';
import { findOtherOnDomain, findServiceOfOrder, insertService } from '../services';
import { startProvisioning, type ServiceTask } from './startProvisioning';

export interface ManualOrder {
	readonly customerCode: string;
	readonly planCode: string;
	readonly domain: string;
	/** Identifies a repeat of the same order, such as a ticket number. */
	readonly reference: string;
	/** The reason for a set-up without a payment. */
	readonly reason: string;
}

/**
 * Provisions a service without a payment through the pack, because a member of staff says so. A repeat with the same
 * reference returns the same task.
 *
 * @throws InputError when the customer or the plan does not exist, the reference is of another order, or another order
 *   serves the domain.
 */
export async function startManually(backOffice: Pick<BackOffice, 'store'>, order: ManualOrder): Promise<ServiceTask> {
	const orderReference = `manual:${order.reference}`;
	const domain = siteKey(order.domain);
	const serviceId = await backOffice.store.asStaff(async (transaction) => {
		// Of several at once, each sees what the one before it made.
		await transaction.lockName('domain', domain);
		const other = await findOtherOnDomain(transaction, { domain, orderReference });
		if (other) {
			throw new InputError(
				'domain',
				`is ${displayDomain(domain)}, which the order ${other.orderReference} serves`,
				'End that one first, or choose another domain.',
				'conflict',
			);
		}
		const { customerId } = await getCustomer(transaction, order.customerCode);
		const { planId } = await getPlan(transaction, order.planCode);
		const made = await insertService(transaction, {
			customerId,
			planId,
			orderReference,
			domain,
			status: 'pending_setup',
		});
		const service = await findServiceOfOrder(transaction, orderReference);
		if (
			!service ||
			!sameSite(service.domain, domain) ||
			service.customerId !== customerId ||
			service.planId !== planId
		) {
			throw new InputError(
				'reference',
				`'${order.reference}' is of another order`,
				'Give each order a reference of its own.',
				'conflict',
			);
		}
		if (made) {
			transaction.audit({
				customerId,
				action: 'order.manual',
				subject: service.serviceId,
				outcome: 'done',
				detail: { ...order },
				correlationId: '',
			});
		}
		return service.serviceId;
	});
	return await startProvisioning(backOffice, serviceId);
}
