import type { Store } from '../db';
import { systemClock, type Clock } from '../kernel/clock';
import type { StripeAccount } from '../stripe';
import { openInvoicesOf } from './openInvoices';
import { requestsWithPage, type PaymentRequest } from './requests';
import { closePage, noteLooks, type PageState } from './sessions';

export interface ClosedPage extends PaymentRequest {
	/** `expired`: nobody can pay on it any more. Otherwise the customer was quicker. */
	readonly pageState: PageState;
}

/** Stripe closes a page by itself after a day, and tells nobody who does not ask. */
const longestPageMs = 25 * 3_600_000;

/**
 * Closes the pages at Stripe that ask for what is not open any more: an invoice was paid in another way, voided or changed.
 * Who has such a page open in a window cannot pay twice on it. A page that is for less than what is open stays, and so does
 * one that nothing has changed for.
 *
 * @param limit so many pages are looked at, the one that was looked at longest ago first.
 */
export async function closeOutdated(
	{ store }: { readonly store: Store },
	stripe: StripeAccount,
	limit: number,
	clock: Clock = systemClock,
): Promise<ClosedPage[]> {
	const longAgo = clock.now().getTime() - longestPageMs;
	const outdated = await store.asStaff(async (transaction) => {
		const found: PaymentRequest[] = [];
		for (const request of await requestsWithPage(transaction, limit)) {
			const open = new Map((await openInvoicesOf(transaction, request)).map((one) => [one.invoiceId, one.amountMinor]));
			const isOpen = request.invoices.every(({ invoiceId, amountMinor }) => (open.get(invoiceId) ?? 0) >= amountMinor);
			const isWhole = request.invoices.reduce((sum, { amountMinor }) => sum + amountMinor, 0) === request.totalMinor;
			if (!isOpen || !isWhole || request.updatedAt.getTime() < longAgo) found.push(request);
		}
		return found;
	});
	const closed: ClosedPage[] = [];
	for (const request of outdated) {
		const look = await closePage(stripe, request);
		await noteLooks(store, request.customerId, [look]);
		closed.push({ ...request, pageState: look.state });
	}
	return closed;
}
