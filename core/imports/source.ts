import type { WorkbookUnderstanding, SheetRecord } from '../invoiceSheets';

/** What is imported: a workbook that was understood, wherever it was read. */
export interface ImportSource {
	readonly understanding: WorkbookUnderstanding;
	/** Reads all rows of data from the beginning, in the order of the file. It may be called again. */
	records(): AsyncIterable<readonly SheetRecord[]>;
}

export const unknownCustomerRules = ['create', 'reject'] as const;
export const lookAlikeRules = ['ask', 'same', 'different'] as const;
export const problemRules = ['import_rest', 'import_nothing'] as const;
export const transactionRules = ['file', 'rows'] as const;

/** How an import decides. */
export interface ImportRules {
	readonly companyCode: string;
	readonly unknownCustomers: (typeof unknownCustomerRules)[number];
	/**
	 * Of a new customer whose name is nearly that of a known one: `ask` refuses its rows, `same` takes the known one,
	 * `different` makes a new one.
	 */
	readonly lookAlikes: (typeof lookAlikeRules)[number];
	readonly onProblem: (typeof problemRules)[number];
	/** `rows` commits each 1,000 invoices on their own. Together with `import_nothing` it is `file`. */
	readonly transaction: (typeof transactionRules)[number];
	/** When an invoice is due of which the sheet does not say it, in days after its issue. */
	readonly missingDueDays: number;
}

export const standardRules = {
	unknownCustomers: 'create',
	lookAlikes: 'ask',
	onProblem: 'import_rest',
	transaction: 'file',
	missingDueDays: 30,
} as const satisfies Omit<ImportRules, 'companyCode'>;
