import type { PayPalCapture, PayPalTransaction } from '../paypal';
import type { BackFact, ChargeFact, Entry } from './facts';
import { compactNames } from './names';

function chargeOf(
	reference: string,
	at: Date,
	pending: boolean,
	listed: boolean,
): Omit<ChargeFact, 'amountMinor' | 'currency'> {
	return {
		kind: 'charge',
		provider: 'paypal',
		...{ reference, at, listed, pending },
		// PayPal lists refunds as transactions of their own.
		refundedMinor: null,
		lostMinor: 0,
		disputeOpen: false,
		disputed: false,
	};
}

/**
 * What a transaction of PayPal says of a customer's money; nothing for one that was denied, or moves none. An ID is not
 * unique at PayPal: a row that only authorizes has the ID of the one that takes. It has another code.
 */
export function transactionEntries(transaction: PayPalTransaction): Entry[] {
	const { transactionId, referenceId, code, kind, state, amount, at } = transaction;
	if (state === 'denied') return [];
	const key = `paypal:${code}:${transactionId}`;
	if (kind === 'payment') {
		const charge = { ...chargeOf(transactionId, at, state === 'pending', true), ...amount };
		return [{ key, side: 'paypal', names: [transactionId], fact: charge }];
	}
	if ((kind !== 'refund' && kind !== 'dispute') || state === 'pending') return [];
	const back: BackFact = {
		kind,
		provider: 'paypal',
		reference: transactionId,
		chargeReference: referenceId,
		at,
		amountMinor: -amount.amountMinor,
		currency: amount.currency,
	};
	return [{ key, side: 'paypal', names: compactNames(referenceId ?? transactionId), fact: back }];
}

export function captureEntry({ captureId, amount, state, at }: PayPalCapture): Entry[] {
	if (state === 'denied') return [];
	const charge = { ...chargeOf(captureId, at, state === 'pending', false), ...amount };
	return [{ key: `paypal:capture:${captureId}`, side: 'paypal', names: [captureId], fact: charge }];
}
