import type { Invoice, InvoiceItem, invoicePaymentShape, Price, Subscription } from './invoiceShapes';
import type { Charge, Customer, Dispute, Meter, PaymentIntent, PaymentLink, PaymentMethod, Refund } from './shapes';

export interface MeterEvent {
	readonly identifier: string;
	readonly event_name: string;
	readonly payload: Readonly<Record<string, string>>;
	readonly timestamp: number;
	readonly created: number;
	cancelled: boolean;
}

/** What an account at Stripe holds. Each list is newest first. */
export interface BillingState {
	customers: Customer[];
	paymentMethods: PaymentMethod[];
	paymentIntents: PaymentIntent[];
	charges: Charge[];
	refunds: Refund[];
	disputes: Dispute[];
	invoices: Invoice[];
	invoiceItems: InvoiceItem[];
	invoicePayments: Array<ReturnType<typeof invoicePaymentShape>>;
	prices: Price[];
	subscriptions: Subscription[];
	paymentLinks: PaymentLink[];
	meters: Meter[];
	meterEvents: MeterEvent[];
	/** The metadata that a checkout session gives to the payment or the subscription that comes of it, by its ID. */
	laterMetadata: Record<string, Readonly<Record<string, string>>>;
	/** What becomes of a charge of a saved payment method, by its ID; see `cards`. */
	plays: Record<string, string>;
	/** The currency that money of another one is paid out in, with the rate, by that currency; without it, its own. */
	settles: Record<string, { readonly currency: string; readonly rate: number }>;
	/** Seconds until a search finds what was written: Stripe says "under a minute" in usual operation. */
	searchLag: number;
}

export const nothingSold = (): BillingState => ({
	customers: [],
	paymentMethods: [],
	paymentIntents: [],
	charges: [],
	refunds: [],
	disputes: [],
	invoices: [],
	invoiceItems: [],
	invoicePayments: [],
	prices: [],
	subscriptions: [],
	paymentLinks: [],
	meters: [],
	meterEvents: [],
	laterMetadata: {},
	plays: {},
	settles: {},
	searchLag: 60,
});
