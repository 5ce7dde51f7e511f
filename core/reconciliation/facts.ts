import { z } from 'zod';

/*
 * What a side says of one money, as it is staged. Amounts are in ISO minor units.
 */

export const providerNames = ['stripe', 'paypal'] as const;
export type ProviderName = (typeof providerNames)[number];
const provider = z.enum(providerNames);

/** A charge or a capture, as it is now. */
const chargeFact = z.object({
	kind: z.literal('charge'),
	provider,
	reference: z.string(),
	at: z.coerce.date(),
	/** False for one that was looked up, because another side speaks of it. */
	listed: z.boolean(),
	amountMinor: z.number(),
	currency: z.string(),
	/** All refunds until now; null when the provider does not tell them with the charge. */
	refundedMinor: z.number().nullable(),
	lostMinor: z.number(),
	disputeOpen: z.boolean(),
	pending: z.boolean(),
	/** Whether its disputes are still to be asked for. */
	disputed: z.boolean(),
});
export type ChargeFact = z.infer<typeof chargeFact>;

/** A refund or what a dispute took; negative when it came back. */
const backFact = z.object({
	kind: z.enum(['refund', 'dispute']),
	provider,
	reference: z.string(),
	/** The charge that it is about. */
	chargeReference: z.string().nullable(),
	at: z.coerce.date(),
	amountMinor: z.number(),
	currency: z.string(),
});
export type BackFact = z.infer<typeof backFact>;

const ninjaFact = z.object({
	kind: z.literal('ninja'),
	paymentId: z.string(),
	number: z.string(),
	/** As Invoice Ninja writes it. */
	day: z.string(),
	status: z.enum(['pending', 'cancelled', 'failed', 'completed', 'partially_refunded', 'refunded']),
	isDeleted: z.boolean(),
	amountMinor: z.number(),
	refundedMinor: z.number(),
	currency: z.string(),
	/** The charge that it says it is of; null for one that somebody entered by hand. */
	charge: z.string().nullable(),
	invoices: z.array(z.string()),
});
export type NinjaFact = z.infer<typeof ninjaFact>;

const storeFact = z.object({
	kind: z.literal('store'),
	paymentId: z.string(),
	provider: z.enum(['stripe', 'paypal', 'invoiceninja']),
	reference: z.string(),
	at: z.coerce.date(),
	amountMinor: z.number(),
	refundedMinor: z.number(),
	lostMinor: z.number(),
	currency: z.string(),
	outcome: z.string(),
	outcomeDetail: z.string(),
	invoiceNumber: z.string().nullable(),
	/** Whether Invoice Ninja owns its invoice. */
	ofNinja: z.boolean(),
	companyCode: z.string().nullable(),
	customerCode: z.string().nullable(),
});
export type StoreFact = z.infer<typeof storeFact>;

export const fact = z.discriminatedUnion('kind', [chargeFact, backFact, ninjaFact, storeFact]);
export type Fact = z.infer<typeof fact>;

export const sideNames = ['stripe', 'paypal', 'invoice_ninja', 'store'] as const;
export type SideName = (typeof sideNames)[number];

export interface Entry {
	/** What makes two readings the same entry. */
	readonly key: string;
	readonly side: SideName;
	/** Every ID of the money that the side knows. */
	readonly names: readonly string[];
	readonly fact: Fact;
}

/** The form of a charge's ID at Stripe, and of a capture's or a sale's at PayPal. */
const stripeId = /^(pi|ch|py)_[A-Za-z0-9_]{4,}$/;
const payPalId = /^[0-9A-Z]{17}$/;

/** Whose charge an ID is of; undefined for any other name. */
export function providerOf(name: string): ProviderName | undefined {
	if (stripeId.test(name)) return 'stripe';
	return payPalId.test(name) ? 'paypal' : undefined;
}
