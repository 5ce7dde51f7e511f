import { endAlertIn, endAlertsLikeIn, reportIn } from '../alerts';
import { findCustomer, findCustomerOfClient } from '../customers';
import type { Transaction } from '../db';
import { hasInvoicesOfClient, noteClient, type Invoice } from '../invoices';
import type { ReadInvoice } from '../invoiceNinja';

const ofPair = (from: string, into: string) => `invoice-ninja:client-merged:${from}:${into}`;
const ofNobody = (customerId: string, clientId: string) => `invoice-ninja:client-unknown:${customerId}:${clientId}`;

/**
 * Tells staff when Invoice Ninja says that an invoice of one customer is of another client: clients may be merged there, and
 * invoices given away. Nobody guesses which, so the invoice stays its customer's. One alert for a pair, until the two are one
 * here too, or no invoice is left of which it is so.
 *
 * @param read a reading that is news.
 */
export async function tellOfClient(
	transaction: Transaction,
	{ invoiceId, invoiceNumber, customerId }: Pick<Invoice, 'invoiceId' | 'invoiceNumber' | 'customerId'>,
	{ read, clientId }: { readonly read: Pick<ReadInvoice, 'companyCode' | 'status'>; readonly clientId: string },
): Promise<void> {
	const { companyCode } = read;
	const before = await noteClient(transaction, invoiceId, clientId);
	if (before !== null && before !== clientId)
		await endIfOver(transaction, { customerId, companyCode, clientId: before });
	const owner = await findCustomer(transaction, customerId);
	// In another company the same ID is somebody else, and an invoice that is cancelled is nobody's matter.
	if (owner?.companyCode !== companyCode || read.status === 'void') return;
	const client = await findCustomerOfClient(transaction, companyCode, clientId);
	if (client?.customerId === owner.customerId) {
		await endAlertIn(transaction, ofNobody(owner.customerId, clientId));
		return;
	}
	const { customerCode } = owner;
	const alert = { kind: 'invoice', severity: 'warning', facts: { customerCode }, settles: 'by_hand' } as const;
	if (client) {
		await reportIn(transaction, {
			...alert,
			cause: ofPair(owner.customerId, client.customerId),
			title: `Invoice Ninja has an invoice of ${customerCode} under the client of ${client.customerCode}`,
			message: `Invoice ${invoiceNumber} is of the client ${clientId} there now, who is ${client.customerCode} here. It stays an invoice of ${customerCode}.`,
			remedy: `If the clients were merged in Invoice Ninja, merge ${customerCode} into ${client.customerCode} with MSP Customers → Customer: Merge. If not, give the invoice back to its client there.`,
		});
		return;
	}
	await reportIn(transaction, {
		...alert,
		cause: ofNobody(owner.customerId, clientId),
		title: `Invoice Ninja has an invoice of ${customerCode} under a client whom nobody knows`,
		message: `Invoice ${invoiceNumber} is of the client ${clientId} there now, who is no customer here. It stays an invoice of ${customerCode}.`,
		remedy: `If ${clientId} is ${customerCode} now, give it as Invoice Ninja Client ID with MSP Customers → Customer: Update. If not, give the invoice back to its client there.`,
	});
}

interface Strange {
	readonly customerId: string;
	readonly companyCode: string;
	readonly clientId: string;
}

/** An alert about a client is over when no invoice of the customer is left under it. */
async function endIfOver(transaction: Transaction, { customerId, companyCode, clientId }: Strange): Promise<void> {
	if (await hasInvoicesOfClient(transaction, { customerId, companyCode, clientId })) return;
	const client = await findCustomerOfClient(transaction, companyCode, clientId);
	if (client) await endAlertIn(transaction, ofPair(customerId, client.customerId));
	await endAlertIn(transaction, ofNobody(customerId, clientId));
}

/** Ends what staff were told about a customer who is merged. What is still so is told with its next reading. */
export async function endAlertsOfClients(transaction: Transaction, customerId: string): Promise<void> {
	await endAlertsLikeIn(transaction, [ofPair(customerId, '%'), ofPair('%', customerId), ofNobody(customerId, '%')]);
}
