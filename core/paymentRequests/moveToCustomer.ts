import type { Merge, Moved, Transaction } from '../db';
import { endRequest, findOpenRequest, lockRequests } from './requests';

/** Nobody else decides what either customer is asked for in these currencies until the transaction ends. */
export async function lockRequestsOfBoth(
	transaction: Transaction,
	{ from, into }: Merge,
	currencies: readonly string[],
): Promise<void> {
	const all = [from, into].flatMap((customerId) => currencies.map((currency) => ({ customerId, currency })));
	const nameOf = ({ customerId, currency }: (typeof all)[number]) => `${customerId} ${currency}`;
	for (const one of all.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))) await lockRequests(transaction, one);
}

/**
 * Gives what a customer who is merged was asked to pay to the other one. A customer is asked for one sum in a currency, so an
 * open request of the merged one ends as when something else is open: its link leads to the page of what is open now, which
 * closes its page at Stripe before it opens another one. The caller has locked the requests of both.
 */
export async function moveRequests(
	transaction: Transaction,
	{ from, into }: Merge,
	currencies: readonly string[],
): Promise<Moved> {
	const ids = [from, into];
	const clashes: string[] = [];
	for (const currency of currencies) {
		const open = await findOpenRequest(transaction, { customerId: from, currency });
		if (!open) continue;
		await endRequest(transaction, open.requestId, open.status === 'paid' ? 'paid' : 'superseded');
		if (open.status === 'paid') continue;
		clashes.push(`The open payment request in ${currency} is superseded: its link shows what is open of both.`);
	}
	return {
		rows: {
			payment_request: await transaction.run(
				'update msp.payment_request set customer_id = $2 where customer_id = $1',
				ids,
			),
			payment_request_invoice: await transaction.run(
				'update msp.payment_request_invoice set customer_id = $2 where customer_id = $1',
				ids,
			),
		},
		clashes,
	};
}
