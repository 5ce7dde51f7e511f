import type { PaymentRow } from './rows';

/** The form of an ID of Stripe or PayPal. */
export const isGatewayId = (text: string): boolean => /^((pi|ch|py)_[A-Za-z0-9_]{4,}|[0-9A-Z]{17})$/.test(text);

/**
 * What the pack writes into the private notes of a payment that it records itself. No client sees or writes them, and a
 * person who types the same reference by hand has no such line.
 */
export const recordedNote = (reference: string): string => `msp-money:${reference}`;

/**
 * The gateway's ID of money that the pack took and then recorded at Invoice Ninja. Without the mark, what somebody entered
 * by hand is money of its own. The mark and the reference must say the same, so that half a copy joins nothing.
 */
export function recordedReference({
	transactionReference,
	privateNotes,
	companyGatewayId,
}: Pick<PaymentRow, 'transactionReference' | 'privateNotes' | 'companyGatewayId'>): string | undefined {
	if (companyGatewayId !== '' || !isGatewayId(transactionReference)) return undefined;
	const lines = privateNotes.split(/\r?\n/).map((line) => line.trim());
	return lines.includes(recordedNote(transactionReference)) ? transactionReference : undefined;
}
