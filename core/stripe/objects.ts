import { z } from 'zod';
import { stripeAmount } from './amount';

/** A part that must not spoil the rest: an unexpected value counts as absent. */
const lenient = <S extends z.ZodType>(schema: S) => schema.optional().catch(undefined);

const text = lenient(z.string().trim().min(1));
/** A reference to another object: its ID, or the object itself when it was expanded. */
const reference = lenient(z.union([z.string().min(1), z.object({ id: z.string().min(1) }).transform(({ id }) => id)]));
export const metadata = lenient(z.record(z.string(), z.string()));
const currency = z.string().nullish();
const contact = lenient(z.object({ name: text, email: text }));
const id = z.string().min(1);

/*
 * The parts that the pack reads, in their old and their new places: the payload follows the API version of the endpoint,
 * not that of our requests. Since 2025 an invoice has no `payment_intent` and no `subscription`, and a charge no `invoice`.
 */

export const checkoutSession = z.object({
	id,
	mode: text,
	payment_status: z.enum(['paid', 'unpaid', 'no_payment_required']),
	amount_total: stripeAmount,
	currency,
	client_reference_id: text,
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
	currency,
	metadata,
	customer: reference,
	invoice: reference,
	receipt_email: text,
	payment_details: lenient(z.object({ order_reference: text })),
});

const subscriptionDetails = lenient(z.object({ metadata, subscription: reference }));

export const invoice = z.object({
	id,
	amount_due: stripeAmount,
	amount_paid: stripeAmount,
	amount_paid_off_stripe: stripeAmount,
	currency,
	metadata,
	customer: reference,
	customer_name: text,
	customer_email: text,
	subscription: reference,
	subscription_details: subscriptionDetails,
	parent: lenient(z.object({ subscription_details: subscriptionDetails })),
	payment_intent: reference,
	charge: reference,
	payments: lenient(
		z.object({
			data: z.array(z.object({ payment: lenient(z.object({ payment_intent: reference, charge: reference })) })),
		}),
	),
});

export const invoicePayment = z.object({
	id,
	amount_paid: stripeAmount,
	currency,
	invoice: reference,
	payment: lenient(z.object({ payment_intent: reference, charge: reference })),
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

export const refund = z.object({
	id,
	amount: stripeAmount,
	currency,
	status: text,
	metadata,
	payment_intent: reference,
	charge: lenient(
		z.union([
			z
				.string()
				.min(1)
				.transform((chargeId) => ({ id: chargeId, amount_refunded: undefined })),
			z.object({ id, amount_refunded: lenient(z.number().int()) }),
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
