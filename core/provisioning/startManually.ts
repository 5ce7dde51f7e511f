import { z } from 'zod';
import { InputError } from '../kernel/errors';
import type { BackOffice } from '../db';
import { findOtherOnDomain } from '../services';
import { startTask, type StartedTask } from './startTask';

export interface ManualOrder {
	readonly customerCode: string;
	readonly planCode: string;
	readonly domain: string;
	/** What makes a repeat the same order, such as a ticket number. */
	readonly reference: string;
	/** Why it is provisioned without a payment. */
	readonly reason: string;
}

/**
 * Provisions a service that nobody has paid for through the pack, on a member of staff's word. A repeat with the same
 * reference gives the same task.
 *
 * @throws InputError where the customer or the plan does not exist, the reference is of another order, or another order
 *   serves the domain.
 */
export async function startManually(backOffice: BackOffice, order: ManualOrder): Promise<StartedTask> {
	const orderReference = `manual:${order.reference}`;
	const serviceId = await backOffice.store.asStaff(async (transaction) => {
		const { domain } = order;
		const other = await findOtherOnDomain(transaction, { domain, orderReference });
		if (other) {
			throw new InputError(
				'domain',
				`is ${domain}, which the order ${other.orderReference} serves`,
				'End that one first, or choose another domain.',
			);
		}
		const [made] = await transaction.rows(
			z.object({ serviceId: z.uuid(), customerId: z.uuid() }),
			`insert into msp.service (customer_id, plan_id, order_reference, domain, status)
			select c.id, p.id, $1, $4, 'pending_setup' from msp.customer c, msp.plan p
			where c.customer_code = $2 and p.plan_code = $3
			on conflict (order_reference) do nothing returning id as service_id, customer_id`,
			[orderReference, order.customerCode, order.planCode, order.domain],
		);
		if (made) {
			transaction.audit({
				customerId: made.customerId,
				action: 'order.manual',
				subject: made.serviceId,
				outcome: 'done',
				detail: { ...order },
				correlationId: '',
			});
			return made.serviceId;
		}
		const [known] = await transaction.rows(
			z.object({ serviceId: z.uuid(), same: z.boolean() }),
			`select s.id as service_id, s.domain = $2 and c.customer_code = $3 and p.plan_code = $4 as same
			from msp.service s join msp.customer c on c.id = s.customer_id join msp.plan p on p.id = s.plan_id
			where s.order_reference = $1`,
			[orderReference, order.domain, order.customerCode, order.planCode],
		);
		if (known?.same) return known.serviceId;
		if (known)
			throw new InputError(
				'reference',
				`'${order.reference}' is of another order`,
				'Give each order a reference of its own.',
			);
		throw new InputError(
			'customerCode',
			`'${order.customerCode}' or the plan '${order.planCode}' does not exist`,
			'Take both from MSP Customers → Customer: List and Plan: List.',
		);
	});
	return await startTask(backOffice, serviceId);
}
