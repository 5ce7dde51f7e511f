import { amountInWords, endAlertIn, reportIn } from '../alerts';
import { creditUsedFor } from '../credits';
import type { Transaction } from '../db';
import type { ReadInvoice } from '../invoiceNinja';
import type { Invoice } from '../invoices';
import type { Service } from '../services';

const isVoid = (status: Invoice['status'] | null) => status === 'void' || status === 'refunded';

/**
 * Tells staff that Invoice Ninja cancelled, deleted or reversed an invoice that a running service or a customer's credit hangs
 * on; once, and until the invoice is back. A person decides: the service goes on, and the credit is not given back by itself,
 * because Invoice Ninja may have given it as a credit of its own.
 */
export async function tellIfVoided(
	transaction: Transaction,
	before: Invoice,
	{ read, service }: { readonly read: ReadInvoice; readonly service: Service | undefined },
): Promise<void> {
	const causes = {
		service: `invoice-ninja:voided:${read.externalId}`,
		credit: `invoice-ninja:voided-credit:${read.externalId}`,
	};
	if (!isVoid(read.status)) {
		if (!isVoid(before.sourceStatus)) return;
		for (const cause of Object.values(causes)) await endAlertIn(transaction, cause);
		return;
	}
	if (isVoid(before.sourceStatus)) return;
	const done = read.status === 'void' ? 'cancelled or deleted' : 'reversed';
	const was = `invoice ${read.invoiceNumber} was ${done}`;
	await tellOfService(transaction, causes.service, { was, service });
	await tellOfCredit(transaction, causes.credit, { was, invoice: before });
}

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

async function tellOfService(
	transaction: Transaction,
	cause: string,
	{ was, service }: { readonly was: string; readonly service: Service | undefined },
): Promise<void> {
	if (!service || !['provisioning', 'active', 'suspended'].includes(service.status)) return;
	await reportIn(transaction, {
		cause,
		kind: 'invoice',
		severity: 'warning',
		title: `${capital(was)}, and its service is ${service.status}`,
		message: `Invoice Ninja says that ${was}. The service that it is for goes on.`,
		remedy:
			'Suspend or terminate the service if it should not run on, or issue another invoice. Then close this alert.',
		facts: { customerCode: service.customerCode, domain: service.domain, orderReference: service.orderReference },
		settles: 'by_hand',
	});
}

async function tellOfCredit(
	transaction: Transaction,
	cause: string,
	{ was, invoice }: { readonly was: string; readonly invoice: Invoice },
): Promise<void> {
	const { customerCode, currency, invoiceId } = invoice;
	const usedMinor = await creditUsedFor(transaction, invoice);
	if (usedMinor === 0) return;
	const amount = amountInWords(usedMinor, currency);
	await reportIn(transaction, {
		cause,
		kind: 'invoice',
		severity: 'warning',
		title: `${capital(was)}, and ${amount} of ${customerCode}'s credit had paid it`,
		message: `Invoice Ninja says that ${was}. The customer's credit of ${amount} stays spent in the back office.`,
		remedy: `See whether Invoice Ninja has given it as a credit or refunded it. If not, give it back with MSP Billing → Credit: Add, with the reference invoice:${invoiceId}:back. Then close this alert.`,
		facts: { customerCode, paid: amount },
		settles: 'by_hand',
	});
}
