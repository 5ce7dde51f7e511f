import type fc from 'fast-check';
import type { PaymentLife } from '../types';
import { playPayPal } from './life';
import { payPalPlans } from './plan';

/** Lives of payments at PayPal: orders (v2), authorisations, and subscriptions whose money is a sale (v1). */
export function payPalLife(): fc.Arbitrary<PaymentLife> {
	return payPalPlans().map(playPayPal);
}
