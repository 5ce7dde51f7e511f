import { InputError } from '../kernel/errors';
import type { BackOffice } from '../db';
import type { Invoice } from '../invoices';
import type { Service } from '../services';
import { getPlan } from '../catalog';
import { getCustomer } from '../customers';
import { openOrder } from './openOrder';

/** An order by the codes of its customer and its plan. */
export interface ServiceInput {
	readonly customerCode: string;
	readonly planCode: string;
	readonly domain: string;
	readonly orderReference: string;
	readonly dueInDays: number;
}

export interface CreatedService
	extends Service, Pick<Invoice, 'invoiceId' | 'invoiceNumber' | 'totalMinor' | 'currency' | 'dueOn'> {
	/** False when the order was there before. */
	readonly created: boolean;
}

/**
 * Opens an order: a service that waits for its payment, and its open invoice. A repeat returns the same.
 *
 * @throws InputError when the customer or the plan does not exist, the plan is not sold, or the reference is taken.
 */
export async function createService(
	{ store }: Pick<BackOffice, 'store'>,
	order: ServiceInput,
): Promise<CreatedService> {
	return await store.asStaff(async (transaction) => {
		const customer = await getCustomer(transaction, order.customerCode);
		const plan = await getPlan(transaction, order.planCode);
		if (!plan.available) {
			throw new InputError(
				'planCode',
				`'${plan.planCode}' is not sold any more`,
				'Choose another plan, or make it available.',
			);
		}
		const { domain, orderReference, dueInDays } = order;
		const opened = await openOrder(transaction, { customer, plan, domain, orderReference, dueInDays });
		const { invoiceId, invoiceNumber, totalMinor, currency, dueOn } = opened.invoice;
		const { service, created } = opened;
		return { ...service, invoiceId, invoiceNumber, totalMinor, currency, dueOn, created };
	});
}
