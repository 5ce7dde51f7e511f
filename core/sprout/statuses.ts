import type { SproutInvoiceStatus, SproutPaymentStatus } from './site';

/** The statuses of an invoice's post (SI_Invoice, Sprout Invoices 19.9). */
const ofInvoices: ReadonlyMap<string, SproutInvoiceStatus> = new Map([
	['temp', 'draft'],
	['draft', 'draft'],
	['publish', 'pending'],
	['future', 'scheduled'],
	['partial', 'partial'],
	['complete', 'paid'],
	['write-off', 'written_off'],
	['archived', 'archived'],
] as const);

/** The statuses of a payment's post (SI_Payment). */
const ofPayments: ReadonlyMap<string, SproutPaymentStatus> = new Map([
	['publish', 'complete'],
	['pending', 'pending'],
	['authorized', 'authorized'],
	['payment-partial', 'partial'],
	['void', 'void'],
	['refunded', 'refunded'],
	['recurring', 'recurring'],
	['cancelled', 'cancelled'],
] as const);

export const invoiceStatusOf = (status: string): SproutInvoiceStatus | undefined => ofInvoices.get(status.trim());
export const paymentStatusOf = (status: string): SproutPaymentStatus | undefined => ofPayments.get(status.trim());
