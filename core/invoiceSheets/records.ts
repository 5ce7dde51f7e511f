import type { Language } from '../kernel/languages';
import type { Problem } from './problem';

/** What the status of an invoice in a sheet may mean: some of the statuses that an invoice has in the store. */
export const sheetStatuses = ['draft', 'open', 'partial', 'paid', 'void', 'refunded', 'uncollectible'] as const;
export type SheetStatus = (typeof sheetStatuses)[number];

/** Where a record was read. */
export interface RecordPlace {
	/** Of the workbook, from 0. */
	readonly sheet: number;
	/** As the spreadsheet program shows it. */
	readonly row: number;
}

/** Who is meant, as far as a row says. At least one of the four is given. */
export interface CustomerClues {
	readonly customerCode: string | null;
	readonly customerName: string | null;
	readonly customerEmail: string | null;
	/** In its normal form: two letters, then what follows without spaces and dots. */
	readonly vatNumber: string | null;
}

/** One row of a tab of invoices. Amounts are in minor units of `currency`. What the sheet does not say is null. */
export interface InvoiceRecord extends CustomerClues {
	readonly number: string;
	/** YYYY-MM-DD, as all days here. */
	readonly issuedOn: string;
	readonly dueOn: string | null;
	readonly currency: string;
	readonly netMinor: number | null;
	/** Per cent, as a decimal text such as `21` or `5.5`. */
	readonly taxRate: string | null;
	readonly taxMinor: number | null;
	/** Null only in a row that is one line of its invoice. */
	readonly totalMinor: number | null;
	readonly paidMinor: number | null;
	readonly balanceMinor: number | null;
	readonly status: SheetStatus | null;
	readonly orderReference: string | null;
	readonly notes: string | null;
	readonly line: LineRecord | null;
}

export interface LineRecord {
	readonly description: string;
	/** A decimal text, such as `1.5`. */
	readonly quantity: string;
	readonly unitPriceMinor: number | null;
	readonly totalMinor: number;
}

/** One row of a tab of payments. A negative amount went back. */
export interface PaymentRecord extends Pick<CustomerClues, 'customerCode' | 'customerName'> {
	readonly number: string;
	readonly paidOn: string;
	readonly amountMinor: number;
	/** Null when the sheet does not say: then it is the invoice's. */
	readonly currency: string | null;
	readonly method: string | null;
	readonly reference: string | null;
}

/** One row of a tab of customers. */
export interface CustomerRecord extends CustomerClues {
	readonly language: Language | null;
	readonly currency: string | null;
}

type Read<Kind, Values> = RecordPlace & {
	readonly kind: Kind;
	/** Null when a problem of the row is an error. */
	readonly values: Values | null;
	readonly problems: readonly Problem[];
	/** What its cells show, by column from 0: for the workbook of rejected rows. */
	readonly texts: readonly string[];
};

/** A row of data, understood or refused. */
export type SheetRecord =
	Read<'invoices', InvoiceRecord> | Read<'payments', PaymentRecord> | Read<'customers', CustomerRecord>;
