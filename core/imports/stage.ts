import { randomUUID } from 'node:crypto';
import { storable, type Store, type Transaction } from '../db';
import type { CustomerClues, SheetRecord } from '../invoiceSheets';
import type { Language } from '../kernel/languages';
import { paymentKeys } from './paymentKey';
import type { ImportSource } from './source';
import { stagingStatement, type StagedRow } from './stagedColumns';

/** What rows say of one customer, in the same words. */
export interface Clues extends CustomerClues {
	/** From 0: as the staged rows name it. */
	readonly clue: number;
	/** What a tab of customers says beside. */
	readonly language: Language | null;
	readonly currency: string | null;
	/** True when a row of a tab of customers says it. */
	readonly listed: boolean;
	/** Where it is said first, as the spreadsheet program shows it. */
	readonly row: number;
}

/** All rows of a file, in `msp.import_staged`. */
export interface Staged {
	readonly stagingId: string;
	readonly rows: number;
	readonly clues: readonly Clues[];
	readonly hasLines: boolean;
	readonly hasPayments: boolean;
}

const rowsAtOnce = 1_000;

/** Rows of one invoice are in one bucket: a part of an import is some buckets. */
export const buckets = 1_024;

export interface StageOptions {
	readonly companyCode: string;
	/** Called after each batch of rows. */
	readonly onRows?: (rows: number) => Promise<void>;
}

/**
 * Reads a file to its end into `msp.import_staged`, a thousand rows a statement. While the database writes one batch, the
 * next one is read. Nothing else is written.
 */
export async function stage(
	store: Store,
	source: ImportSource,
	{ companyCode, onRows = async () => await Promise.resolve() }: StageOptions,
): Promise<Staged> {
	const stagingId = randomUUID();
	const reader = rowReader(source, companyCode);
	let writing = Promise.resolve();
	let waiting: StagedRow[] = [];
	let written = 0;
	const write = async (rows: readonly StagedRow[]) => {
		const { sql, values } = stagingStatement(stagingId, rows);
		await store.asStaff(async (transaction) => await transaction.run(sql, values));
		written += rows.length;
		await onRows(written);
	};
	const flush = async () => {
		const rows = waiting;
		waiting = [];
		await writing;
		writing = rows.length > 0 ? write(rows) : Promise.resolve();
		// Whoever awaits it hears of the failure; until then nobody does.
		writing.catch(() => undefined);
	};
	try {
		for await (const records of source.records()) {
			for (const record of records) waiting.push(reader.read(record));
			if (waiting.length >= rowsAtOnce) await flush();
		}
		await flush();
		await writing;
	} catch (error) {
		await writing.catch(() => undefined);
		await forgetStaged(store, stagingId).catch(() => undefined);
		throw error;
	}
	return { stagingId, ...reader.end() };
}

/** Removes a plan, for another one. */
export async function forgetPlanned(transaction: Transaction, stagingId: string): Promise<void> {
	await transaction.run('delete from msp.import_planned where staging_id = $1', [stagingId]);
}

/** Removes what an import worked with. */
export async function forgetStaged(store: Store, stagingId: string): Promise<void> {
	await store.asStaff(async (transaction) => {
		for (const table of ['import_staged', 'import_clue', 'import_planned']) {
			await transaction.run(`delete from msp.${table} where staging_id = $1`, [stagingId]);
		}
	});
}

function rowReader({ understanding }: ImportSource, companyCode: string) {
	const numberColumns = new Map(
		understanding.sheets.map(({ sheet, columns }) => [sheet, columns.find(({ field }) => field === 'number')?.column]),
	);
	const clues = new Map<string, Clues>();
	const keyOf = paymentKeys(companyCode);
	let rows = 0;
	let hasLines = false;
	let hasPayments = false;

	const clueOf = (record: SheetRecord): number | null => {
		if (record.values === null || record.kind === 'payments') return null;
		const { customerCode, customerName, customerEmail, vatNumber } = record.values;
		const listed = record.kind === 'customers';
		if (customerCode === null && customerName === null && customerEmail === null && vatNumber === null) return null;
		const key = [customerCode, customerName, customerEmail, vatNumber, listed ? rows : ''].join('\u0001');
		const known = clues.get(key);
		if (known) return known.clue;
		const { language, currency } = record.kind === 'customers' ? record.values : { language: null, currency: null };
		const said = { customerCode, customerName, customerEmail, vatNumber };
		clues.set(key, { ...said, clue: clues.size, language, currency, listed, row: record.row });
		return clues.size - 1;
	};

	/** Of a row that was refused, what its cell shows: the other lines of its invoice are refused with it. */
	const numberOf = (record: SheetRecord): string | null => {
		if (record.kind === 'customers') return null;
		if (record.values !== null) return storable(record.values.number);
		const column = numberColumns.get(record.sheet);
		return column === undefined ? null : storable(record.texts[column]?.trim() ?? '') || null;
	};

	return {
		read: (record: SheetRecord): StagedRow => {
			const number = numberOf(record);
			if (record.kind === 'invoices' && record.values?.line) hasLines = true;
			if (record.kind === 'payments') hasPayments = true;
			const clue = clueOf(record);
			rows += 1;
			return {
				...{ position: rows, record, number, clue, bucket: bucketOf(number ?? String(rows)) },
				paymentReference: record.kind === 'payments' && record.values !== null ? keyOf(record.values) : null,
			};
		},
		end: () => ({ rows, clues: [...clues.values()], hasLines, hasPayments }),
	};
}

/** FNV-1a: any even spread will do, as long as one number always has one bucket. */
function bucketOf(text: string): number {
	let hash = 0x811c9dc5;
	for (let index = 0; index < text.length; index++) {
		hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
	}
	return (hash >>> 0) % buckets;
}
