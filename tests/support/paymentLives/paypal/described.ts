import type { Bill } from '../truth';
import type { PayPalBackStep } from './back';

export interface PayPalPaymentPlan {
	readonly bill: Bill;
	/** Money that waits first, such as an eCheck; or a subscription's payment that fails first. */
	readonly waits: boolean;
	readonly end: 'paid' | 'never';
	readonly back: readonly PayPalBackStep[];
}

export interface PayPalPlan {
	readonly tag: string;
	readonly kind: 'capture' | 'authorization' | 'agreement';
	readonly currency: string;
	readonly namedIn: 'custom_id' | 'invoice_id';
	/** `custom_id` is the order alone, without customer, plan and domain. */
	readonly bare: boolean;
	/** Refunds and disputes repeat the merchant's reference. */
	readonly repeated: boolean;
	readonly pace: number;
	/** Shares of an authorisation that are captured, in permille; the rest is voided. Steps go to the captures in turn. */
	readonly shares: readonly number[];
	/** Which of the shapes that were seen a refund of v1 has. */
	readonly saleRefund: 'old' | 'links' | 'new';
	/** Which of the shapes that were seen a reversal of v1 has. */
	readonly saleReversal: 'own_id' | 'id_of_sale';
	readonly first: PayPalPaymentPlan;
	readonly renewals: readonly PayPalPaymentPlan[];
}
