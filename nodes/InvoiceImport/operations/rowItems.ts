import { problemsOf } from '../../../core/importDesk';
import { exportInvoices, listImportRows, type ImportBatch } from '../../../core/imports';
import type { Store } from '../../../core/db';
import type { Language } from '../../../core/kernel/languages';

/** The rows that were rejected, each with its problems in words. */
export async function rejectedItems(
	store: Store,
	{ batchId, language }: ImportBatch,
	limit: number,
	chosen: Language | undefined,
): Promise<object[]> {
	const rows = await store.asStaff(
		async (transaction) => await listImportRows(transaction, { batchId, outcomes: ['rejected'], limit }),
	);
	return rows.map((row) => ({
		...{ batchId, kind: row.kind, tab: row.sheetName, row: row.rowNumber, subject: row.subject, cells: row.texts },
		problems: problemsOf([row], chosen ?? language),
		codes: row.problems.map(({ code }) => code),
	}));
}

/** The invoices that an import made or changed. */
export async function importedItems(store: Store, { batchId }: ImportBatch, limit: number): Promise<object[]> {
	const found: object[] = [];
	for await (const invoices of exportInvoices(store, { importBatchId: batchId })) {
		found.push(...invoices.slice(0, limit - found.length));
		if (found.length >= limit) break;
	}
	return found;
}
