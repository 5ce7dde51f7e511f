import { rememberedLayouts, type ImportSource } from '../imports';
import type { Store } from '../db';
import {
	readRecords,
	understandWorkbook,
	type SheetCorrection,
	type SheetField,
	type WorkbookUnderstanding,
} from '../invoiceSheets';
import { InputError } from '../kernel/errors';
import { openWorkbook, type SpreadsheetLimits, type WorkbookSource } from '../spreadsheet';

/** A file that somebody gives. */
export interface GivenFile {
	readonly name: string;
	readonly source: WorkbookSource;
}

/** How a file is to be understood. What is left out is found out. */
export interface ReadingWishes {
	/** By sheet from 0. */
	readonly corrections?: Readonly<Record<number, SheetCorrection>>;
	/** For every sheet; a correction of a sheet wins. */
	readonly everySheet?: Pick<SheetCorrection, 'dateOrder' | 'decimalSign' | 'currency'>;
	/** Which headers a field has, on every sheet. */
	readonly headers?: Readonly<Partial<Record<SheetField, readonly string[]>>>;
	readonly hiddenTabs?: boolean;
	readonly skipHiddenRows?: boolean;
	readonly limits?: Partial<SpreadsheetLimits>;
	/** What was understood before of the same file: it is not looked at once more. */
	readonly understanding?: WorkbookUnderstanding;
}

export interface ReadingRun {
	readonly signal?: AbortSignal;
	/** Is told how many rows were looked at so far, before any is read for the import. */
	readonly onLooked?: (rows: number) => void;
}

/**
 * Opens a file, understands it as people did with files of its layout before, and hands it to `work`. It is closed
 * afterwards, whatever happens.
 *
 * @throws InputError with the field `file` when it cannot be read.
 */
export async function withImport<Result>(
	store: Store,
	{ name, source }: GivenFile,
	{ companyCode, ...wishes }: ReadingWishes & { readonly companyCode: string },
	work: (opened: ImportSource) => Promise<Result>,
	{ signal, onLooked }: ReadingRun = {},
): Promise<Result> {
	const layouts = await store.asStaff(async (transaction) => await rememberedLayouts(transaction, companyCode));
	const workbook = await openWorkbook(source, { name, limits: wishes.limits, signal });
	try {
		const corrections = Object.fromEntries(
			workbook.sheets.map(({ index }) => [index, { ...wishes.everySheet, ...wishes.corrections?.[index] }]),
		);
		const understanding =
			wishes.understanding ??
			(await understandWorkbook(workbook, {
				corrections,
				remembered: (layout) => layouts.get(layout),
				moreNames: wishes.headers,
				hiddenTabs: wishes.hiddenTabs,
				skipHiddenRows: wishes.skipHiddenRows,
				signal,
				onProgress: onLooked,
			}));
		checkHeaders(understanding, wishes.headers ?? {});
		return await work({ understanding, records: () => readRecords(workbook, understanding, { signal }) });
	} finally {
		await workbook.close();
	}
}

/** A header that somebody gave and that is nowhere is a slip: nothing is read in another way instead. */
function checkHeaders({ sheets }: WorkbookUnderstanding, given: NonNullable<ReadingWishes['headers']>): void {
	const plain = (header: string) => header.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();
	const there = sheets.flatMap(({ columns }) => columns.map(({ header }) => header)).filter(Boolean);
	const known = new Set(there.map(plain));
	for (const [field, headers] of Object.entries(given)) {
		const missing = headers.find((header) => !known.has(plain(header)));
		if (missing === undefined) continue;
		throw new InputError(
			field,
			`has no column: no header is '${missing.slice(0, 60)}'`,
			`The headers are ${
				there
					.slice(0, 40)
					.map((header) => `'${header.slice(0, 40)}'`)
					.join(', ') || 'none'
			}.`,
		);
	}
}
