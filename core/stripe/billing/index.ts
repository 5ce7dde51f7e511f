import { undoOf, type SideEffect, type Undo } from '../../tasks';
import type { StripeAccount } from '../client';
import * as effects from './effects';

/*
 * What the pack does at Stripe, beside hearing of payments: each change is a side effect with the work that it is for, and
 * its idempotency key follows from that.
 */
export * from './effects';
export {
	disputesOfCharge,
	findCharge,
	readBalance,
	type BalanceMovement,
	type ChargeDisputes,
	type StripeCharge,
} from './balance';
export { getPayment, listPayments } from './charges';
export { getCheckout, type CheckoutInput } from './checkout';
export { getCustomer, listCustomers, searchCustomers } from './customers';
export { getInvoice, invoiceStatuses, listInvoiceItems, listInvoices } from './invoices';
export { type Line } from './lines';
export { listMeters } from './meters';
export { getEvent, listEvents, listPrices, openPortal } from './others';
export { getPaymentLink, listPaymentLinks } from './paymentLinks';
export { listPaymentMethods, savedMethod } from './paymentMethods';
export { getRefund, listRefunds } from './refunds';
export { getSubscription, listSubscriptions, subscriptionStatuses } from './subscriptions';
export { performNamed } from './creation';
export { chargeVerdict, chargeOutcomes } from './outcome';
export { type Work } from './work';

/** An undo reads only a recorded intent, and its own effect parses that. So all undos fit one type. */
type AnyEffect = SideEffect<unknown, Record<string, unknown>, unknown>;

/** The undo of each effect, by the effect's name; undefined when there is none. */
export function stripeUndoNamed(account: StripeAccount): (effectName: string) => Undo | undefined {
	const all = Object.values(effects).map((open) => open(account) as unknown as AnyEffect);
	const undos = new Map(all.map((effect) => [effect.name, undoOf(effect)]));
	return (effectName) => undos.get(effectName);
}
