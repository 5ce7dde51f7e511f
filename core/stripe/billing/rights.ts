/**
 * What a restricted key may be allowed to do, as Stripe's dashboard names it. Stripe's refusals name the same in their own
 * words (`rak_customer_write`), which the remedy quotes.
 */
export const rights = {
	customer: 'Customers',
	paymentMethod: 'Payment Methods',
	checkoutSession: 'Checkout Sessions',
	paymentLink: 'Payment Links',
	paymentIntent: 'PaymentIntents',
	invoice: 'Invoices',
	invoiceItem: 'Invoice Items',
	refund: 'Charges and Refunds',
	subscription: 'Subscriptions',
	price: 'Prices',
	billingPortal: 'Customer portal',
	meter: 'Billing Meters',
	meterEvent: 'Billing Meter Events',
	event: 'Events',
} as const;

/** For `withStripe`: what the key lacks, and for which operation. */
export const toRead = (what: keyof typeof rights, operation: string) => `to read ${rights[what]}, for ${operation}`;
export const toWrite = (what: keyof typeof rights, operation: string) => `to write ${rights[what]}, for ${operation}`;
