import { inspectImport, standardRules, type ImportRules, type Inspection } from '../imports';
import type { Store } from '../db';
import type { WorkbookUnderstanding } from '../invoiceSheets';
import { withImport, type GivenFile, type ReadingRun, type ReadingWishes } from './openImport';

/** What somebody wants to be done with a file. */
export interface ImportWishes extends ReadingWishes {
	readonly companyCode: string;
	readonly rules?: Partial<Omit<ImportRules, 'companyCode'>>;
}

/** The rules that hold: the standard ones where nobody says another. */
export const rulesOf = ({ companyCode, rules }: ImportWishes): ImportRules => ({
	...standardRules,
	...rules,
	companyCode,
});

/** What is understood of a file, and what its import would do. */
export interface Look {
	readonly understanding: WorkbookUnderstanding;
	readonly inspection: Inspection;
}

/**
 * Tells what is understood of a file, and what its import would do. It changes nothing.
 *
 * @param most how many problems and differences are told; all of them are counted.
 * @throws InputError when the file cannot be read, or the company is unknown.
 */
export async function inspectWorkbook(
	store: Store,
	file: GivenFile,
	wishes: ImportWishes,
	{ most = 200, ...run }: ReadingRun & { readonly most?: number } = {},
): Promise<Look> {
	const inspect = async (opened: Parameters<typeof inspectImport>[1]): Promise<Look> => ({
		understanding: opened.understanding,
		inspection: await inspectImport(store, opened, {
			...rulesOf(wishes),
			mostProblems: most,
			mostDifferences: most,
		}),
	});
	return await withImport(store, file, wishes, inspect, run);
}
