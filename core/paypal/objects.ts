import { z } from 'zod';

const lenient = <S extends z.ZodType>(schema: S) => schema.optional().catch(undefined);

/** The longest texts here are PayPal's custom_id and custom, of 255 and 256 characters. */
const text = lenient(z.string().trim().min(1).max(256));
const someId = z.string().min(1).max(255);
const decimal = z.string();

/** The newer APIs' form of an amount. */
export const amount = z.object({ value: decimal, currency_code: z.string() });
/** The older API's: `total` in payments, `value` in sums. */
const olderAmount = z.object({
	total: decimal,
	currency: z.string(),
	details: lenient(
		z.object({
			tax: lenient(decimal),
			shipping: lenient(decimal),
			handling_fee: lenient(decimal),
			insurance: lenient(decimal),
			gift_wrap: lenient(decimal),
			shipping_discount: lenient(decimal),
		}),
	),
});
const olderSum = z.object({ value: decimal, currency: z.string() });

const anyAmount = z.union([amount, olderAmount, olderSum]).nullish();
export type AnyAmount = z.output<typeof anyAmount>;

const links = lenient(z.array(z.object({ rel: z.string(), href: z.string() })));
const payer = lenient(
	z.object({
		payer_id: text,
		email_address: text,
		name: lenient(z.object({ given_name: text, surname: text })),
		address: lenient(
			z.object({
				address_line_1: text,
				address_line_2: text,
				admin_area_2: text,
				admin_area_1: text,
				postal_code: text,
				country_code: text,
			}),
		),
		tax_info: lenient(z.object({ tax_id: text })),
	}),
);

/** A capture, a sale, or the refund of one; `resource_version` does not tell them apart reliably, their fields do. */
export const payment = z.object({
	id: someId,
	status: text,
	/** The older API's word. */
	state: text,
	create_time: lenient(z.iso.datetime({ offset: true })),
	amount: anyAmount,
	custom_id: text,
	custom: text,
	invoice_id: text,
	invoice_number: text,
	billing_agreement_id: text,
	parent_payment: text,
	sale_id: text,
	capture_id: text,
	supplementary_data: lenient(
		z.object({ related_ids: lenient(z.object({ order_id: text, authorization_id: text, capture_id: text })) }),
	),
	seller_payable_breakdown: lenient(z.object({ total_refunded_amount: amount })),
	total_refunded_amount: lenient(z.union([olderSum, amount])),
	payer,
	links,
});

const orderAmount = amount.extend({
	breakdown: lenient(
		z.object({
			tax_total: lenient(amount),
			shipping: lenient(amount),
			handling: lenient(amount),
			insurance: lenient(amount),
			shipping_discount: lenient(amount),
			discount: lenient(amount),
		}),
	),
});
export type OrderAmount = z.output<typeof orderAmount>;

const purchaseUnit = z.object({
	amount: lenient(orderAmount),
	custom_id: text,
	invoice_id: text,
	payments: lenient(z.object({ captures: lenient(z.array(payment)) })),
});

export const order = z.object({
	id: someId,
	purchase_units: lenient(z.array(purchaseUnit)),
	payer,
});

export const subscription = z.object({
	id: someId,
	custom_id: text,
	subscriber: payer,
	billing_info: lenient(
		z.object({
			outstanding_balance: lenient(amount),
			cycle_executions: lenient(z.array(z.object({ tenure_type: text, cycles_completed: lenient(z.number()) }))),
			last_payment: lenient(z.object({ amount })),
			last_failed_payment: lenient(z.object({ amount })),
		}),
	),
});

const invoiceBody = z.object({
	id: someId,
	detail: lenient(z.object({ invoice_number: text, reference: text })),
	payments: lenient(
		z.object({ paid_amount: lenient(amount), transactions: lenient(z.array(z.object({ payment_id: text }))) }),
	),
	refunds: lenient(z.object({ refund_amount: lenient(amount) })),
});
/** Some versions wrap the invoice, others do not. */
export const invoice = z.union([
	z.object({ invoice: invoiceBody }).transform(({ invoice: held }) => held),
	invoiceBody,
]);

export const dispute = z.object({
	dispute_id: someId,
	status: text,
	dispute_amount: lenient(amount),
	dispute_outcome: lenient(z.object({ outcome_code: text, amount_refunded: lenient(amount) })),
	disputed_transactions: lenient(
		z.array(z.object({ seller_transaction_id: text, custom: text, invoice_number: text })),
	),
});
