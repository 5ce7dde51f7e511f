import { addressOf, sealDoor } from '../../core/importDesk';
import { listBatches, undoImport } from '../../core/imports';
import { languages, type Language } from '../../core/kernel/languages';
import type { AttachedStack } from './attach';
import { answered, handedIn, imported } from './demoImport';
import { workbookOfBefore, workbookOfMonth } from './demoWorkbook';

/** Where the pages of the import stand that the docs show, by the names of their pictures. */
export type ImportPages = ReadonlyMap<string, string>;

export const importPictureNames: readonly string[] = ['upload', 'look', 'result'].flatMap((page) =>
	languages.map((language) => pictureName(page, language)),
);

function pictureName(page: string, language: Language): string {
	return language === 'en' ? `page-import-${page}` : `page-import-${page}-${language}`;
}

/** A month of its own, so that nothing of the demo is in the picture. */
const month = { year: 2026, month: 1 };

/** Hands in a workbook in each language, shows the pages to `work`, and takes all of it back. */
export async function withImportPages(
	stack: AttachedStack,
	work: (pages: ImportPages) => Promise<void>,
): Promise<void> {
	const { backOffice, addresses } = stack;
	const door = sealDoor(backOffice.vault, { name: 'office', companyCode: 'main', until: null });
	const uploadIn = (lang: Language) => addressOf(`${addresses.n8n}/webhook/msp/import`, { door, lang });
	const begun = new Date();
	try {
		const pages = new Map<string, string>();
		const before = await answered(await handedIn(uploadIn('en'), await workbookOfBefore(month), 'en'));
		await imported(before.address);
		const workbook = await workbookOfMonth(month);
		for (const language of languages) {
			pages.set(pictureName('upload', language), uploadIn(language));
			const look = await handedIn(uploadIn(language), workbook, language);
			pages.set(pictureName('look', language), look.address);
		}
		await work(pages);
		for (const language of languages) {
			const { address } = await imported(pages.get(pictureName('look', language)) ?? '');
			await work(new Map([[pictureName('result', language), address]]));
		}
	} finally {
		const made = await backOffice.store.asStaff(
			async (transaction) => await listBatches(transaction, { statuses: ['imported'], limit: 20 }),
		);
		for (const { batchId } of made.filter(({ createdAt }) => createdAt >= begun)) {
			await undoImport(backOffice.store, batchId);
		}
	}
}
