import { listImportRows, type ImportBatch, type ImportRow } from '../imports';
import type { Store } from '../db';
import type { Language } from '../kernel/languages';
import { mostProblems, writerOf, type ImportReportData } from '../messages';
import { describeProblem } from './describe';

/** How an import ended, for an item of n8n and for a mail. */
export interface ImportResult extends Pick<
	ImportBatch,
	'batchId' | 'status' | 'companyCode' | 'fileName' | 'counts' | 'failure' | 'language' | 'uploadedBy' | 'uploaderEmail'
> {
	/** Rows that were not imported. */
	readonly rejected: number;
	/** For MSP Message → Import Report. */
	readonly result: ImportReportData;
}

/** Tells how an import ended, with the first problems in the reader's language. */
export async function resultOf(store: Store, batch: ImportBatch, language?: Language): Promise<ImportResult> {
	const rows = await store.asStaff(
		async (transaction) =>
			await listImportRows(transaction, { batchId: batch.batchId, outcomes: ['rejected'], limit: mostProblems }),
	);
	const { batchId, status, companyCode, fileName, counts, failure, uploadedBy, uploaderEmail } = batch;
	const { invoices, payments, customers } = counts;
	return {
		...{ batchId, status, companyCode, fileName, counts, failure, uploadedBy, uploaderEmail },
		language: language ?? batch.language,
		rejected: invoices.rejected + payments.rejected + customers.rejected,
		result: {
			fileName,
			status: status === 'imported' || status === 'refused' ? status : 'failed',
			counts: Object.fromEntries(
				Object.entries({ invoices, payments, customers }).filter(
					([, { created, updated, unchanged, rejected }]) => created + updated + unchanged + rejected > 0,
				),
			),
			failure,
			problems: problemsOf(rows, language ?? batch.language).slice(0, mostProblems),
		},
	};
}

/** Each problem of each row, in words. */
export function problemsOf(
	rows: ReadonlyArray<Pick<ImportRow, 'sheetName' | 'rowNumber' | 'problems'>>,
	language: Language,
): ImportReportData['problems'] {
	const writer = writerOf(language);
	return rows.flatMap(({ sheetName, rowNumber, problems }) =>
		problems.map((problem) => ({
			tab: sheetName || '–',
			row: rowNumber,
			value: problem.value,
			problem: describeProblem(writer, problem),
		})),
	);
}
