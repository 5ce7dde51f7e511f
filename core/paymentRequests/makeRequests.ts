import { getCustomer } from '../customers';
import type { BackOffice } from '../db';
import type { Language } from '../kernel/languages';
import { paymentLinkFor } from './link';
import { openCurrenciesOf } from './openInvoices';
import { renewRequest } from './renewRequest';
import type { PaymentRequest } from './requests';

export interface RequestWish {
	readonly customerCode: string;
	/** ISO 4217; by default each currency in which something is open. */
	readonly currency?: string;
	/** The address of the page: the GET webhook of workflow 29. */
	readonly page: string;
	/** By default the customer's. */
	readonly language?: Language;
	/** How long the link works. */
	readonly days?: number;
}

export interface MadeRequest extends PaymentRequest {
	/** Where the customer sees and pays what is open. */
	readonly payUrl: string;
	readonly language: Language;
}

/**
 * The payment request of a customer for what is open now, in each currency, with the link to pay it. A repeat gives the same
 * one until something else is open. Empty when nothing is.
 *
 * @throws InputError when there is no such customer, or the page is no http or https address.
 */
export async function makeRequests(
	{ store, vault }: Pick<BackOffice, 'store' | 'vault'>,
	wish: RequestWish,
): Promise<MadeRequest[]> {
	const { customer, currencies } = await store.asStaff(async (transaction) => {
		const customer = await getCustomer(transaction, wish.customerCode);
		const open = async () => await openCurrenciesOf(transaction, customer.customerId);
		return { customer, currencies: wish.currency === undefined ? await open() : [wish.currency] };
	});
	const { customerId } = customer;
	const language = wish.language ?? customer.language;
	const made: MadeRequest[] = [];
	for (const currency of currencies) {
		const request = await store.asStaff(
			async (transaction) => await renewRequest(transaction, { customerId, currency }),
		);
		if (!request) continue;
		const { page, days } = wish;
		const payUrl = paymentLinkFor(
			{ vault },
			{ customerId, currency, page, language, ...(days !== undefined && { days }) },
		);
		made.push({ ...request, payUrl, language });
	}
	return made;
}
