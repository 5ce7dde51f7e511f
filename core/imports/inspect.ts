import { z } from 'zod';
import { getCompany } from '../companies';
import type { Store, Transaction } from '../db';
import { paymentDiffers } from '../payments';
import { checkFile, planForMany, refuseOtherLines } from './checkFile';
import { addCounts, countPlanned, countRejected, type ImportCounts, type PlannedCounts } from './counts';
import type { BookEntry, LookAlike } from './customerBook';
import { partsOf } from './parts';
import { planPart, type Part } from './plan';
import { keptProblem } from './problems';
import { neededCustomers, resolveCustomers } from './resolveCustomers';
import { fillTexts } from './rows';
import type { ImportRules, ImportSource } from './source';
import { forgetStaged, stage, type Staged } from './stage';

const inspectedRow = z.object({
	kind: z.enum(['invoices', 'payments', 'customers']),
	sheet: z.number(),
	rowNumber: z.number(),
	refused: z.boolean(),
	subject: z.string(),
	problems: z.array(keptProblem),
	texts: z.array(z.string()),
});
/** A row that something is told about. */
export type InspectedRow = Readonly<z.infer<typeof inspectedRow>>;

/** A field of an invoice that would change. */
export interface InvoiceDifference {
	readonly number: string;
	/** ISO 4217: of amounts, which are in minor units. */
	readonly currency: string;
	readonly field: string;
	readonly before: unknown;
	readonly after: unknown;
}

/** What an import would do. */
export interface Inspection {
	readonly counts: ImportCounts;
	/** The first ones, in the order of the file. */
	readonly problems: readonly InspectedRow[];
	readonly differences: readonly InvoiceDifference[];
	readonly newCustomers: readonly BookEntry[];
	readonly lookAlikes: readonly LookAlike[];
	/** How many new invoices get their due day from `missingDueDays`. */
	readonly dueDaysAdded: number;
}

export interface InspectOptions extends ImportRules {
	readonly mostProblems?: number;
	readonly mostDifferences?: number;
}

/** Tells what an import would do. It writes nothing, but for what it works with, which it removes. */
export async function inspectImport(store: Store, source: ImportSource, options: InspectOptions): Promise<Inspection> {
	await store.asStaff(async (transaction) => await getCompany(transaction, options.companyCode));
	const staged = await stage(store, source, options);
	try {
		return await store.asStaff(async (transaction) => await inspectStaged(transaction, source, staged, options));
	} finally {
		await forgetStaged(store, staged.stagingId);
	}
}

const mostInPart = 20_000;

async function inspectStaged(
	transaction: Transaction,
	source: ImportSource,
	staged: Staged,
	{ mostProblems = 200, mostDifferences = 200, ...rules }: InspectOptions,
): Promise<Inspection> {
	const { stagingId } = staged;
	await planForMany(transaction);
	await checkFile(transaction, staged);
	const customers = await resolveCustomers(transaction, staged, rules);
	const { companyCode } = rules;
	let planned: PlannedCounts | undefined;
	for (const range of await partsOf(transaction, stagingId, mostInPart)) {
		const part: Part = { stagingId, batchId: '', companyCode, ...range };
		await planPart(transaction, part, staged, rules);
		const { hasPayments } = staged;
		planned = addCounts(planned, await countPlanned(transaction, part, { hasPayments, differs: paymentDiffers }));
	}
	if (staged.hasLines) await refuseOtherLines(transaction, staged);
	await fillTexts(transaction, stagingId, source, mostProblems);
	const needed = await neededCustomers(transaction, stagingId);
	const newCustomers = customers.made.filter(({ customerId }) => needed.has(customerId));
	const rejected = await countRejected(transaction, stagingId);
	return {
		counts: countsOf(planned, rejected, { made: newCustomers.length, customers, rows: staged.rows }),
		problems: await problemsOf(transaction, stagingId, mostProblems),
		differences: await differencesOf(transaction, stagingId, mostDifferences),
		newCustomers,
		lookAlikes: customers.lookAlikes,
		dueDaysAdded: await dueDaysAdded(transaction, stagingId),
	};
}

/** What is planned, in the form in which it is told. */
export function countsOf(
	planned: PlannedCounts | undefined,
	rejected: Awaited<ReturnType<typeof countRejected>>,
	of: {
		readonly made: number;
		readonly customers: { readonly changed: readonly unknown[]; readonly unchanged: number };
		readonly rows: number;
	},
): ImportCounts {
	return {
		invoices: {
			created: planned?.invoicesCreated ?? 0,
			updated: planned?.invoicesUpdated ?? 0,
			unchanged: planned?.invoicesUnchanged ?? 0,
			rejected: rejected.invoices,
		},
		payments: {
			created: planned?.paymentsCreated ?? 0,
			updated: planned?.paymentsUpdated ?? 0,
			unchanged: planned?.paymentsUnchanged ?? 0,
			rejected: rejected.payments,
		},
		customers: {
			created: of.made,
			updated: of.customers.changed.length,
			unchanged: of.customers.unchanged,
			rejected: rejected.customers,
		},
		rows: of.rows,
	};
}

async function problemsOf(transaction: Transaction, stagingId: string, most: number): Promise<InspectedRow[]> {
	return await transaction.rows(
		inspectedRow,
		`select kind, sheet, row_number, refused, coalesce(payment_reference, number, '') as subject, problems,
			coalesce(texts, '[]') as texts
		from msp.import_staged where staging_id = $1 and problems is not null order by position limit $2`,
		[stagingId, most],
	);
}

const object = z.record(z.string(), z.unknown());
const changeRow = z.object({ number: z.string(), currency: z.string(), before: object, after: object });

async function differencesOf(transaction: Transaction, stagingId: string, most: number): Promise<InvoiceDifference[]> {
	const changes = await transaction.rows(
		changeRow,
		`select number, currency, before, after from msp.import_planned where staging_id = $1 and action = 'update'
		order by position limit $2`,
		[stagingId, most],
	);
	return changes
		.flatMap(({ number, currency, before, after }) => differencesBetween({ number, currency }, before, after))
		.slice(0, most);
}

/** The fields in which two states of an invoice differ. */
export function differencesBetween(
	of: Pick<InvoiceDifference, 'number' | 'currency'>,
	before: Readonly<Record<string, unknown>>,
	after: Readonly<Record<string, unknown>>,
): InvoiceDifference[] {
	return Object.keys(after)
		.filter((field) => JSON.stringify(before[field] ?? null) !== JSON.stringify(after[field] ?? null))
		.map((field) => ({ ...of, field, before: before[field] ?? null, after: after[field] ?? null }));
}

/** How many new invoices are due on a day that the sheet does not say. */
export async function dueDaysAdded(transaction: Transaction, stagingId: string): Promise<number> {
	const found = await transaction.row(
		z.object({ count: z.number() }),
		`select count(*) from msp.import_staged where staging_id = $1 and kind = 'invoices' and head and not refused
			and due_on is null`,
		[stagingId],
	);
	return found?.count ?? 0;
}
