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
	event('invoice_payment.paid', 'Invoice Payment', 'One payment on an invoice'),
	event('payment_intent.canceled', 'Payment Cancelled', 'A payment will not be made'),
	event('payment_intent.payment_failed', 'Payment Failed', 'An attempt to pay failed'),
	event('payment_intent.processing', 'Payment Processing', 'A delayed payment was begun'),
	event('payment_intent.succeeded', 'Payment Succeeded', 'A payment was made, by a checkout or otherwise'),
	event('refund.created', 'Refund Created', 'One refund; tells only its own amount'),
	event('refund.updated', 'Refund Updated', 'One refund; tells only its own amount'),
]);

/** One event for each piece of news: with the events of the checkout and of its payment intent, each payment comes twice. */
export const defaultStripeEvents = [
	'charge.dispute.closed',
	'charge.dispute.created',
	'charge.refunded',
	'checkout.session.async_payment_failed',
	'checkout.session.async_payment_succeeded',
	'checkout.session.completed',
	'invoice.paid',
	'invoice.payment_failed',
];

export const payPalEvents: INodePropertyOptions[] = byName([
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
