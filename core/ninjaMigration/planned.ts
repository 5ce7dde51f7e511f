import { z } from 'zod';

/** Where a plan comes from: an export of Sprout Invoices, or a spreadsheet that was imported into the back office. */
export const migrationSources = ['sprout', 'import'] as const;
export type MigrationSource = (typeof migrationSources)[number];

/** How a source is called in a sentence. */
export const sourceNames: Readonly<Record<MigrationSource, string>> = {
	sprout: 'Sprout Invoices',
	import: 'The back office',
};

/** In the order in which they are made. A closing cancels or archives an invoice after its payments. */
export const rowKinds = ['client', 'invoice', 'payment', 'closing'] as const;
export type RowKind = (typeof rowKinds)[number];

const body = z.record(z.string(), z.unknown());

/** What is made of one thing of the source. Amounts are decimals as text. */
export const rowPlan = z.object({
	/** As Invoice Ninja takes it, without the IDs of what is made before. */
	body,
	/** The source keys of the client and the invoice that it belongs to. */
	clientKey: z.string().optional(),
	invoiceKey: z.string().optional(),
	/** Of an invoice: what the source has, which was Sprout when it got its name, and what Invoice Ninja will make of it. */
	sproutTotal: z.string().optional(),
	expectedTotal: z.string().optional(),
	/** Of an invoice: whether it is marked as sent. */
	sent: z.boolean().optional(),
	/** Of a payment: how much of it goes to the invoice. */
	applied: z.string().optional(),
	/** Of a closing. */
	action: z.enum(['cancel', 'archive']).optional(),
});
export type RowPlan = Readonly<z.infer<typeof rowPlan>>;

export interface PlannedRow {
	readonly kind: RowKind;
	readonly sourceKey: string;
	/** What people know it by. */
	readonly label: string;
	readonly plan: RowPlan;
}

/** What the operator decides. */
export interface PlanOptions {
	/** ISO 4217: of a client of which neither itself nor an invoice tells one. Sprout takes USD. */
	readonly currency: string;
	/** Sprout's taxes have no names, and Invoice Ninja does not charge a tax without one. */
	readonly taxNames: readonly [string, string];
	/** The custom field of an invoice and a payment that keeps the key of Sprout, 1 to 4. */
	readonly keyField: 1 | 2 | 3 | 4;
	/** Whether cents that rounding makes different are evened out by a surcharge. */
	readonly evenOut: boolean;
}

/** The key by which a thing of a source is found again at Invoice Ninja. An idempotency key has at most 64 characters. */
export const keyAtNinja = (source: MigrationSource, key: string): string =>
	`${source === 'sprout' ? 'sprout' : 'msp'}-${key}`.slice(0, 60);

export const sproutKey = (key: string): string => keyAtNinja('sprout', key);
