import type { INodePropertyOptions } from 'n8n-workflow';

const event = (value: string, name: string, description: string): INodePropertyOptions => ({
	name: `${name} (${value})`,
	value,
	description,
});

function byName(options: INodePropertyOptions[]): INodePropertyOptions[] {
	return options.sort((one, other) => one.name.localeCompare(other.name));
}

export const stripeEvents: INodePropertyOptions[] = byName([
	event('charge.dispute.closed', 'Dispute Closed', 'A dispute was won or lost'),
	event('charge.dispute.created', 'Dispute Opened', 'A buyer asks their bank for the money back'),
	event('charge.dispute.updated', 'Dispute Updated', 'Something about a dispute changed'),
	event('charge.refunded', 'Charge Refunded', 'Money was given back; tells all that was refunded so far'),
	event('checkout.session.async_payment_failed', 'Checkout Payment Failed', 'A delayed payment did not come'),
	event('checkout.session.async_payment_succeeded', 'Checkout Payment Arrived', 'A delayed payment has come'),
	event('checkout.session.completed', 'Checkout Completed', 'The buyer is done; the money may be there or still come'),
	event('invoice.paid', 'Invoice Paid', 'An invoice was paid, through Stripe or outside it'),
	event('invoice.payment_action_required', 'Invoice Needs the Buyer', 'The buyer must confirm the payment'),
	event('invoice.payment_failed', 'Invoice Payment Failed', 'An attempt to collect an invoice failed'),
	event('invoice_payment.paid', 'Invoice Payment', 'One payment on an invoice; joins the IDs of both'),
	event('payment_intent.canceled', 'Payment Cancelled', 'A payment will not be made'),
	event('payment_intent.payment_failed', 'Payment Failed', 'An attempt to pay failed'),
	event('payment_intent.processing', 'Payment Processing', 'A delayed payment was begun'),
	event('payment_intent.succeeded', 'Payment Succeeded', 'A payment was made, by a checkout or otherwise'),
	event('charge.refund.updated', 'Refund of a Charge Updated', 'One refund changed, such as one that failed'),
	event('refund.created', 'Refund Created', 'One refund; tells only its own amount'),
	event('refund.failed', 'Refund Failed', 'A refund did not reach the buyer, and its money is back'),
	event('refund.updated', 'Refund Updated', 'One refund; tells only its own amount'),
]);

/**
 * One event for each piece of news, and `invoice_payment.paid`: since the API version 2025-03-31 nothing else joins the
 * checkout of a subscription to the charge that is refunded or disputed later.
 */
export const defaultStripeEvents = [
	'charge.dispute.closed',
	'charge.dispute.created',
	'charge.refund.updated',
	'charge.refunded',
	'checkout.session.async_payment_failed',
	'checkout.session.async_payment_succeeded',
	'checkout.session.completed',
	'invoice.paid',
	'invoice.payment_failed',
	'invoice_payment.paid',
	'refund.failed',
];

export const payPalEvents: INodePropertyOptions[] = byName([
	event('BILLING.SUBSCRIPTION.ACTIVATED', 'Subscription Begun', 'Names the order of its payments; begins a free trial'),
	event('BILLING.SUBSCRIPTION.PAYMENT.FAILED', 'Subscription Payment Failed', 'A recurring payment failed'),
	event('CHECKOUT.ORDER.APPROVED', 'Order Approved', 'The buyer agreed; the money is not captured yet'),
	event('CHECKOUT.ORDER.COMPLETED', 'Order Completed', 'An order was captured'),
	event('CUSTOMER.DISPUTE.CREATED', 'Dispute Opened', 'A buyer asks for the money back'),
	event('CUSTOMER.DISPUTE.RESOLVED', 'Dispute Closed', 'A dispute was won or lost'),
	event('CUSTOMER.DISPUTE.UPDATED', 'Dispute Updated', 'Something about a dispute changed'),
	event('INVOICING.INVOICE.PAID', 'Invoice Paid', 'An invoice of PayPal was paid'),
	event('INVOICING.INVOICE.REFUNDED', 'Invoice Refunded', 'Money was given back on an invoice of PayPal'),
	event('PAYMENT.CAPTURE.COMPLETED', 'Payment Captured', 'The money of a checkout is there'),
	event('PAYMENT.CAPTURE.DECLINED', 'Payment Declined', 'A payment was declined'),
	event('PAYMENT.CAPTURE.DENIED', 'Payment Denied', 'A payment that was pending will not come'),
	event('PAYMENT.CAPTURE.PENDING', 'Payment Pending', 'A payment waits for something'),
	event('PAYMENT.CAPTURE.REFUNDED', 'Payment Refunded', 'Money was given back'),
	event('PAYMENT.CAPTURE.REVERSED', 'Payment Reversed', 'PayPal took a payment back'),
	event('PAYMENT.SALE.COMPLETED', 'Recurring Payment', 'The money of a subscription is there'),
	event('PAYMENT.SALE.REFUNDED', 'Recurring Payment Refunded', 'Money of a subscription was given back'),
	event('PAYMENT.SALE.REVERSED', 'Recurring Payment Reversed', 'PayPal took a recurring payment back'),
]);

/** One event for each piece of news, as for Stripe. */
export const defaultPayPalEvents = [
	'BILLING.SUBSCRIPTION.ACTIVATED',
	'BILLING.SUBSCRIPTION.PAYMENT.FAILED',
	'CUSTOMER.DISPUTE.CREATED',
	'CUSTOMER.DISPUTE.RESOLVED',
	'PAYMENT.CAPTURE.COMPLETED',
	'PAYMENT.CAPTURE.DENIED',
	'PAYMENT.CAPTURE.PENDING',
	'PAYMENT.CAPTURE.REFUNDED',
	'PAYMENT.CAPTURE.REVERSED',
	'PAYMENT.SALE.COMPLETED',
	'PAYMENT.SALE.REFUNDED',
	'PAYMENT.SALE.REVERSED',
];
