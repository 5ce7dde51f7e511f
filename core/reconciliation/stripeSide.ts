import { compactNames } from './names';
import type { BackFact, ChargeFact, Entry } from './facts';
import type { BalanceMovement, StripeCharge } from '../stripe';

/** A charge of Stripe as a side says it. A failed one moved nothing. */
export function chargeEntry(charge: StripeCharge, listed: boolean): Entry[] {
	if (charge.status === 'failed') return [];
	const said: ChargeFact = {
		kind: 'charge',
		provider: 'stripe',
		reference: charge.chargeId,
		at: charge.at,
		listed,
		amountMinor: charge.amountMinor,
		currency: charge.currency,
		refundedMinor: charge.refundedMinor,
		lostMinor: 0,
		disputeOpen: false,
		pending: charge.status === 'pending',
		disputed: charge.disputed,
	};
	const names = compactNames(charge.chargeId, charge.paymentIntentId);
	return [{ key: `stripe:${charge.chargeId}`, side: 'stripe', names, fact: said }];
}

/** What a movement of the balance says of a customer's money; nothing for a fee or a payout. */
export function movementEntries(movement: BalanceMovement): Entry[] {
	if (movement.charge) return chargeEntry(movement.charge, true);
	if (movement.kind !== 'refund' && movement.kind !== 'dispute') return [];
	const names = compactNames(movement.chargeId, movement.paymentIntentId);
	const said: BackFact = {
		kind: movement.kind,
		provider: 'stripe',
		reference: movement.id,
		chargeReference: movement.chargeId,
		at: movement.at,
		amountMinor: -movement.amountMinor,
		currency: movement.currency,
	};
	return [
		{ key: `stripe:${movement.id}`, side: 'stripe', names: names.length > 0 ? names : [movement.id], fact: said },
	];
}
