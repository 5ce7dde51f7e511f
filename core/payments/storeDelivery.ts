import type { Transaction } from '../db';
import { ignored, type PaymentEvent } from './paymentEvent';
import { reopenResent } from './leftEvents';
import { forgetIgnored, insertPaymentEvent, setEventProcessed } from './paymentEvents';
import { isRejection, rejection, type Rejection } from './rejection';
import { claimTransmission } from './transmissions';

/** A verified delivery, with what its credential and its node make of it. */
export interface VerifiedDelivery {
	readonly event: PaymentEvent;
	/** The provider's ID of the delivery, when its signature is too weak to tell two bodies apart. */
	readonly transmissionId?: string;
	/** Why the event is not for this credential, such as one of the test mode. */
	readonly foreign?: Rejection;
	/** Whether the operator chose events of this type. */
	readonly chosen: boolean;
}

/** What became of a delivery: `stored` starts the workflow, and nothing else does. */
export type StoredDelivery =
	{ readonly outcome: 'stored'; readonly paymentEventId: string } | { readonly outcome: 'repeated' | 'ignored' };

/**
 * Stores a verified delivery once. One that comes again starts the workflow again only if its event was left without an order,
 * or its order could not be set up: somebody has put right what was missing, and has it sent again. An event that is not for
 * the credential is stored as ignored and processed: so it can be found, and starts nothing.
 *
 * @returns the rejection of a delivery whose ID was used for another event.
 */
export async function storeDelivery(
	transaction: Transaction,
	{ event, transmissionId, foreign, chosen }: VerifiedDelivery,
): Promise<StoredDelivery | Rejection> {
	if (transmissionId !== undefined && !(await claimTransmission(transaction, event, transmissionId))) {
		return rejection('repeated_transmission', `its transmission ${transmissionId} was for another event`);
	}
	if (foreign && isRejection(foreign)) {
		const id = await insertPaymentEvent(transaction, { ...event, ...ignored });
		if (id !== undefined) await setEventProcessed(transaction, id, foreign.reason);
		return { outcome: 'ignored' };
	}
	if (!chosen) return { outcome: 'ignored' };
	// The operator has changed the credential, and sends the event again.
	await forgetIgnored(transaction, event, ['other_mode', 'other_account']);
	const paymentEventId = await insertPaymentEvent(transaction, event);
	const toHandle = paymentEventId ?? (await reopenResent(transaction, event));
	return toHandle === undefined ? { outcome: 'repeated' } : { outcome: 'stored', paymentEventId: toHandle };
}
