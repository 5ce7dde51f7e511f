import type { SheetRecord } from '../invoiceSheets';
import { json } from '../db';

/** A row on its way into `msp.import_staged`. */
export interface StagedRow {
	readonly position: number;
	readonly record: SheetRecord;
	readonly bucket: number;
	readonly number: string | null;
	readonly clue: number | null;
	readonly paymentReference: string | null;
}

type Value = string | number | boolean | null;
type Column = readonly [name: string, type: string, of: (row: StagedRow) => Value];

const invoiceOf = ({ record }: StagedRow) => (record.kind === 'invoices' ? record.values : null);
const paymentOf = ({ record }: StagedRow) => (record.kind === 'payments' ? record.values : null);
const lineOf = (row: StagedRow) => invoiceOf(row)?.line;

/** Texts of a row are kept when something is told about it. */
const textsOf = ({ record }: StagedRow) =>
	record.values === null || record.problems.length > 0 ? json(record.texts) : null;

/** Every column that a row of the file fills. */
const columns: readonly Column[] = [
	['position', 'integer', ({ position }) => position],
	['kind', 'text', ({ record }) => record.kind],
	['sheet', 'integer', ({ record }) => record.sheet],
	['row_number', 'integer', ({ record }) => record.row],
	['bucket', 'integer', ({ bucket }) => bucket],
	['refused', 'boolean', ({ record }) => record.values === null],
	['problems', 'jsonb', ({ record }) => (record.problems.length > 0 ? json(record.problems) : null)],
	['texts', 'jsonb', textsOf],
	['number', 'text', ({ number }) => number],
	['clue', 'integer', ({ clue }) => clue],
	['issued_on', 'date', (row) => invoiceOf(row)?.issuedOn ?? null],
	['due_on', 'date', (row) => invoiceOf(row)?.dueOn ?? null],
	['currency', 'text', (row) => invoiceOf(row)?.currency ?? paymentOf(row)?.currency ?? null],
	['net', 'bigint', (row) => invoiceOf(row)?.netMinor ?? null],
	['tax_rate', 'numeric', (row) => invoiceOf(row)?.taxRate ?? null],
	['tax', 'bigint', (row) => invoiceOf(row)?.taxMinor ?? null],
	['total', 'bigint', (row) => invoiceOf(row)?.totalMinor ?? null],
	['paid', 'bigint', (row) => invoiceOf(row)?.paidMinor ?? null],
	['balance', 'bigint', (row) => invoiceOf(row)?.balanceMinor ?? null],
	['status', 'text', (row) => invoiceOf(row)?.status ?? null],
	['order_reference', 'text', (row) => invoiceOf(row)?.orderReference ?? null],
	['notes', 'text', (row) => invoiceOf(row)?.notes ?? null],
	['line_description', 'text', (row) => lineOf(row)?.description ?? null],
	['line_quantity', 'numeric', (row) => lineOf(row)?.quantity ?? null],
	['line_unit_price', 'bigint', (row) => lineOf(row)?.unitPriceMinor ?? null],
	['line_total', 'bigint', (row) => lineOf(row)?.totalMinor ?? null],
	['payment_reference', 'text', ({ paymentReference }) => paymentReference],
	['paid_on', 'date', (row) => paymentOf(row)?.paidOn ?? null],
	['amount', 'bigint', (row) => paymentOf(row)?.amountMinor ?? null],
	['method', 'text', (row) => paymentOf(row)?.method ?? null],
];

/** An array in the words of PostgreSQL. pg writes them too, in several times the time, and the store looks through no array. */
function arrayOf(values: readonly Value[]): string {
	return `{${values.map(elementOf).join(',')}}`;
}

function elementOf(value: Value): string {
	if (value === null) return 'NULL';
	if (typeof value !== 'string') return String(value);
	return `"${/["\\]/.test(value) ? value.replace(/["\\]/g, '\\$&') : value}"`;
}

/** The statement that adds rows; columns without any value are left out. */
export function stagingStatement(stagingId: string, rows: readonly StagedRow[]) {
	const filled = columns.flatMap(([name, type, of]) => {
		const values = rows.map(of);
		return values.some((value) => value !== null) ? [{ name, type, values: arrayOf(values) }] : [];
	});
	const names = filled.map(({ name }) => name).join(', ');
	const parameters = filled.map(({ type }, index) => `$${index + 2}::${type}[]`).join(', ');
	return {
		sql: `insert into msp.import_staged (staging_id, ${names}) select $1, t.* from unnest(${parameters}) as t(${names})`,
		values: [stagingId, ...filled.map(({ values }) => values)],
	};
}
