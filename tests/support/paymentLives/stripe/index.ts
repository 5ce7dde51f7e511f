import type fc from 'fast-check';
import type { PaymentLife } from '../types';
import { playStripe } from './life';
import { stripePlans } from './plan';

/** Lives of payments at Stripe, of several API versions. */
export function stripeLife(): fc.Arbitrary<PaymentLife> {
	return stripePlans().map(playStripe);
}
