import { z } from 'zod';
import { useCredit } from '../credits';
import { findCustomer } from '../customers';
import type { BackOffice } from '../db';
import { findInvoice, findSourceClient, lockInvoice } from '../invoices';
import { dayIn } from '../kernel/calendar';
import { systemClock, type Clock } from '../kernel/clock';
import { InputError } from '../kernel/errors';
import type { MoneyToRecord } from './recordCharge';

/** What of a customer's credit pays an invoice of Invoice Ninja. */
export interface SpentCredit {
	readonly invoiceId: string;
	readonly creditUsedMinor: number;
	readonly currency: string;
	/** The payment that Invoice Ninja is to know; null when there is no credit, or the store keeps the invoice. */
	readonly money: MoneyToRecord | null;
}

const used = z.object({ usedMinor: z.coerce.number() });

/** What marks the payment by credit of an invoice. */
export const creditReference = (invoiceId: string) => `credit-${invoiceId}`;

/**
 * Uses what a customer has to its credit for an invoice of Invoice Ninja, once: it is to be entered there as a payment, so
 * that the taxes of the invoice stay as they are. A repeat tells the same.
 *
 * @throws InputError when there is no such invoice.
 */
export async function spendCredit(
	{ store }: Pick<BackOffice, 'store'>,
	invoiceId: string,
	clock: Clock = systemClock,
): Promise<SpentCredit> {
	return await store.asStaff(async (transaction) => {
		await lockInvoice(transaction, invoiceId);
		const invoice = await findInvoice(transaction, invoiceId);
		const customer = invoice && (await findCustomer(transaction, invoice.customerId));
		if (!invoice || !customer) {
			throw new InputError('invoiceId', 'is unknown', 'Take it from MSP Billing → Renewal: Record.', 'not_found');
		}
		const { currency, source, externalId } = invoice;
		const clientId = (await findSourceClient(transaction, invoiceId)) ?? customer.invoiceNinjaClientId;
		const nothing = { invoiceId, creditUsedMinor: 0, currency, money: null };
		if (source !== 'invoice_ninja' || externalId === null || clientId === null) return nothing;
		if (invoice.status === 'open' || invoice.status === 'partial') await useCredit(transaction, invoice);
		const found = await transaction.row(
			used,
			`select coalesce(-sum(amount_minor), 0)::bigint as used_minor from msp.customer_credit
			where invoice_id = $1 and reference = 'invoice:' || $1::text`,
			[invoiceId],
		);
		const amountMinor = found?.usedMinor ?? 0;
		if (amountMinor <= 0) return nothing;
		const share = { invoiceId: externalId.slice(externalId.indexOf(':') + 1), amountMinor };
		const date = dayIn(customer.timeZone, clock.now());
		const money = { clientId, reference: creditReference(invoiceId), amountMinor, currency, date, invoices: [share] };
		return { invoiceId, creditUsedMinor: amountMinor, currency, money };
	});
}
