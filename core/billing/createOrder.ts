import { InputError } from '../kernel/errors';
import type { BackOffice } from '../db';
import type { Service } from '../services';
import { openOrder } from './openOrder';
import { getCustomer } from '../customers';
import { getPlan } from '../catalog';

/** An order as an operator gives it, by codes. */
export interface OrderInput {
	readonly customerCode: string;
	readonly planCode: string;
	readonly domain: string;
	readonly orderReference: string;
	readonly dueInDays: number;
}

export interface CreatedService extends Service {
	readonly invoiceId: string;
	readonly invoiceNumber: string;
	readonly totalMinor: number;
	readonly currency: string;
	readonly dueOn: string;
	/** False where the order was there before. */
	readonly created: boolean;
}

/**
 * Opens an order by codes: a service that waits for its payment, and its open invoice. Doing it again gives the same.
 *
 * @throws InputError where the customer or the plan does not exist, the plan is not sold, or the reference is taken.
 */
export async function createService({ store }: Pick<BackOffice, 'store'>, order: OrderInput): Promise<CreatedService> {
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
