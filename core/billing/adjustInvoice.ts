import type { BackOffice, Transaction } from '../db';
import { adjustedOf, adjustmentsOfInvoice, getInvoice, insertAdjustment, lockInvoice, type Invoice } from '../invoices';
import { InputError } from '../kernel/errors';
import { decimalOf, parseDecimal } from '../kernel/money';
import type { Service } from '../services';
import { lockRows, settleRows } from './settleRows';

type Office = Pick<BackOffice, 'store'>;

/** The invoice after a person changed what is owed on it. */
export interface AdjustedInvoice extends Invoice {
	/** What people took off it in all, in minor units. */
	readonly adjustedMinor: number;
	readonly serviceStatus: Service['status'] | null;
	/** True when the service waits to be set up: start its task. */
	readonly provisioningNeeded: boolean;
	/** False for a repeat. */
	readonly changed: boolean;
}

/** A change of what is owed on an invoice, by a person. */
export interface AdjustmentInput {
	/** The number of the invoice or its ID. */
	readonly invoice: string;
	/** A decimal in the currency of the invoice. Positive lowers what is owed, negative takes back what was taken off. */
	readonly amount: string;
	/** The audit log keeps it. */
	readonly reason: string;
	/** A repeat with the same reference is the same adjustment. */
	readonly reference?: string;
}

/**
 * Changes what is owed on an invoice, such as for an apology or cash. Its payments are settled anew, and its service
 * follows as it follows a payment.
 *
 * @throws InputError when there is no such invoice, it is void, the amount is none or goes beyond the total, or the reference
 *   is of another adjustment.
 */
export async function adjustInvoice({ store }: Office, input: AdjustmentInput): Promise<AdjustedInvoice> {
	return await store.asStaff(async (transaction) => {
		const invoice = await getInvoice(transaction, input.invoice);
		const { amountMinor } = parseDecimal(input.amount, invoice.currency);
		if (amountMinor === 0) throw new InputError('amount', 'is 0', 'Give what is to be taken off the invoice.');
		return await adjust(transaction, invoice, { ...input, amountOf: () => amountMinor });
	});
}

/**
 * Settles an invoice by hand: what is owed on it is taken off, such as for a payment in cash or as a gift. A repeat
 * changes nothing.
 *
 * @throws InputError when there is no such invoice, or it is void.
 */
export async function settleByHand(
	{ store }: Office,
	input: Omit<AdjustmentInput, 'amount'>,
): Promise<AdjustedInvoice> {
	return await store.asStaff(async (transaction) => {
		const invoice = await getInvoice(transaction, input.invoice);
		return await adjust(transaction, invoice, { ...input, amountOf: ({ balanceMinor }) => balanceMinor });
	});
}

interface Change extends Pick<AdjustmentInput, 'reason' | 'reference'> {
	/** Positive lowers what is owed. Known only when the invoice is locked. */
	readonly amountOf: (invoice: Pick<Invoice, 'balanceMinor'>) => number;
}

async function adjust(
	transaction: Transaction,
	{ invoiceId, invoiceNumber, serviceId }: Invoice,
	{ reason, amountOf, ...change }: Change,
): Promise<AdjustedInvoice> {
	const reference = change.reference ?? null;
	const rows = await lockRows(transaction, { invoiceId, invoiceNumber, serviceId });
	const { invoice } = rows;
	if (invoice.status === 'void') {
		throw new InputError(
			'invoice',
			`${invoiceNumber} is void: nothing is owed on it`,
			'Choose another invoice.',
			'conflict',
		);
	}
	if (invoice.status === 'draft' && invoice.source === 'msp') {
		throw new InputError(
			'invoice',
			`${invoiceNumber} is a draft: nobody owes it yet`,
			'Issue it first, with MSP Billing → Renewal: Issue.',
			'conflict',
		);
	}
	const before = await adjustedOf(transaction, invoiceId);
	const amountMinor = amountOf(invoice);
	const changed =
		amountMinor !== 0 && (await insertAdjustment(transaction, { invoice, amountMinor, reason, reference }));
	if (!changed) await checkRepeat(transaction, invoice, { amountMinor, reference });
	if (changed) {
		// A repeat adds nothing, and so cannot go beyond the total.
		checkSum(before + amountMinor, invoice);
		transaction.audit({
			customerId: invoice.customerId,
			action: 'invoice.adjust',
			subject: invoiceId,
			outcome: 'done',
			detail: { invoiceNumber, amountMinor, currency: invoice.currency, reason, reference },
			correlationId: invoiceNumber,
		});
	}
	const { service } = await settleRows(transaction, rows, { takenBack: amountMinor < 0 });
	const after = (await lockInvoice(transaction, invoiceId)) ?? invoice;
	const { setupDecision: _, ...shown } = after;
	return {
		...shown,
		adjustedMinor: await adjustedOf(transaction, invoiceId),
		serviceStatus: service?.status ?? null,
		provisioningNeeded: service?.status === 'pending_setup',
		changed,
	};
}

/** A reference stands for one adjustment: another amount under it is a mistake. */
async function checkRepeat(
	transaction: Transaction,
	{ invoiceId, invoiceNumber, currency }: Invoice,
	{ amountMinor, reference }: { readonly amountMinor: number; readonly reference: string | null },
): Promise<void> {
	const known = (await adjustmentsOfInvoice(transaction, invoiceId)).find((one) => one.reference === reference);
	if (reference === null || amountMinor === 0 || !known || known.amountMinor === amountMinor) return;
	throw new InputError(
		'reference',
		`'${reference}' is of another adjustment of ${invoiceNumber}: ${decimalOf({ amountMinor: known.amountMinor, currency })} ${currency}`,
		'Give each adjustment a reference of its own.',
		'conflict',
	);
}

function checkSum(sumMinor: number, { totalMinor, currency, invoiceNumber }: Invoice): void {
	if (sumMinor >= 0 && sumMinor <= totalMinor) return;
	const total = `${decimalOf({ amountMinor: totalMinor, currency })} ${currency}`;
	throw new InputError(
		'amount',
		sumMinor < 0
			? `takes back more than was taken off ${invoiceNumber}`
			: `takes more off ${invoiceNumber} than its total of ${total}`,
		'Give an amount between what was taken off so far and the total.',
	);
}
