import type { Store } from '../db';
import type { StripeAccount } from '../stripe';
import { lockRequests, requestsUnderWay } from './requests';
import { closePage, noteLooks } from './sessions';

/**
 * Closes every page on which a customer could pay an invoice, as it is charged in another way now: whoever has the page open
 * in a window does not pay twice. The caller has noted before that the charge is at work, so that no other page is opened.
 *
 * @returns true when the customer was quicker, and the money of a page is on its way.
 * @throws ExternalError in Stripe's words: then a page may be open still.
 */
export async function closeForCharge(
	{ store }: { readonly store: Store },
	stripe: StripeAccount,
	{ customerId, currency, invoiceId }: { customerId: string; currency: string; invoiceId: string },
): Promise<boolean> {
	const found = await store.asStaff(async (transaction) => {
		// Whoever notes a page just now is waited for.
		await lockRequests(transaction, { customerId, currency });
		return await requestsUnderWay(transaction, { customerId, currency });
	});
	let isPaid = false;
	for (const request of found.filter(({ invoices }) => invoices.some((one) => one.invoiceId === invoiceId))) {
		const look = await closePage(stripe, request);
		await noteLooks(store, customerId, [look]);
		isPaid ||= look.state === 'paid' || look.state === 'pending';
	}
	return isPaid;
}
