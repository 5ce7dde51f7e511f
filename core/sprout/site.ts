import type { Decimal } from './decimal';

/** What a site of Sprout Invoices holds, in one form whatever it was exported as. Every number is exact. */
export interface SproutSite {
	readonly clients: readonly SproutClient[];
	readonly invoices: readonly SproutInvoice[];
	readonly payments: readonly SproutPayment[];
	/** Estimates are counted and stay where they are. */
	readonly estimates: number;
	readonly notes: readonly SourceNote[];
}

export interface SproutClient {
	/** The post's ID; of a CSV, what stands for it. */
	readonly key: string;
	readonly name: string;
	readonly contacts: readonly SproutContact[];
	readonly address: SproutAddress;
	readonly currency: string;
	readonly phone: string;
	readonly website: string;
	readonly notes: string;
}

export interface SproutContact {
	readonly email: string;
	readonly firstName: string;
	readonly lastName: string;
}

export interface SproutAddress {
	readonly street: string;
	readonly city: string;
	readonly zone: string;
	readonly postalCode: string;
	readonly country: string;
}

export const invoiceStatuses = ['draft', 'pending', 'scheduled', 'partial', 'paid', 'written_off', 'archived'] as const;
export type SproutInvoiceStatus = (typeof invoiceStatuses)[number];

export interface SproutInvoice {
	readonly key: string;
	readonly number: string;
	readonly title: string;
	readonly clientKey: string;
	readonly status: SproutInvoiceStatus;
	/** ISO dates; empty when there is none. */
	readonly date: string;
	readonly dueDate: string;
	/** Empty when the invoice names none. */
	readonly currency: string;
	readonly lines: readonly SproutLine[];
	/** Per cent. */
	readonly discount: Decimal;
	readonly tax1: Decimal;
	readonly tax2: Decimal;
	readonly shipping: Decimal;
	readonly fees: readonly SproutFee[];
	readonly deposit: Decimal;
	/** As Sprout stored it. */
	readonly total: Decimal | null;
	readonly poNumber: string;
	readonly terms: string;
	readonly notes: string;
}

export interface SproutLine {
	/** Text without HTML. */
	readonly description: string;
	readonly rate: Decimal;
	readonly quantity: Decimal;
	/** Per cent that is taken off. Sprout calls it `tax`. */
	readonly discount: Decimal;
	/** A parent of other lines: Sprout does not count it. */
	readonly heading: boolean;
}

export interface SproutFee {
	readonly label: string;
	readonly total: Decimal;
}

export const paymentStatuses = [
	'complete',
	'pending',
	'authorized',
	'partial',
	'void',
	'refunded',
	'recurring',
	'cancelled',
] as const;
export type SproutPaymentStatus = (typeof paymentStatuses)[number];

export interface SproutPayment {
	readonly key: string;
	readonly invoiceKey: string;
	readonly amount: Decimal;
	/** Empty when the export has none. */
	readonly date: string;
	readonly method: string;
	readonly reference: string;
	readonly status: SproutPaymentStatus;
}

/** Something that the export does not say, or says in a way that cannot be used. */
export interface SourceNote {
	readonly kind: 'client' | 'invoice' | 'payment' | 'file';
	/** The post's ID, the number, or the row of the file. */
	readonly key: string;
	readonly field: string;
	readonly problem: string;
	readonly remedy: string;
	/** True when what it is about is not moved. */
	readonly leftOut: boolean;
}
