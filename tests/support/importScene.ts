import { randomBytes } from 'node:crypto';
import {
	createBatch,
	runImport,
	standardRules,
	type ImportBatch,
	type ImportSource,
	type RunOptions,
} from '../../core/imports';
import {
	fieldsOfRole,
	type CustomerRecord,
	type InvoiceRecord,
	type PaymentRecord,
	type Problem,
	type RecordKind,
	type SheetField,
	type SheetRecord,
	type SheetUnderstanding,
} from '../../core/invoiceSheets';
import type { Store } from '../../core/db';

const nobody = { customerCode: null, customerName: null, customerEmail: null, vatNumber: null };

export type InvoiceRow = Partial<InvoiceRecord> & { readonly number: string };

/** An invoice of 121.00 EUR for Acme, unless it is told otherwise. */
export const invoice = ({ number, ...more }: InvoiceRow): InvoiceRecord => ({
	...{ ...nobody, number, customerName: 'Acme', issuedOn: '2026-01-05', dueOn: null, currency: 'EUR', netMinor: null },
	...{ taxRate: null, taxMinor: null, totalMinor: 12_100, paidMinor: null, balanceMinor: null, status: null },
	...{ orderReference: null, notes: null, line: null, ...more },
});

export const payment = ({ number, ...more }: Partial<PaymentRecord> & { readonly number: string }): PaymentRecord => ({
	...{ number, paidOn: '2026-01-20', amountMinor: 12_100, currency: null, method: null, reference: null },
	...{ customerCode: null, customerName: null, ...more },
});

export const customer = (more: Partial<CustomerRecord>): CustomerRecord => ({
	...{ ...nobody, language: null, currency: null, ...more },
});

/** A row that the reader refused. */
export interface Refused {
	readonly kind: RecordKind;
	readonly problem: Problem;
	readonly texts: readonly string[];
}

export interface Tabs {
	readonly invoices?: ReadonlyArray<InvoiceRecord | Refused>;
	readonly payments?: ReadonlyArray<PaymentRecord | Refused>;
	readonly customers?: ReadonlyArray<CustomerRecord | Refused>;
}

export const refused = (
	kind: RecordKind,
	texts: readonly string[],
	code: Problem['code'] = 'not_an_amount',
): Refused => ({
	...{ kind, texts },
	problem: { severity: 'error', code, field: 'total', column: 11, value: texts[11] ?? '', details: {} },
});

const kinds = ['invoices', 'payments', 'customers'] as const;

function sheetOf(kind: RecordKind, sheet: number): SheetUnderstanding {
	const fields: readonly SheetField[] = fieldsOfRole[kind];
	const reading = { dateOrder: null, decimalSign: null, currency: null, wholePercents: null };
	return {
		...{ sheet, name: kind, visibility: 'visible', role: kind, roleDecidedBy: 'content', layout: `layout of ${kind}` },
		...{ headerRows: { first: 1, last: 1 }, dataRows: 0, hiddenRows: 0, checkSums: [], questions: [], problems: [] },
		...{ currency: null, totalRows: [], skipHiddenRows: false },
		skipped: { title: 0, header: 1, empty: 0, subtotal: 0, total: 0, firstRows: {} },
		columns: fields.map((field, column) => ({
			...{
				column,
				letters: String.fromCharCode(65 + column),
				header: field,
				hidden: false,
				field,
				decidedBy: 'header',
			},
			...{ reading, samples: [] },
		})),
	};
}

/** What a cell shows of a value that the tests make. */
const textOf = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** A workbook of three tabs, in memory. It counts how often it was read. */
export function workbook(tabs: Tabs): ImportSource & { readonly readings: () => number } {
	let readings = 0;
	const recordsOf = (kind: RecordKind, sheet: number): SheetRecord[] =>
		(tabs[kind] ?? []).map((row, index) => {
			const place = { sheet, row: index + 2 };
			if ('problem' in row) {
				return { ...place, kind, values: null, problems: [row.problem], texts: row.texts };
			}
			const values = row as unknown as Readonly<Record<string, unknown>>;
			const texts = fieldsOfRole[kind].map((field) => textOf(values[field]));
			return { ...place, kind, values: row, problems: [], texts } as SheetRecord;
		});
	return {
		understanding: { sheets: kinds.map(sheetOf), questions: [] },
		readings: () => readings,
		async *records() {
			readings += 1;
			for (const [sheet, kind] of kinds.entries()) {
				const records = recordsOf(kind, sheet);
				for (let from = 0; from < records.length; from += 400) {
					yield await Promise.resolve(records.slice(from, from + 400));
				}
			}
		},
	};
}

export async function newBatch(store: Store, companyCode = 'main'): Promise<string> {
	const batch = { companyCode, fileName: 'invoices.xlsx', contentHash: randomBytes(32).toString('hex'), fileBytes: 1 };
	return (await store.asStaff(async (transaction) => await createBatch(transaction, batch))).batchId;
}

/** Imports tabs as a batch of their own. */
export async function importTabs(
	store: Store,
	tabs: Tabs | ImportSource,
	rules: Partial<RunOptions> = {},
): Promise<ImportBatch> {
	const source = 'records' in tabs ? tabs : workbook(tabs);
	const batchId = rules.batchId ?? (await newBatch(store, rules.companyCode));
	return await runImport(store, source, { ...standardRules, companyCode: 'main', batchId, ...rules });
}
