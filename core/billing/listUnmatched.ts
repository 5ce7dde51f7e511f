import { endAlertIn, reportIn } from '../alerts';
import type { Transaction } from '../db';
import { countUnmatched, forgetUnmatched, saveUnmatched, unmatchedReasons, type UnmatchedReason } from '../invoices';
import type { ReadInvoice } from '../invoiceNinja';

export interface MaybeUnmatched {
	readonly read: ReadInvoice;
	readonly clientId: string;
	readonly clientName: string;
	/** Absent for an invoice that is known, or of which nothing is owed. */
	readonly reason: UnmatchedReason | undefined;
	readonly detail: string;
	readonly change: object;
}

/**
 * Lists an invoice that nobody knows the client or the product of, and takes it off the list when it is known. Staff are told
 * once for each company and reason, until the list is empty.
 */
export async function listOrForget(
	transaction: Transaction,
	{ read, reason, ...unmatched }: MaybeUnmatched,
): Promise<void> {
	const { companyCode, externalId, invoiceNumber, status } = read;
	if (reason === undefined || status === 'void') {
		const forgotten = await forgetUnmatched(transaction, externalId);
		if (!forgotten) return;
	} else {
		await saveUnmatched(transaction, { ...unmatched, companyCode, externalId, invoiceNumber, reason });
	}
	for (const one of unmatchedReasons) {
		const count = await countUnmatched(transaction, companyCode, one);
		if (count === 0) await endAlertIn(transaction, causeOf(companyCode, one));
		else if (one === reason) await tell(transaction, read, { reason, count, detail: unmatched.detail });
	}
}

const causeOf = (companyCode: string, reason: UnmatchedReason) => `invoice-ninja:${reason}:${companyCode}`;

const remedies: Readonly<Record<UnmatchedReason, string>> = {
	unknown_client:
		'Look them up with MSP Billing → Invoice Ninja: List Unknown. Give each customer its client: MSP Customers → Customer: Update, Invoice Ninja Client ID; or add the customer. Then run MSP Billing → Invoice Ninja: Repeat Unknown.',
	unknown_product:
		'Look them up with MSP Billing → Invoice Ninja: List Unknown. Write the domain or the order reference into a custom value of the line, or add the plan. Then run MSP Billing → Invoice Ninja: Repeat Unknown.',
};

async function tell(
	transaction: Transaction,
	{ companyCode, invoiceNumber }: ReadInvoice,
	{ reason, count, detail }: { readonly reason: UnmatchedReason; readonly count: number; readonly detail: string },
): Promise<void> {
	const what = reason === 'unknown_client' ? 'client' : 'product';
	await reportIn(transaction, {
		cause: causeOf(companyCode, reason),
		kind: 'unknown_item',
		severity: 'warning',
		title: `Invoice Ninja of ${companyCode}: ${count === 1 ? 'an invoice' : `${count} invoices`} of an unknown ${what}`,
		message: `Invoice ${invoiceNumber}: ${detail}.`,
		remedy: remedies[reason],
		settles: 'by_hand',
		// Several come together, and many are solved at once.
		waitSeconds: 300,
	});
}
