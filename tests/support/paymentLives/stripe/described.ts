import type { Bill } from '../truth';
import type { BackStep } from './back';
import type { StripeVersion } from './world';

/** A back step and the hours before it. */
export type LaterStep = BackStep & { readonly hours: number };

/** How one payment is made. */
export interface PaymentPlan {
	readonly bill: Bill;
	/** Attempts that the bank declines before the one that counts. */
	readonly declined: number;
	/** `never`: the buyer gives up, or the delayed money does not come. `outside`: only invoices. */
	readonly end: 'paid' | 'never' | 'outside';
	/** A method whose money comes days later, such as a bank debit. */
	readonly delayed: boolean;
	readonly back: readonly LaterStep[];
}

export interface StripePlan {
	readonly tag: string;
	readonly version: StripeVersion;
	readonly kind: 'checkout' | 'checkout_with_invoice' | 'subscription' | 'intent';
	readonly currency: string;
	readonly namedIn: 'metadata' | 'client_reference_id';
	/** The shop puts the session's metadata on the payment intent or the subscription too. */
	readonly copied: boolean;
	/** A one-off checkout may have no customer. */
	readonly guest: boolean;
	readonly pace: number;
	/** Where nothing is due Stripe writes `no_payment_required`; some sessions of subscriptions say `paid`. */
	readonly zeroStatus: 'no_payment_required' | 'paid';
	readonly first: PaymentPlan;
	readonly renewals: readonly PaymentPlan[];
	readonly scale?: number;
}
