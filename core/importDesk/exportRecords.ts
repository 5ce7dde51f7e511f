import type { Writable } from 'node:stream';
import {
	exportCustomers,
	exportInvoices,
	exportPayments,
	referenceInKey,
	type ExportedPayment,
	type ExportFilter,
} from '../imports';
import type { Store } from '../db';
import { exponentOf, decimalOf } from '../kernel/money';
import type { Language } from '../kernel/languages';
import { writerOf } from '../messages';
import {
	writeCsv,
	writeWorkbook,
	type CellToWrite,
	type CsvStyle,
	type RowToWrite,
	type SheetToWrite,
} from '../spreadsheet';

export const exportKinds = ['invoices', 'payments', 'customers'] as const;
export type ExportKind = (typeof exportKinds)[number];

export interface ExportWishes extends ExportFilter {
	/** A workbook has a tab for each; a CSV is of the first alone. */
	readonly kinds: readonly ExportKind[];
	readonly language: Language;
}

/** Writes what is stored as a workbook, with typed cells. The import understands its headers. */
export async function exportWorkbook(store: Store, out: Writable, { kinds, language, ...filter }: ExportWishes) {
	await writeWorkbook(
		out,
		kinds.map((kind) => tabOf(store, kind, language, filter)),
		{},
	);
}

/** Writes one kind of what is stored as CSV. */
export async function exportCsv(
	store: Store,
	out: Writable,
	{ kinds: [kind = 'invoices'], language, ...filter }: ExportWishes,
	style: CsvStyle,
): Promise<void> {
	await writeCsv(out, tabOf(store, kind, language, filter), style);
}

function tabOf(store: Store, kind: ExportKind, language: Language, filter: ExportFilter): SheetToWrite {
	const { words } = writerOf(language);
	const f = words.importFields;
	const name = words.importRoles[kind];
	switch (kind) {
		case 'invoices':
			return {
				name,
				columns: [
					...[text(f.number), date(f.issuedOn), date(f.dueOn), text(f.customerCode), text(f.customerName)],
					...[text(f.customerEmail), text(f.vatNumber), text(f.currency), amount(f.net), amount(f.tax)],
					...[amount(f.total), amount(f.balance), text(f.status), text(f.orderReference), text(f.notes)],
				],
				rows: mapped(exportInvoices(store, filter), (one) => {
					const { currency } = one;
					return [
						...[one.number, one.issuedOn, one.dueOn, one.customerCode, one.customerName, one.customerEmail],
						...[one.vatNumber, currency, money(one.netMinor, currency), money(one.taxMinor, currency)],
						...[money(one.totalMinor, currency), money(one.balanceMinor, currency), one.status],
						...[one.orderReference, one.notes],
					];
				}),
			};
		case 'payments':
			return {
				name,
				columns: [
					...[text(f.number), date(f.paidOn), amount(f.amount), text(f.currency), text(f.method), text(f.reference)],
					...[text(f.customerCode), text(f.customerName)],
				],
				rows: mapped(exportPayments(store, filter), (one) => [
					...[one.number, one.paidOn, money(one.amountMinor, one.currency), one.currency, methodOf(one)],
					...[saidReference(one), one.customerCode, one.customerName],
				]),
			};
		case 'customers':
			return {
				name,
				columns: [
					...[text(f.customerCode), text(f.customerName), text(f.customerEmail), text(f.vatNumber)],
					...[text(f.language), text(f.currency)],
				],
				rows: mapped(exportCustomers(store, filter), (one) => [
					...[one.customerCode, one.customerName, one.customerEmail, one.vatNumber, one.language, one.currency],
				]),
			};
	}
}

const methodOf = ({ provider, detail }: ExportedPayment) => detail || (provider === 'import' ? null : provider);

/** Of a payment of a spreadsheet what the spreadsheet said: an import makes the same key of it again. */
function saidReference({ provider, reference, companyCode, number }: ExportedPayment): string {
	if (provider !== 'import' || companyCode === null || number === null) return reference;
	return referenceInKey(reference, companyCode, number);
}

const text = (header: string) => ({ header, kind: 'text' as const });
const date = (header: string) => ({ header, kind: 'date' as const });
const amount = (header: string) => ({ header, kind: 'amount' as const });

/** Each amount with the decimals of its own currency. */
function money(amountMinor: number | null, currency: string): CellToWrite | null {
	if (amountMinor === null) return null;
	return { value: Number(decimalOf({ amountMinor, currency })), decimals: exponentOf(currency), currency };
}

async function* mapped<Row>(
	rows: AsyncIterable<readonly Row[]>,
	write: (row: Row) => RowToWrite,
): AsyncGenerator<RowToWrite> {
	for await (const some of rows) for (const row of some) yield write(row);
}
