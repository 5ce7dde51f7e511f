import { findCustomer, findCustomerByCode, findCustomerOfClient } from '../../customers';
import type { Store } from '../../db';
import { textOf } from '../conflicts';
import type { ClientLinks } from '../makers';

/** Who is a client already, as the back office has it. */
export const openLinks = (store: Store, companyCode: string): ClientLinks => ({
	of: async (customerId) =>
		await store.asStaff(
			async (transaction) => (await findCustomer(transaction, customerId))?.invoiceNinjaClientId ?? null,
		),
	isOthers: async (client, customerId) =>
		await store.asStaff(async (transaction) => {
			const linked = await findCustomerOfClient(transaction, companyCode, client.id);
			const meant = await findCustomerByCode(transaction, textOf(client, 'id_number'));
			// The customer of the plan may have been merged into another one since.
			const own = await findCustomer(transaction, customerId);
			return [linked, meant].some(
				(other) => other !== undefined && other.customerId !== (own?.customerId ?? customerId),
			);
		}),
});
