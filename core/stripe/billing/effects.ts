/*
 * Every effect at Stripe. This list is complete: the node imports from it, and the roll-back finds an effect in it by the
 * name that the step recorded.
 */
export { savedMethodCharge, paymentCancellation } from './charges';
export { checkoutCreation, checkoutExpiry } from './checkout';
export { customerCreation, customerUpdate } from './customers';
export { customerUpsert } from './customerUpsert';
export {
	invoiceCollection,
	invoiceFinalization,
	invoiceOutsidePayment,
	invoiceSending,
	invoiceVoiding,
	invoiceWriteOff,
} from './invoiceChanges';
export { invoiceCreation, invoiceItemCreation } from './invoices';
export { meterCreation, meterDeactivation, meterEventCancellation, meterEventSending } from './meters';
export { paymentLinkCreation, paymentLinkDeactivation } from './paymentLinks';
export { defaultMethodChange, paymentMethodAttachment } from './paymentMethods';
export { refundCreation } from './refunds';
export {
	subscriptionCancellation,
	subscriptionCreation,
	subscriptionEnding,
	subscriptionPriceChange,
	subscriptionResumption,
} from './subscriptions';
