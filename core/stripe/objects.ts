import { z } from 'zod';
import { stripeAmount } from './amount';

/** A part that must not spoil the rest: an unexpected value counts as absent. */
const lenient = <S extends z.ZodType>(schema: S) => schema.optional().catch(undefined);

/** Stripe's limit of a metadata value is 500 characters, and its other texts here are shorter. */
const text = lenient(z.string().trim().min(1).max(500));
const someId = z.string().min(1).max(255);
/** A reference to another object: its ID, or the object itself when it was expanded. */
const reference = lenient(z.union([someId, z.object({ id: someId }).transform(({ id }) => id)]));
export const metadata = lenient(z.record(z.string(), z.string()));
const currency = z.string().nullish();
const address = lenient(
	z.object({ line1: text, line2: text, city: text, postal_code: text, state: text, country: text }),
);
const taxIds = lenient(z.array(z.object({ type: text, value: text })));
const contact = lenient(z.object({ name: text, business_name: text, email: text, address, tax_ids: taxIds }));
const id = someId;
const amount = lenient(stripeAmount);
const list = <S extends z.ZodType>(schema: S) => lenient(z.array(schema));

/*
 * The parts that the pack reads, in their old and their new places: the payload follows the API version of the endpoint,
 * not that of our requests. Since 2025-03-31 an invoice has no `payment_intent` and no `subscription`, and neither a
 * charge nor an intent has an `invoice`: the link between them is the invoice payment.
 */

export const checkoutSession = z.object({
	id,
	mode: text,
	payment_status: z.enum(['paid', 'unpaid', 'no_payment_required']),
	amount_subtotal: amount,
	amount_total: stripeAmount,
	currency,
	client_reference_id: text,
	/** What the page of a payment link asks the buyer. */
	custom_fields: list(z.object({ key: text, text: lenient(z.object({ value: text })) })),
	metadata,
	customer: reference,
	customer_details: contact,
	customer_email: text,
	payment_intent: reference,
	invoice: reference,
	subscription: reference,
});

export const paymentIntent = z.object({
	id,
	amount: stripeAmount,
	amount_received: stripeAmount,
	amount_details: lenient(z.object({ tip: lenient(z.object({ amount })) })),
	currency,
	metadata,
	customer: reference,
	invoice: reference,
	latest_charge: reference,
	receipt_email: text,
	payment_details: lenient(z.object({ order_reference: text })),
});

const subscriptionDetails = lenient(z.object({ metadata, subscription: reference }));
const moved = lenient(z.object({ payment_intent: reference, charge: reference }));

export const invoice = z.object({
	id,
	billing_reason: text,
	amount_due: stripeAmount,
	amount_paid: stripeAmount,
	amount_paid_off_stripe: stripeAmount,
	/** Until 2025-03-31: then nothing else tells that the money did not go through Stripe. */
	paid_out_of_band: lenient(z.boolean()),
	amount_shipping: amount,
	total: amount,
	total_discount_amounts: list(z.object({ amount: z.number().int() })),
	/** Since 2025-03-31; before it `total_tax_amounts`, and long before only `tax`. */
	total_taxes: list(z.object({ amount: z.number().int(), tax_behavior: text })),
	total_tax_amounts: list(z.object({ amount: z.number().int(), inclusive: lenient(z.boolean()) })),
	tax: amount,
	currency,
	metadata,
	customer: reference,
	customer_name: text,
	customer_email: text,
	customer_address: address,
	customer_tax_ids: taxIds,
	subscription: reference,
	subscription_details: subscriptionDetails,
	parent: lenient(z.object({ subscription_details: subscriptionDetails })),
	payment_intent: reference,
	charge: reference,
	payments: lenient(z.object({ data: z.array(z.object({ id: lenient(someId), payment: moved })) })),
});

export const invoicePayment = z.object({
	id,
	amount_paid: stripeAmount,
	currency,
	invoice: reference,
	payment: moved,
});

export const charge = z.object({
	id,
	amount_refunded: stripeAmount,
	currency,
	metadata,
	customer: reference,
	payment_intent: reference,
	invoice: reference,
	billing_details: contact,
	receipt_email: text,
});

const unixSeconds = lenient(z.number().int().min(0).max(253_402_300_799));

export const refund = z.object({
	id,
	amount: stripeAmount,
	created: unixSeconds,
	currency,
	status: text,
	metadata,
	payment_intent: reference,
	charge: lenient(
		z.union([
			someId.transform((chargeId) => ({ id: chargeId, amount_refunded: undefined })),
			z.object({ id, amount_refunded: amount }),
		]),
	),
});

export const dispute = z.object({
	id,
	amount: stripeAmount,
	currency,
	status: text,
	metadata,
	payment_intent: reference,
	charge: reference,
});
