import { z } from 'zod';
import { textLimits } from '../../kernel/textLimits';

const id = z.string().min(1).max(textLimits.token);
const text = (most: number) =>
	z
		.string()
		.nullish()
		.transform((value) => (value ?? '').trim().slice(0, most));
const minor = z
	.number()
	.int()
	.nullish()
	.transform((amount) => amount ?? 0);
const flag = z
	.boolean()
	.nullish()
	.transform((value) => value ?? false);
const time = z.iso.datetime().nullish();
const day = z.iso
	.date()
	.nullish()
	.catch(null)
	.transform((date) => date ?? null);
const currency = z.string().regex(/^[A-Z]{3}$/);

/** A part of a payment: the invoice that it pays, or the credit that is applied with it. */
const paymentable = z.object({
	invoiceId: z.string().max(textLimits.token).nullish(),
	creditId: z.string().max(textLimits.token).nullish(),
	amountMinor: minor,
	refundedMinor: minor,
});

export const clientRow = z.object({
	id,
	name: text(textLimits.name),
	displayName: text(textLimits.name),
	/** Of the back office: the code of the customer, where somebody has written it there. */
	idNumber: text(textLimits.name),
	isDeleted: flag,
});
export type ClientRow = z.infer<typeof clientRow>;

/** What a payment says of its money. */
export const paymentRow = z.object({
	id,
	clientId: id,
	number: text(textLimits.name),
	status: z.enum(['pending', 'cancelled', 'failed', 'completed', 'partially_refunded', 'refunded']),
	amountMinor: minor,
	refundedMinor: minor,
	currency,
	transactionReference: text(textLimits.providerId),
	/** Where the pack marks a payment that it recorded itself. */
	privateNotes: text(textLimits.lines),
	isManual: flag,
	isDeleted: flag,
	companyGatewayId: text(textLimits.token),
	createdAt: time,
	updatedAt: time,
	paymentables: z
		.array(paymentable)
		.max(10_000)
		.nullish()
		.transform((parts) => parts ?? []),
	/** As they were when the payment was read. */
	invoices: z.array(z.unknown()).max(10_000).nullish(),
	client: z.unknown().optional(),
});
export type PaymentRow = z.infer<typeof paymentRow>;

const custom = text(textLimits.reason);
const customValues = { customValue1: custom, customValue2: custom, customValue3: custom, customValue4: custom };

const line = z.object({ productKey: text(textLimits.name), notes: text(textLimits.lines), ...customValues });
export type LineRow = z.infer<typeof line>;

/** What an invoice says of what is owed and for what. */
export const invoiceRow = z.object({
	id,
	clientId: id,
	number: text(textLimits.name),
	poNumber: text(textLimits.name),
	status: z.enum(['draft', 'sent', 'partial', 'paid', 'cancelled', 'reversed']),
	amountMinor: minor,
	balanceMinor: minor,
	partialMinor: minor,
	partialDueDate: day,
	currency,
	date: day,
	dueDate: day,
	isDeleted: flag,
	createdAt: time,
	updatedAt: time,
	recurringId: text(textLimits.token),
	lineItems: z
		.array(line)
		.max(100_000)
		.nullish()
		.transform((lines) => lines ?? []),
	invitations: z
		.array(z.object({ link: text(textLimits.url) }))
		.max(1_000)
		.nullish()
		.transform((invitations) => invitations ?? []),
	...customValues,
	client: z.unknown().optional(),
	payments: z.array(z.unknown()).max(10_000).nullish(),
});
export type InvoiceRow = z.infer<typeof invoiceRow>;
